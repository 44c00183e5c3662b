import { snapshotName } from "../../reference/core/names.js";
import { pad } from "../../reference/core/padding.js";
import { encodeSnapshot, type Snapshot } from "../../reference/core/proto/codec.js";
import { forgeEpochFile } from "./forge.js";
import { random } from "./seed.js";
import type { Told } from "./story.js";
import { BY_PAPER, filesOf } from "./vault-parts.js";
import type { Accepted, Rejected, Values } from "./vector.js";

interface Ignored {
  readonly code: string;
  readonly name: string;
}

export function history(
  id: string,
  requirement: string,
  told: Told,
  files: ReadonlyMap<string, Uint8Array>,
  counts: readonly number[],
  ignored: readonly Ignored[],
  comment: string,
): Accepted {
  const { header, details, epochs } = told.vault;
  return {
    id,
    title: comment,
    requirements: [requirement],
    operation: "history",
    inputs: { files: filesOf(files), secret: BY_PAPER },
    ok: {
      revision: header.revision,
      epoch: header.epoch,
      formerEpochs: details.formerEpochs.map(({ epoch, rootKey, lastSequence, lastDigest }) => ({
        epoch,
        rootKey,
        lastSequence,
        lastDigest,
      })),
      counts,
      ignored: ignored.map((entry) => ({ ...entry })),
      newest: counts[0]!,
    },
    intermediates: { rootKey: epochs.at(-1)!.rootKey },
    comment,
  };
}

export function opens(id: string, requirement: string, told: Told, secret: Values, comment: string): Accepted {
  return {
    id,
    title: comment,
    requirements: [requirement],
    operation: "open",
    inputs: { files: filesOf(told.files), secret },
    ok: { revision: told.vault.header.revision },
    comment,
  };
}

export function stays(
  id: string,
  requirement: string,
  mutation: string,
  files: ReadonlyMap<string, Uint8Array>,
  secret: Values,
  comment: string,
  parent = "rotation-open",
): Rejected {
  return {
    id,
    title: mutation,
    requirements: [requirement],
    operation: "open",
    inputs: { files: filesOf(files), secret },
    reject: { code: "key.no-matching-slot" },
    parent,
    mutation,
    comment,
  };
}

/** Files of the whole story, with a snapshot planted by the holder of the root key of an epoch. */
export async function planted(
  told: Told,
  epoch: number,
  sequence: number,
  change: Snapshot = {},
): Promise<Map<string, Uint8Array>> {
  const { vaultId, epochs, latest } = told.vault;
  const rootKey = epochs.find((candidate) => candidate.epoch === epoch)?.rootKey ?? random("rotation/root-key", 32);
  const { ancestors: _, ...rest } = latest!.snapshot;
  const snapshot: Snapshot = { ...rest, sequence, epoch, producer: "planted", minHeaderRevision: 1, ...change };
  const file = await forgeEpochFile(
    "snapshot",
    { vaultId, epoch, number: sequence, rootKey },
    pad(encodeSnapshot(snapshot)),
  );
  const files = new Map(told.files);
  files.set(snapshotName(sequence), file);
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}
