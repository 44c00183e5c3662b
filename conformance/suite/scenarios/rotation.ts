import { equalBytes } from "../../../reference/core/bytes.js";
import { snapshotName } from "../../../reference/core/names.js";
import { parseRecoveryKey } from "../../../reference/core/recovery-key.js";
import type { Case, CaseContext } from "../case.js";
import { headerFile, junkOfEpoch, snapshotFile } from "./kit/forge.js";
import { demand, demandEqual, messageIds, refuse, refuseUntouched, reopen, restored, write } from "./kit/judge.js";
import { backupArgs } from "./kit/library.js";
import { applyLog, deletedNames, logOf, putNames } from "./kit/log.js";
import { vaultOf } from "./kit/prunable.js";
import { scenarios } from "./kit/scenario.js";
import {
  backedUp,
  changedState,
  forgetfulState,
  freshVault,
  open,
  paper,
  readerState,
  rotated,
  type Scene,
  secretOf,
  spare,
  withSpareSlot,
} from "./kit/scene.js";
import { NEXT_PHOTO, NEXT_TEXT, oneBackup } from "./kit/scenes.js";
import { bytesOf, NOW } from "./kit/seed.js";

const ROTATE = ["vault.rotate"];

/** One backup and two slots, of which the device has both keys. */
const twoSlots = async () => withSpareSlot(await oneBackup());
const without = (state: Uint8Array) => changedState(state, { slotKeks: [] });
const byDigits = async (digits: string) => ({ kind: "recovery-key", digits: parseRecoveryKey(digits) }) as const;

async function newSecrets(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const before = await vaultOf(scene);
  const { scene: next, log } = await write(context, "vault.rotate", scene);
  const after = await reopen(next);
  demandEqual("Epoch and revision", [after.header.epoch, after.header.revision], [2, 2]);
  demand(!equalBytes(after.epochs[1]!.rootKey, before.epochs[0]!.rootKey), "The root key is the former one.");
  demand(!equalBytes(after.header.prfSalt, before.header.prfSalt), "The prf_salt is the former one.");
  demandEqual("The vault id", after.vaultId, before.vaultId);
  demandEqual("What was stored", putNames(log), ["headers/0000000000000002", "snapshots/0000000000000002"]);
  demandEqual("What was deleted", deletedNames(log), ["headers/0000000000000001"]);
}

async function former(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const first = await vaultOf(scene);
  const once = (await write(context, "vault.rotate", scene)).scene;
  const second = await reopen(once);
  const twice = (await write(context, "vault.rotate", once)).scene;
  const { details } = await reopen(twice);
  const expected = [first, second].map(({ latest, epochs, header }) => [
    header.epoch,
    epochs.at(-1)!.rootKey,
    latest!.sequence,
    latest!.digest,
  ]);
  const listed = details.formerEpochs.map((each) => [each.epoch, each.rootKey, each.lastSequence, each.lastDigest]);
  demandEqual("The former epochs", listed, expected);
  const empty = (await write(context, "vault.rotate", await freshVault())).scene;
  const [only] = (await reopen(empty)).details.formerEpochs;
  demandEqual("The end of an epoch without a snapshot", [only!.lastSequence, only!.lastDigest.length], [0, 0]);
}

async function snapshotFollows(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const before = (await vaultOf(scene)).latest!;
  const { scene: next, log } = await write(context, "vault.rotate", scene, { now: NOW + 5000 });
  const { latest } = await reopen(next);
  const { sequence, epoch, minHeaderRevision, ancestors, ...copied } = latest!.snapshot;
  const { sequence: _, epoch: __, minHeaderRevision: ___, ancestors: ____, ...original } = before.snapshot;
  demandEqual("Its sequence, epoch and min_header_revision", [sequence, epoch, minHeaderRevision], [2, 2, 2]);
  demandEqual("Its ancestors", ancestors as never, [{ sequence: 1, digest: before.digest }]);
  demandEqual("The rest of it", copied as never, original as never);
  demandEqual("Objects that were stored", putNames(log, "objects/"), []);
  const names = putNames(log).map((name) => name.split("/")[0]!);
  demandEqual("The order of what was stored", names, ["headers", "snapshots"]);
  const empty = await write(context, "vault.rotate", await freshVault());
  demandEqual("What was stored in an empty vault", putNames(empty.log), ["headers/0000000000000002"]);
}

async function carriedByKek(context: CaseContext): Promise<void> {
  const scene = await twoSlots();
  const before = (await vaultOf(scene)).header;
  const { scene: next, answer } = await write(context, "vault.rotate", scene);
  const { header } = await reopen(next);
  demandEqual(
    "The slots that are kept",
    answer.kept ?? null,
    before.slots.map(({ slotId }) => slotId),
  );
  demandEqual("The slots that are dropped", answer.dropped ?? null, []);
  const idsAndSalts = (slots: typeof before.slots) => slots.map(({ slotId, salt }) => [slotId, salt]);
  demandEqual("Ids and salts of the slots", idsAndSalts(header.slots), idsAndSalts(before.slots));
  for (const digits of [await paper(), await spare()]) await reopen(next, await byDigits(digits));
}

async function carriedBySecret(context: CaseContext): Promise<void> {
  const scene = await twoSlots();
  const before = (await vaultOf(scene)).header;
  const { scene: next } = await write(context, "vault.rotate", scene, { secrets: [secretOf(await paper())] });
  const { header } = await reopen(next);
  demandEqual(
    "The ids of the slots",
    header.slots.map(({ slotId }) => slotId),
    before.slots.map(({ slotId }) => slotId),
  );
  const kept = header.slots.map(({ salt }, i) => equalBytes(salt, before.slots[i]!.salt));
  demandEqual("Whether the salts are the former ones", kept, [false, true]);
  await reopen(next, await byDigits(await paper()));
  // A key that was kept on a device that is lost opens the slot no more.
  const kek = (await vaultOf(scene)).slotKeks.find(({ slotId }) => equalBytes(slotId, before.slots[0]!.slotId))!;
  const refused = await open(next, { kind: "kek", ...kek }).then(
    () => false,
    () => true,
  );
  demand(refused, "The key-encryption key of the former epoch opens the slot that its secret carried over.");
}

async function dropped(context: CaseContext): Promise<void> {
  const scene = await twoSlots();
  const [first, second] = (await vaultOf(scene)).header.slots;
  const locked = { ...scene, state: without(scene.state) };
  const one = await write(context, "vault.rotate", locked, { secrets: [secretOf(await paper())] });
  demandEqual(
    "Kept and dropped",
    [one.answer.kept ?? null, one.answer.dropped ?? null],
    [[first!.slotId], [second!.slotId]],
  );
  const { header } = await reopen(one.scene, await byDigits(await paper()));
  demandEqual(
    "The slots",
    header.slots.map(({ slotId }) => slotId),
    [first!.slotId],
  );
  const both = await write(context, "vault.rotate", locked, {
    secrets: [secretOf(await paper()), secretOf(await spare())],
  });
  demandEqual("Dropped with both secrets", both.answer.dropped ?? null, []);
  await refuseUntouched(context, "vault.rotate", locked, {}, "key.last-slot");
}

/** A key that may be known to others is replaced, though its secret and its key are at hand. */
async function replaced(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const [slot] = (await vaultOf(scene)).header.slots;
  const remove = [slot!.slotId];
  await refuseUntouched(
    context,
    "vault.rotate",
    scene,
    { remove, secrets: [secretOf(await paper())] },
    "key.last-slot",
  );
  const add = [{ secret: secretOf(await spare()), label: "spare" }];
  const args = { remove, add, secrets: [secretOf(await paper())] };
  const { scene: next, answer } = await write(context, "vault.rotate", scene, args);
  demandEqual("The slots that are dropped", answer.dropped ?? null, remove);
  const { header } = await reopen(next, await byDigits(await spare()));
  demandEqual("The number of slots", header.slots.length, 1);
  demand(!equalBytes(header.slots[0]!.slotId, slot!.slotId), "The new slot has the id of the removed one.");
  const opens = await open(next, await byDigits(await paper())).then(
    () => true,
    () => false,
  );
  demand(!opens, "The removed recovery key still opens the vault.");
}

async function shutOut(context: CaseContext): Promise<void> {
  const scene = await twoSlots();
  const [first, second] = (await vaultOf(scene)).header.slots;
  const all = await write(context, "vault.rotate", scene, { secrets: [secretOf(await paper())] });
  demandEqual("Dropped", all.answer.dropped ?? null, []);
  const args = { secrets: [secretOf(await paper())], secretsOnly: true };
  const { answer, scene: next } = await write(context, "vault.rotate", scene, args);
  demandEqual("Dropped", answer.dropped ?? null, [second!.slotId]);
  const { header } = await reopen(next);
  demandEqual(
    "The slots",
    header.slots.map(({ slotId }) => slotId),
    [first!.slotId],
  );
  demand(!equalBytes(header.slots[0]!.salt, first!.salt), "The slot has the salt of the former epoch.");
  await refuseUntouched(context, "vault.rotate", scene, { secretsOnly: true }, "key.last-slot");
}

/** A backup that another device stored under the old key, between the closing and the header. */
async function lateBackup(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const late = await backedUp(scene, NEXT_PHOTO, { name: "late" });
  const put = Object.fromEntries(Object.entries(late.files).filter(([name]) => !(name in scene.files)));
  await write(context, "vault.rotate", scene);
  const interference = [{ before: "put", prefix: "headers/", nth: 1, put }];
  const log = await refuse(context, "vault.rotate", scene, { interference }, "store.conflict");
  demandEqual("Headers that were stored", putNames(log, "headers/"), ["headers/0000000000000002"]);
  demandEqual("Snapshots that were stored", putNames(log, "snapshots/"), ["snapshots/0000000000000003"]);
  // What is no authentic snapshot of the former epoch is no conflict.
  const vault = await vaultOf(scene);
  const strange = { ...vault.epochs[0]!, rootKey: await bytesOf("strange") };
  const planted = await snapshotFile(vault, {}, { epoch: strange });
  const junk = [{ before: "put", prefix: "headers/", nth: 1, put: planted }];
  await write(context, "vault.rotate", scene, { interference: junk });
}

async function writerRotates(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  await write(context, "vault.rotate", scene);
  const other = { ...scene, state: changedState(scene.state, { writerId: await bytesOf("tablet", 16) }) };
  await refuseUntouched(context, "vault.rotate", other, { merged: 1 }, "store.conflict");
  await refuseUntouched(context, "vault.rotate", { ...scene, state: readerState(scene.state) }, {}, "store.conflict");
  const { scene: next } = await write(context, "vault.rotate", other, { takeOver: "tablet", merged: 1 });
  const { details } = await reopen(next);
  demandEqual("The writer", [details.writerId, details.writerName], [await bytesOf("tablet", 16), "tablet"]);
}

/** A vault in epoch 2000 that lists the epochs up to `last`, each with a stored file that claims to be of it. */
async function afterManyEpochs(last: number, isNamed = (_: number) => true): Promise<Scene> {
  const scene = await freshVault();
  const epochs = Array.from({ length: last }, (_, i) => i + 1);
  const rootKey = await bytesOf("a former root key");
  const formerEpochs = epochs.map((epoch) => ({ epoch, rootKey, lastSequence: 0, lastDigest: new Uint8Array() }));
  const header = await headerFile(await vaultOf(scene), { fields: { epoch: 2000 }, details: { formerEpochs } });
  const named = epochs.filter(isNamed).map((epoch) => [snapshotName(epoch), junkOfEpoch(epoch, 0)]);
  const files = { ...header, ...Object.fromEntries(named) };
  return { files, state: changedState(forgetfulState(scene.state), { epoch: 2000 }) };
}

async function tooManyEpochs(context: CaseContext): Promise<void> {
  // The slots of the first epoch do not open any more.
  const add = [{ secret: secretOf(await spare()), label: "spare" }];
  const { scene } = await write(context, "vault.rotate", await afterManyEpochs(1023), { add });
  const { details } = await reopen(scene);
  demandEqual("The number of former epochs", details.formerEpochs.length, 1024);
  await refuseUntouched(context, "vault.rotate", await afterManyEpochs(1024), { add }, "input.limit-exceeded");
}

/** Whether a writer drops former epochs is its own choice, and which ones it may drop is not. */
async function droppedEpochs(context: CaseContext): Promise<void> {
  const add = [{ secret: secretOf(await spare()), label: "spare" }];
  const { files, state } = await afterManyEpochs(1024, (epoch) => epoch === 3);
  const { ok, reject } = await context.call("vault.rotate", { files, state, now: NOW, add });
  if (reject !== undefined) {
    demandEqual("The code of the refusal", reject.code, "input.limit-exceeded");
    return;
  }
  const vault = await reopen({ files: applyLog(files, logOf(ok)), state: ok.state as Uint8Array });
  const listed = new Set(vault.details.formerEpochs.map(({ epoch }) => epoch));
  demand(listed.size <= 1024, "A reader refuses a header with so many former epochs.");
  demand(listed.has(3), "A former epoch is left out that a snapshot names.");
  demand(listed.has(2000), "The last former epoch is left out.");
}

async function revisionAbove(context: CaseContext): Promise<void> {
  let scene: Scene = await twoSlots();
  const revisions: number[] = [];
  for (let i = 0; i < 3; i++) {
    scene = (await write(context, "vault.rotate", scene)).scene;
    revisions.push((await reopen(scene)).header.revision);
  }
  demandEqual("The revisions of three rotations", revisions, [3, 4, 5]);
}

async function detailsKept(context: CaseContext): Promise<void> {
  const scene = await twoSlots();
  const before = (await vaultOf(scene)).details.slots;
  const now = NOW + 86_400_000;
  const { scene: next } = await write(context, "vault.rotate", scene, { secret: secretOf(await paper()), now });
  const { details } = await reopen(next);
  const expected = before.map((slot) => (slot.label === "paper" ? { ...slot, confirmedAtMs: now } : slot));
  demandEqual("The details of the slots", details.slots as never, expected as never);
  const byRoot = await write(context, "vault.rotate", scene, { now });
  demandEqual("The details of the slots", (await reopen(byRoot.scene)).details.slots as never, before as never);
  demandEqual("When the header was made", (await reopen(byRoot.scene)).details.createdAtMs, now);
}

async function stillReadable(context: CaseContext): Promise<void> {
  const scene = await rotated(await oneBackup());
  const { scene: next } = await write(context, "vault.backup", scene, backupArgs(NEXT_TEXT));
  const vault = await reopen(next);
  for (const [sequence, count] of [
    [1, 4],
    [2, 4],
    [3, 5],
  ] as const) {
    const { frames, lost } = await restored(vault, sequence);
    demandEqual(`What backup ${sequence} lost`, lost, []);
    demandEqual(`The messages of backup ${sequence}`, messageIds(frames).length, count);
  }
  demandEqual(
    "The newest",
    vault.latest!.snapshot.ancestors.map(({ sequence }) => sequence),
    [2, 1],
  );
}

async function finishedByBackup(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const fail = [{ before: "put", prefix: "snapshots/", nth: 1, fail: true }];
  const log = await refuse(context, "vault.rotate", scene, { interference: fail }, "store.unavailable");
  const header = log.find(({ did, name }) => did === "put" && name.startsWith("headers/"));
  demand(header?.did === "put", "The header was not stored before the snapshot.");
  demandEqual("What was deleted", deletedNames(log), []);
  const files = { ...scene.files, [header.name]: header.bytes };
  const opened = await open({ files }, await byDigits(await paper()));
  demandEqual("The newest backup meanwhile", opened.latest?.sequence ?? 0, 1);
  const again = await write(
    context,
    "vault.backup",
    { files, state: scene.state },
    { ...backupArgs(NEXT_TEXT), secret: secretOf(await paper()) },
  );
  const { latest } = await reopen(again.scene, await byDigits(await paper()));
  demandEqual("Epoch and sequence of the newest", [latest!.snapshot.epoch, latest!.sequence], [2, 2]);
}

/** How a key is changed. */
export const rotation = (): Case[] =>
  scenarios("05-header.md", [
    {
      name: "rotate-new-secrets",
      title: "A rotation makes a new root key and a new prf_salt, and deletes the old header",
      requirements: ["rotate-new-secrets", "header-delete-old", "header-epoch-revision", "header-overtaken-epoch"],
      operations: ROTATE,
      why: "With the old root key nothing is revoked.",
      run: newSecrets,
    },
    {
      name: "rotate-former",
      title: "A rotation lists the former epochs, and closes the last one with its newest snapshot",
      requirements: ["rotate-former", "rotate-close"],
      operations: ROTATE,
      why: "Older backups stay readable, and a holder of the old key cannot add to them.",
      run: former,
    },
    {
      name: "former-limit",
      title: "A vault with 1024 former epochs whose snapshots are stored is not rotated",
      requirements: ["former-limit"],
      operations: ROTATE,
      why: "No reader accepts a header with more, and one that leaves some out closes the backups of those epochs.",
      run: tooManyEpochs,
    },
    {
      name: "former-drop",
      title: "A rotation beyond the limit drops no former epoch that a snapshot names, and not the last one",
      level: "may",
      requirements: ["former-drop"],
      operations: ROTATE,
      why: "Without its root key a backup is lost, and the last one says which snapshot is the newest.",
      run: droppedEpochs,
    },
    {
      name: "rotate-snapshot",
      title: "After the header, the newest snapshot is stored under the new key with the same objects",
      requirements: ["rotate-snapshot", "rotate-snapshot-content", "snapshot-min-header-writer", "ancestors"],
      operations: ROTATE,
      why: "It is what makes the new header necessary for every reader.",
      run: snapshotFollows,
    },
    {
      name: "carry-kek",
      title: "A slot that is carried over with its key keeps id and salt",
      requirements: ["slot-carry-ids", "rotate-carry"],
      operations: ROTATE,
      why: "With another salt the key that was sealed under fits no secret: the paper in the drawer is worth nothing.",
      run: carriedByKek,
    },
    {
      name: "carry-secret",
      title: "A slot that is carried over with its secret keeps its id and gets a new salt",
      requirements: ["slot-new-salt", "rotate-carry", "rotate-secret-first"],
      operations: ROTATE,
      why: "What a lost device kept of it must not open it again.",
      run: carriedBySecret,
    },
    {
      name: "rotate-dropped",
      title: "Slots without secret or key are dropped and named; the last one is never dropped",
      requirements: ["rotate-carry", "rotate-drop-named", "last-slot"],
      operations: ROTATE,
      why: "The user has to learn that a key on paper opens nothing any more, and some key must.",
      run: dropped,
    },
    {
      name: "rotate-replaces",
      title: "A recovery key that is to go is not carried over, though it is at hand",
      requirements: ["leaked-key-replaced", "last-slot", "rotate-carry"],
      operations: ROTATE,
      why: "It is removed because someone else may have it.",
      run: replaced,
    },
    {
      name: "rotate-shut-out",
      title: "A rotation that shuts out a device carries over no slot by its key",
      requirements: ["rotate-shut-out", "slot-new-salt", "rotate-drop-named"],
      operations: ROTATE,
      why: "The lost device keeps the same keys.",
      run: shutOut,
    },
    {
      name: "rotate-recheck",
      title: "A backup that was stored under the old key meanwhile is a conflict, and the rotation stands",
      requirements: ["rotate-recheck"],
      operations: ROTATE,
      features: ["interference"],
      why: "It does not count, and nobody would notice that the newest messages are missing.",
      run: lateBackup,
    },
    {
      name: "rotate-writer",
      title: "Only the writer rotates, or whoever takes over with it",
      requirements: ["rotate-writer", "take-over"],
      operations: ROTATE,
      why: "Otherwise the writer's next backup would be made under a closed epoch and lost.",
      run: writerRotates,
    },
    {
      name: "rotate-revision",
      title: "Each rotation has a higher revision than every header before",
      requirements: ["header-epoch-revision", "header-next-revision"],
      operations: ROTATE,
      why: "Where a lower epoch had a higher revision, old programs and new ones would choose differently.",
      run: revisionAbove,
    },
    {
      name: "slot-details-kept",
      title: "Labels and times of the slots stay, but for the time at which the slot in use was seen",
      requirements: ["slot-details-kept"],
      operations: ROTATE,
      why: "The owner knows the keys by their labels.",
      run: detailsKept,
    },
    {
      name: "rotate-history",
      title: "After a rotation all earlier backups can be read",
      requirements: ["rotate-former", "snapshot-next-sequence"],
      operations: ["vault.backup"],
      why: "Changing a key must not cost the history.",
      run: stillReadable,
    },
    {
      name: "rotate-unfinished-backup",
      title: "A rotation that stopped after its header leaves the vault readable, and the next backup finishes it",
      requirements: ["rotate-snapshot", "rotate-unfinished", "header-delete-old"],
      operations: ["vault.rotate", "vault.backup"],
      features: ["interference"],
      why: "A phone may lose its connection between any two files.",
      run: finishedByBackup,
    },
  ]);
