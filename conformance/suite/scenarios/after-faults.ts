import { snapshotName } from "../../../reference/core/names.js";
import type { Case, CaseContext } from "../case.js";
import { allDamaged, headerFile } from "./kit/forge.js";
import { demandEqual, refuseUntouched, reopen, write } from "./kit/judge.js";
import { putNames } from "./kit/log.js";
import { vaultOf } from "./kit/prunable.js";
import { scenarios } from "./kit/scenario.js";
import { changedState, forgetfulState, paper, rotated, secretOf } from "./kit/scene.js";
import { oneBackup } from "./kit/scenes.js";
import { bytesOf } from "./kit/seed.js";

/** A rotation whose snapshot was never stored, and then another rotation. */
async function closedTwice(context: CaseContext): Promise<void> {
  const scene = await rotated(await oneBackup());
  const { [snapshotName(2)]: _, ...files } = scene.files;
  const { scene: next, log } = await write(context, "vault.rotate", { files, state: forgetfulState(scene.state) });
  demandEqual("The snapshots that were stored", putNames(log, "snapshots/"), [snapshotName(2)]);
  const { details } = await reopen(next);
  const [first, second] = details.formerEpochs;
  demandEqual("The ends of the former epochs", [first!.lastSequence, second!.lastSequence], [1, 1]);
  demandEqual("The digest of the last snapshot of the second epoch", second!.lastDigest, first!.lastDigest);
}

/** A device that knows another header, or a later epoch, than the one that is left repairs nothing. */
async function notRepaired(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const planted = { ...scene.files, ...allDamaged(await headerFile(await vaultOf(scene))) };
  await write(context, "vault.repair", { files: planted, state: scene.state });
  const codes = ["header.auth", "header.malformed", "header.fork", "header.rollback"];
  const forked = changedState(scene.state, { headerDigest: await bytesOf("another header") });
  await refuseUntouched(context, "vault.repair", { files: planted, state: forked }, {}, ...codes);
  const later = changedState(scene.state, { epoch: 2 });
  const secret = secretOf(await paper());
  await write(context, "vault.repair", { files: planted, state: scene.state }, { secret });
  await refuseUntouched(context, "vault.repair", { files: planted, state: later }, { secret }, ...codes);
}

/** What a writer does in a vault in which something went wrong before. */
export const afterFaults = (): Case[] =>
  scenarios("05-header.md", [
    {
      name: "rotate-close-again",
      title: "An epoch without a snapshot is closed where the one before it was",
      requirements: ["rotate-close", "rotate-former"],
      operations: ["vault.rotate"],
      why: "With 0 in its place, whoever has the key of that epoch could add snapshots to it from the first one on.",
      run: closedTwice,
    },
    {
      name: "repair-not-forked",
      title: "A vault of which the device remembers another header, or a later epoch, is not repaired",
      requirements: ["repair-state", "header-no-write-read-only"],
      operations: ["vault.repair"],
      why: "The store went back, or is another's: a repair would make its state the only one.",
      run: notRepaired,
    },
  ]);
