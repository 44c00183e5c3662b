import { headerName, snapshotName } from "../../reference/core/names.js";
import type { Snapshot } from "../../reference/core/proto/codec.js";
import { history, opens, planted, stays } from "./rotation-parts.js";
import { after, afterWithSecrets, BY_PAPER, filesOf, KEPT_KEK, LOST_DIGITS, STEPS } from "./vault-parts.js";
import type { Layer } from "./vector.js";

/** Rotation: what counts after an epoch is closed, and who is locked out. */
export async function rotationLayer(): Promise<Layer> {
  const told = await after(STEPS.length);
  const once = await after(3);
  const { epochs } = told.vault;
  const all = [5, 4, 3, 2, 1];
  const plant = async (
    id: string,
    requirement: string,
    epoch: number,
    sequence: number,
    code: string,
    comment: string,
    change: Snapshot = {},
  ) => {
    const counts = all.filter((number) => number !== sequence);
    return history(
      id,
      requirement,
      told,
      await planted(told, epoch, sequence, change),
      counts,
      [{ code, name: snapshotName(sequence) }],
      comment,
    );
  };
  const version2 = told.files.get(snapshotName(4))!.map((byte, i) => (i === 8 ? 2 : byte));
  const withSecrets = await afterWithSecrets();
  const without = (...names: string[]) => new Map([...told.files].filter(([name]) => !names.includes(name)));
  const rolledBack = new Map(once.files);
  const oldHeader = (await after(2)).files.get(headerName(1))!;
  rolledBack.set(headerName(1), oldHeader);
  return {
    layer: "rotation",
    spec: "spec/05-header.md",
    notes: [
      "A vault of three epochs: snapshot 1 is of epoch 1, 2 and 3 of epoch 2, 4 and 5 of epoch 3.",
      "`counts` are the sequences of all snapshots that count, the newest first; `ignored` are the others, the newest first, with what is reported.",
      "How this vault is written is told by the vector `vault-story` of the layer vault.",
    ],
    vectors: [
      history(
        "rotation-three-epochs",
        "epoch-closed",
        told,
        told.files,
        all,
        [],
        "All snapshots of three epochs count.",
      ),
      history("rotation-once", "rotate-close", once, once.files, [2, 1], [], "After the first rotation."),
      history(
        "rotation-forgotten",
        "parent-mismatch",
        told,
        without(snapshotName(2), snapshotName(4)),
        [5, 3, 1],
        [],
        "A forgotten snapshot is no mismatch.",
      ),
      await plant(
        "rotation-after-close",
        "epoch-closed",
        1,
        6,
        "snapshot.fork",
        "Of epoch 1, above its last sequence.",
      ),
      await plant(
        "rotation-after-close-2",
        "epoch-closed",
        2,
        7,
        "snapshot.fork",
        "Of epoch 2, above its last sequence.",
      ),
      await plant(
        "rotation-other-last",
        "epoch-closed",
        1,
        1,
        "snapshot.fork",
        "Of epoch 1 with its last sequence, and another digest.",
      ),
      await plant(
        "rotation-too-early",
        "epoch-closed",
        2,
        1,
        "snapshot.fork",
        "Of epoch 2, in the place of one of epoch 1.",
      ),
      await plant(
        "rotation-current-too-early",
        "epoch-closed",
        3,
        2,
        "snapshot.fork",
        "Of the current epoch, at a sequence of epoch 2.",
      ),
      await plant(
        "rotation-other-within",
        "parent-mismatch",
        2,
        2,
        "snapshot.parent-mismatch",
        "Of epoch 2, within it, and not the one that later ones follow.",
      ),
      await plant("rotation-unlisted", "epoch-unlisted", 9, 6, "snapshot.auth", "Of an epoch that is not listed."),
      history(
        "rotation-version-2",
        "snapshot-version-skip",
        told,
        new Map([...told.files, [snapshotName(6), version2]]),
        all,
        [{ code: "input.unsupported-version", name: snapshotName(6) }],
        "A file of version 2, above all others.",
      ),
      await plant(
        "rotation-features-after-close",
        "snapshot-features-skip",
        2,
        6,
        "input.unsupported-version",
        "Of epoch 2, above its last sequence, with the required feature 1.",
        { requiredFeatures: [1] },
      ),
      {
        id: "rotation-open",
        title: "By a slot that was carried over",
        requirements: ["rotate-carry"],
        operation: "open",
        inputs: { files: filesOf(told.files), secret: BY_PAPER },
        ok: { revision: told.vault.header.revision },
        comment: "The recovery key keeps its slot id and salt.",
      },
      opens(
        "rotation-open-kept-kek",
        "slot-carry-ids",
        once,
        KEPT_KEK,
        "By a kept KEK, whose slot was carried over with it: its salt is the same.",
      ),
      opens(
        "rotation-open-new-salt",
        "slot-new-salt",
        withSecrets,
        BY_PAPER,
        "By a slot that was carried over with its secret: its salt is another.",
      ),
      stays(
        "rotation-kept-kek-new-salt",
        "slot-new-salt",
        "the slot was carried over with its secret",
        withSecrets.files,
        KEPT_KEK,
        "The new salt gives another KEK; the one that was kept opens nothing.",
        "rotation-open-kept-kek",
      ),
      stays(
        "rotation-removed-slot",
        "remove-rotates",
        "the removed recovery key",
        told.files,
        { kind: "recovery-key", digits: LOST_DIGITS },
        "A slot that was not carried over.",
      ),
      stays(
        "rotation-former-root-key",
        "root-key-epoch",
        "the root key of epoch 2",
        told.files,
        { kind: "root-key", epoch: 2, rootKey: epochs[1]!.rootKey },
        "A former root key opens no later header.",
      ),
      stays(
        "rotation-removed-slot-old-header",
        "choose-no-slot-final",
        "the removed recovery key, and the header of epoch 1 is still stored",
        rolledBack,
        { kind: "recovery-key", digits: LOST_DIGITS },
        "The newest header decides; an older one is not tried.",
      ),
    ],
  };
}
