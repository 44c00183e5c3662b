import fc from "fast-check";
import { answerOf } from "../../oracle.js";
import { bytesOf, mustEqual } from "../answers.js";
import type { Property } from "../chapter.js";
import { encodeFrame } from "../content/frames.js";
import { part } from "../drawn.js";
import { numberName } from "../oracle.js";
import { property } from "../property.js";
import { type Files, filesAfter, NOW, plainVault } from "./plain.js";

/** Snapshots 1 to 3 are of epoch 1; a rotation made 4, and 5 and 6 followed. */
const LAST_OF_FIRST_EPOCH = 3;
const NEWEST = 6;

let made: Promise<{ files: Files; digits: string }> | undefined;

async function make() {
  const { files: first, state: device, digits } = await plainVault();
  let [files, state] = [first, device];
  const after = async (operation: string, args: object) => {
    const { ok } = await answerOf(operation, { files, state, now: NOW, ...args });
    [files, state] = [filesAfter(files, ok!), bytesOf(ok!, "state")];
  };
  for (let sequence = 1; sequence <= NEWEST; sequence++) {
    const account = encodeFrame({ account: { selfContactId: "me", displayName: `backup ${sequence}` } });
    const secrets = [{ kind: "recovery-key", digits }];
    if (sequence === LAST_OF_FIRST_EPOCH + 1) await after("vault.rotate", { secrets });
    else await after("vault.backup", { frames: [account, encodeFrame({ contact: { id: "me" } })] });
  }
  return { files, digits };
}

/** What happens to one of the snapshots. */
type Fate = "stays" | "is gone" | "is damaged" | "is of another version" | "is cut";

/** Properties of choosing a snapshot. */
export const historyProperties: readonly Property[] = [
  {
    name: "history",
    title: "Of snapshots that are whole, gone and damaged the newest is chosen, and none that could be planted",
    requirements: [
      "snapshot-choose",
      "snapshot-choose-closed",
      "snapshot-skip",
      "snapshot-version-skip",
      "snapshot-none",
      "epoch-closed",
    ],
    operations: ["vault.open", "vault.history"],
    why: "A store can lose or spoil any file; what it cannot do is to pass an old backup for the newest of a new key.",
    run: (context) =>
      property(
        context,
        [
          fc.array(
            fc.tuple(
              fc.constantFrom<Fate>("stays", "stays", "is gone", "is damaged", "is of another version", "is cut"),
              part(),
              fc.nat(7),
            ),
            { minLength: NEWEST, maxLength: NEWEST },
          ),
        ],
        async (fates) => {
          made ??= make();
          const { files: whole, digits } = await made;
          const files: Record<string, Uint8Array> = { ...whole };
          const ignored: { name: string; code: string }[] = [];
          fates.forEach(([fate, where, bit], i) => {
            const name = numberName("snapshots", i + 1);
            const file = files[name]!.slice();
            if (fate === "is gone") delete files[name];
            if (fate === "is damaged") file[18 + Math.floor(where * (file.length - 18))]! ^= 1 << bit;
            if (fate === "is of another version") file[8] = 2;
            if (fate !== "stays" && fate !== "is gone") {
              files[name] = fate === "is cut" ? file.subarray(0, Math.floor(where * 18)) : file;
              const code = {
                "is damaged": "snapshot.auth",
                "is cut": "snapshot.malformed",
                "is of another version": "input.unsupported-version",
              }[fate];
              ignored.unshift({ name, code });
            }
          });
          const counts = fates.flatMap(([fate], i) => (fate === "stays" ? [i + 1] : [])).reverse();
          const newest = counts[0] ?? 0;
          const mayBePlanted = newest > 0 && newest < LAST_OF_FIRST_EPOCH;
          const args = { files, secret: { kind: "recovery-key", digits }, now: NOW };
          const expectation = mayBePlanted
            ? { reject: { codes: ["snapshot.rollback"] } }
            : { ok: { snapshot: newest, epoch: 2 } };
          await context.expect("vault.open", args, expectation);
          const ok = await context.expect("vault.history", args, { ok: { counts, ignored, epoch: 2 } });
          mustEqual("the newest", ok.newest, mayBePlanted || newest === 0 ? undefined : newest);
        },
        { cost: 10 },
      ),
  },
];
