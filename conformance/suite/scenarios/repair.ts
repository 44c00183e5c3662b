import { digest } from "../../../reference/core/digest.js";
import { headerName } from "../../../reference/core/names.js";
import type { Header } from "../../../reference/core/proto/types.js";
import type { Case, CaseContext } from "../case.js";
import { allDamaged, damaged, headerFile, otherVersion, slotOf, strangeKey } from "./kit/forge.js";
import { demand, demandEqual, refuse, refuseUntouched, reopen, write } from "./kit/judge.js";
import { backupArgs } from "./kit/library.js";
import { deletedNames, putNames } from "./kit/log.js";
import { vaultOf } from "./kit/prunable.js";
import { scenarios } from "./kit/scenario.js";
import { changedState, type Files, forgetfulState, paper, rotated, type Scene, secretOf, spare } from "./kit/scene.js";
import { NEXT_TEXT, oneBackup } from "./kit/scenes.js";
import { bytesOf, provider } from "./kit/seed.js";

const REPAIR = ["vault.repair"];

const plus = (scene: Scene, files: Files): Scene => ({ ...scene, files: { ...scene.files, ...files } });

async function junkAbove(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const vault = await vaultOf(scene);
  const broken = allDamaged(await headerFile(vault));
  const cut = { [headerName(9)]: (await headerFile(vault))[headerName(2)]!.slice(0, 99) };
  const planted = plus(scene, { ...broken, ...cut });
  // A header that stands before the one in use keeps everyone from writing.
  await refuseUntouched(context, "vault.backup", planted, backupArgs(NEXT_TEXT), "header.auth", "header.malformed");
  const { answer, log, scene: next } = await write(context, "vault.repair", planted);
  const removed = [headerName(2), headerName(9)];
  demandEqual("The headers that are named", [...(answer.removed as string[])].sort(), removed);
  demandEqual("What was deleted", deletedNames(log).sort(), removed);
  demandEqual("What was stored", putNames(log), [headerName(2)]);
  const order = log.map(({ did }) => did);
  demand(order.lastIndexOf("delete") < order.indexOf("put"), "The header was stored before the others were deleted.");
  const repaired = await reopen(next);
  demand(repaired.readOnly === undefined, "The vault is still read-only.");
  const { header, details } = repaired;
  demandEqual(
    "The slots",
    header.slots.map(({ stored }) => stored.info),
    vault.header.slots.map(({ stored }) => stored.info),
  );
  demandEqual("The writer", details.writerId, vault.details.writerId);
  await write(context, "vault.backup", next, backupArgs(NEXT_TEXT));
}

/** One above the higher of the revision in use and that of the device state. */
async function nextAboveState(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const vault = await vaultOf(scene);
  const genuine = (await headerFile(vault))[headerName(2)]!;
  const seen = { headerRevision: 2, headerDigest: await digest(provider, genuine) };
  // The header that the device remembers was damaged by the store.
  const state = changedState(scene.state, seen);
  const broken = { ...plus(scene, { [headerName(2)]: damaged(genuine) }), state };
  const { log } = await write(context, "vault.repair", broken);
  demandEqual("What was stored", putNames(log), [headerName(3)]);
  demandEqual("What was deleted", deletedNames(log), [headerName(2)]);
  const forgotten = { ...broken, state: forgetfulState(state) };
  const { log: second } = await write(context, "vault.repair", forgotten);
  demandEqual("What was stored by a device that remembers nothing", putNames(second), [headerName(2)]);
}

async function genuineAbove(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const vault = await vaultOf(scene);
  const spareOnly = await slotOf(vault, await spare());
  const details = { slots: [spareOnly.details] };
  const genuine = await headerFile(vault, { fields: { slots: [spareOnly.stored] }, details });
  // Opened by the older key on request: the newer header is authentic under the same root key.
  const above = plus(scene, genuine);
  const args = { secret: secretOf(await paper()), revision: 1 };
  const state = forgetfulState(scene.state);
  const log = await refuse(context, "vault.repair", { ...above, state }, args, "header.rollback");
  demandEqual("What was done", log.length, 0);
  const junk = { ...plus(scene, allDamaged(genuine)), state };
  const { answer } = await write(context, "vault.repair", junk, args);
  demandEqual("What was removed", answer.removed ?? null, [headerName(2)]);
}

/** Headers above the one in use whose author had the key, and that no reader takes. */
async function brokenDetails(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const vault = await vaultOf(scene);
  const broken: readonly [string, Files][] = [
    ["header.malformed", await headerFile(vault, { details: { writerId: await bytesOf("short", 3) } })],
    ["header.auth", await headerFile(vault, { fields: { sealedDetails: await bytesOf("closed", 4168) } })],
  ];
  for (const [code, files] of broken) {
    const before = plus(scene, files);
    await refuseUntouched(context, "vault.backup", before, backupArgs(NEXT_TEXT), code);
    const { answer, scene: next } = await write(context, "vault.repair", before);
    demandEqual("What was removed", answer.removed ?? null, [headerName(2)]);
    await write(context, "vault.backup", next, backupArgs(NEXT_TEXT));
  }
}

/** Planted headers that stop a reader for good: the user asks for the revision that their key opens. */
async function closed(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const vault = await vaultOf(scene);
  const foreign = await headerFile(vault, { fields: { epoch: 7 }, rootKey: await strangeKey() });
  const plantings: readonly Files[] = [
    foreign,
    { [headerName(2)]: otherVersion((await headerFile(vault))[headerName(2)]!) },
    await headerFile(vault, { fields: { requiredFeatures: [12] }, rootKey: await strangeKey() }),
  ];
  const secret = secretOf(await paper());
  for (const files of plantings) {
    const planted = plus(scene, files);
    const codes = ["key.no-matching-slot", "input.unsupported-version"];
    await context.expect("vault.open", { files: planted.files, secret }, { reject: { codes } });
    const { answer, scene: next } = await write(context, "vault.repair", planted, { secret, revision: 1 });
    demandEqual("What was removed", answer.removed ?? null, [headerName(2)]);
    demandEqual("The revision in use", (await reopen(next)).header.revision, 2);
  }
}

/** The header of a newer program: it has features, and its details may be in a form that nobody knows yet. */
async function newerProgram(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const vault = await vaultOf(scene);
  const args = { secret: secretOf(await paper()), revision: 1 };
  const requiredFeatures = [12];
  for (const fields of [{ requiredFeatures }, { requiredFeatures, sealedDetails: await bytesOf("closed", 4168) }]) {
    const genuine = await headerFile(vault, { fields });
    const above = plus(scene, genuine);
    await refuseUntouched(context, "vault.repair", above, args, "input.unsupported-version");
    const { answer } = await write(context, "vault.repair", plus(scene, allDamaged(genuine)), args);
    demandEqual("What was removed", answer.removed ?? null, [headerName(2)]);
  }
}

/** A header above the one in use that somebody made with the key of a former epoch. */
async function formerKey(context: CaseContext): Promise<void> {
  const former = await vaultOf(await oneBackup());
  const scene = await rotated(await oneBackup());
  const changes: readonly Partial<Header>[] = [{}, { requiredFeatures: [12] }];
  for (const change of changes) {
    const planted = plus(scene, await headerFile(former, { fields: { revision: 9, ...change } }));
    const args = { secret: secretOf(await paper()), revision: 2 };
    const { answer, scene: next } = await write(context, "vault.repair", planted, args);
    demandEqual("What was removed", answer.removed ?? null, [headerName(9)]);
    const repaired = await reopen(next);
    demandEqual("The revision and the epoch in use", [repaired.header.revision, repaired.header.epoch], [3, 2]);
    demand(repaired.readOnly === undefined, "The vault is still read-only.");
  }
}

/** The user asks for a header of before a rotation, by a secret that opens the header of today as well. */
async function beforeRotation(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const digits = await paper();
  const later = await rotated(scene, { secrets: [{ kind: "recovery-key", digits }] });
  const before = { ...plus(scene, later.files), state: forgetfulState(scene.state) };
  const args = { secret: secretOf(digits), revision: 1 };
  const opened = { files: before.files, secret: secretOf(digits) };
  await context.expect("vault.open", opened, { ok: { revision: 2, epoch: 2 } });
  await refuseUntouched(context, "vault.repair", before, args, "header.rollback");
  // What only claims to be of a later epoch opens for nobody.
  const planted = await headerFile(await vaultOf(scene), { fields: { epoch: 7 }, rootKey: await strangeKey() });
  await write(context, "vault.repair", { ...plus(scene, planted), state: before.state }, args);
}

async function nothingToDo(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const { log, answer } = await write(context, "vault.repair", scene);
  demandEqual("What was done to a vault that is whole", [log.length, answer.removed ?? null], [0, []]);
}

/** How a planted or damaged header is got rid of. */
export const repairs = (): Case[] =>
  scenarios("05-header.md", [
    {
      name: "repair",
      title: "A repair names and deletes every header above the one in use, and stores that one anew",
      requirements: ["repair-named", "repair-delete", "repair-next", "header-no-write-read-only", "read-only-no-write"],
      operations: ["vault.repair", "vault.backup"],
      why: "Anyone who can write to the store could otherwise stop all backups for good.",
      run: junkAbove,
    },
    {
      name: "repair-next",
      title: "The repaired header is above the one that the device remembers",
      requirements: ["repair-next"],
      operations: REPAIR,
      why: "Under the same revision every other device would report another header than it knows.",
      run: nextAboveState,
    },
    {
      name: "repair-genuine",
      title: "A header above the one in use that is authentic is never deleted",
      requirements: ["repair-genuine"],
      operations: REPAIR,
      why: "It is the vault as another device left it, perhaps after a key was removed.",
      run: genuineAbove,
    },
    {
      name: "repair-newer-program",
      title: "A header of a newer program above the one in use is never deleted, if its MAC is right",
      requirements: ["repair-genuine"],
      operations: REPAIR,
      why: "A device with a newer program wrote it; an older one would undo what it cannot read.",
      run: newerProgram,
    },
    {
      name: "repair-former-key",
      title: "A header made with the key of a former epoch does not hinder a repair",
      requirements: ["repair-genuine", "repair-delete"],
      operations: REPAIR,
      why: "Who kept the former key could otherwise keep everyone from writing for good.",
      run: formerKey,
    },
    {
      name: "repair-before-rotation",
      title: "A rotation is not undone by a repair from an older header, if the secret opens the newer one, too",
      requirements: ["repair-genuine", "choose-older-asked"],
      operations: ["vault.open", "vault.repair"],
      why: "Whoever had the former key would read on, and all that was backed up since would be lost.",
      run: beforeRotation,
    },
    {
      name: "repair-broken-details",
      title: "A header with a right MAC whose details no reader takes does not hinder a repair",
      requirements: ["repair-genuine", "repair-delete"],
      operations: ["vault.repair", "vault.backup"],
      why: "Nobody could ever write to that vault again.",
      run: brokenDetails,
    },
    {
      name: "repair-closed",
      title: "A vault closed by a planted header is repaired from the revision that the user asks for",
      requirements: ["repair-delete", "choose-older-asked", "choose-no-slot-final", "version-no-fallback"],
      operations: ["vault.open", "vault.repair"],
      why: "The rules stop at what nobody has authenticated; the owner must get in all the same.",
      run: closed,
    },
    {
      name: "repair-whole",
      title: "A repair of a vault that is whole does nothing",
      requirements: ["repair-delete"],
      operations: REPAIR,
      why: "A repair on demand must not be able to do harm.",
      run: nothingToDo,
    },
  ]);
