import { bytesFor } from "../../../reference/arbitraries/bytes-for.js";
import { currentEpoch } from "../../../reference/core/epochs.js";
import { forEachReference } from "../../../reference/core/frame-refs.js";
import { objectName } from "../../../reference/core/names.js";
import { createReference, OBJECT_TYPE, type Reference } from "../../../reference/core/object.js";
import { readSegment } from "../../../reference/core/segment-read.js";
import type { Vault } from "../../../reference/core/vault.js";
import { type Case, type CaseContext, Mismatch } from "../case.js";
import { damaged, headerFile, nameOf, snapshotFile } from "./kit/forge.js";
import { demand, demandEqual, refuse, refuseUntouched, reopen, restored, write } from "./kit/judge.js";
import { withLaterKind } from "./kit/later-kind.js";
import { backupArgs, JANUARY, PEOPLE, TWO_MONTHS, text } from "./kit/library.js";
import { beforePut, deletedNames, putNames, storedFiles } from "./kit/log.js";
import { unneeded, vaultOf } from "./kit/prunable.js";
import { scenarios } from "./kit/scenario.js";
import { changedState, forgetfulState, freshVault, once, rotated, type Scene } from "./kit/scene.js";
import { oneBackup } from "./kit/scenes.js";
import { bytesOf, NOW, provider } from "./kit/seed.js";

const RESEAL = ["vault.reseal"];

/** A backup in the first epoch, and the key changed after it. */
const afterRotation = once(async () => rotated(await oneBackup()));

/** Every reference of the newest snapshot, with what its id is made of. */
async function references(vault: Vault) {
  const found: { type: 1 | 2; identity: string; reference: Reference }[] = [];
  for (const segment of vault.latest!.snapshot.segments) {
    found.push({ type: OBJECT_TYPE.segment, identity: "", reference: segment.object });
    for (const frame of (await readSegment(vault, segment)).frames) {
      forEachReference(frame, (reference, identity) =>
        found.push({ type: OBJECT_TYPE.attachment, identity, reference: reference as Reference }),
      );
    }
  }
  return found;
}

/** All objects of the newest snapshot have to be of the current epoch. */
async function demandCurrent(scene: Scene): Promise<void> {
  const vault = await reopen(scene);
  const { keys } = currentEpoch(vault);
  for (const { type, identity, reference } of await references(vault)) {
    const expected = await createReference(provider, keys, { type, identity, ...reference });
    demandEqual("Id and key of an object", [reference.id, reference.key], [expected.id, expected.key]);
  }
}

/** The photo of a message of {@link TWO_MONTHS} in the newest snapshot, or its thumbnail. */
async function photoOf(scene: Scene, identity: string): Promise<Reference> {
  const found = (await references(await vaultOf(scene))).find((each) => each.identity === identity);
  if (found === undefined) throw new Mismatch(`Nothing has the identity ${identity}.`);
  return found.reference;
}

async function sealsAll(context: CaseContext): Promise<void> {
  const scene = await afterRotation();
  const before = await restored(await vaultOf(scene));
  const { scene: next, log, answer } = await write(context, "vault.reseal", scene);
  demandEqual("Sequence and losses", [answer.sequence ?? null, answer.lost ?? null], [3, []]);
  await demandCurrent(next);
  demandEqual("What is restored", (await restored(await reopen(next))) as never, before as never);
  demandEqual("Objects that were stored", putNames(log, "objects/").length, 5);
  demandEqual("Objects before the snapshot", putNames(beforePut(log, "snapshots/"), "objects/").length, 5);
  demandEqual("What was deleted", deletedNames(log), []);
  // The backup before refers to what it did.
  demandEqual("What the older backup restores", (await restored(await reopen(next), 2)) as never, before as never);
  demandEqual("Objects that only older snapshots need", (await unneeded(next)).length, 5);
}

async function goesOn(context: CaseContext): Promise<void> {
  const scene = await afterRotation();
  const fail = [{ before: "put", prefix: "objects/", nth: 4, fail: true }];
  const log = await refuse(context, "vault.reseal", scene, { interference: fail }, "store.unavailable");
  demandEqual("Snapshots that were stored", putNames(log, "snapshots/"), []);
  const first = storedFiles(log);
  demand(Object.keys(first).length > 0, "Nothing was stored before the store failed.");
  const files = { ...scene.files, ...first };
  const { scene: next, log: second } = await write(context, "vault.reseal", { ...scene, files });
  const again = putNames(second, "objects/").filter((name) => name in first);
  demandEqual("Objects that were sealed again", again, []);
  demandEqual("Objects in both runs", Object.keys(first).length + putNames(second, "objects/").length, 5);
  await demandCurrent(next);
}

async function finishes(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const { files, state } = await afterRotation();
  const stopped = { files: { ...scene.files, ...headersOf(files) }, state: forgetfulState(state) };
  const { scene: next } = await write(context, "vault.reseal", stopped);
  await demandCurrent(next);
  const { latest } = await reopen(next);
  demandEqual("Sequence and epoch", [latest!.sequence, latest!.snapshot.epoch], [3, 2]);
  const empty = await write(context, "vault.reseal", await rotated(await freshVault()));
  demandEqual("What was stored in an empty vault", putNames(empty.log), []);
}

const headersOf = (files: Scene["files"]) =>
  Object.fromEntries(Object.entries(files).filter(([name]) => name.startsWith("headers/")));

async function sameBackup(context: CaseContext): Promise<void> {
  const scene = await afterRotation();
  const unknowns = { $unknowns: [Uint8Array.of(0xa2, 0x1f, 1, 7)] };
  const said = { account: "+1 555", service: "chat.example", producer: "phone 1.0", createdAtMs: NOW - 7, ...unknowns };
  const files = { ...scene.files, ...(await snapshotFile(await vaultOf(scene), said)) };
  const before = (await vaultOf({ ...scene, files })).latest!;
  const { scene: next } = await write(context, "vault.reseal", { ...scene, files }, { now: NOW + 5000 });
  const { sequence, segments: _, ancestors, ...now } = (await reopen(next)).latest!.snapshot;
  const { sequence: __, segments: ___, ancestors: ____, ...then } = before.snapshot;
  demandEqual("Its sequence", sequence, 4);
  demandEqual("The first of its ancestors", ancestors[0] as never, { sequence: 3, digest: before.digest });
  demandEqual("The rest of it", now as never, then as never);
}

async function keepsUnknown(context: CaseContext): Promise<void> {
  // A frame of a later kind, and a message with a later field.
  const later = { $unknowns: [Uint8Array.of(0xa2, 0x1f, 1, 7)] };
  const message = text("m1", JANUARY);
  const library = { frames: [...PEOPLE, { ...message, ...later }, later, text("m2", JANUARY + 1)], contents: {} };
  const { scene } = await write(context, "vault.backup", await freshVault(), backupArgs(library as never));
  const old = await rotated(scene);
  const before = await restored(await vaultOf(old));
  demandEqual("Frames", before.frames.length, 7);
  const { scene: next } = await write(context, "vault.reseal", old);
  demandEqual("The frames", (await restored(await reopen(next))).frames, before.frames);
}

async function lostAttachments(context: CaseContext): Promise<void> {
  const small = bytesFor("small", 300);
  const args = { ...backupArgs(TWO_MONTHS), thumbnails: { "m2-photo": small, "m4-photo": small } };
  const { scene } = await write(context, "vault.backup", await freshVault(), args);
  const old = await rotated(scene);
  const gone = nameOf(await photoOf(old, "m2-photo"));
  const broken = nameOf(await photoOf(old, "m4-photo/thumbnail"));
  const { [gone]: _, ...others } = old.files;
  const files = { ...others, [broken]: damaged(others[broken]!) };
  const { scene: next, answer } = await write(context, "vault.reseal", { ...old, files });
  demandEqual("What was lost", answer.lost ?? null, [
    { code: "object.missing", name: gone, kind: "attachment", attachmentId: "m2-photo" },
    { code: "object.auth", name: broken, kind: "thumbnail", attachmentId: "m4-photo" },
  ]);
  await demandCurrent(next);
  const { frames, contents, lost } = await restored(await reopen(next));
  demandEqual("What a restore misses", lost, []);
  const line = frames.find((frame) => frame.includes('"m2-photo"')) ?? "";
  demand(line.includes('"missing":"MISSING_LOST"'), "The attachment is not recorded as lost.", line);
  demandEqual("The thumbnail of the lost photo", contents["m2-photo"] ?? null, small);
  const { totals } = (await reopen(next)).latest!.snapshot;
  demandEqual("Attachments in the totals", totals?.attachments ?? 0, 1);
}

async function stopsAtSegment(context: CaseContext): Promise<void> {
  const scene = await afterRotation();
  const vault = await vaultOf(scene);
  for (const index of [0, 2]) {
    const name = objectName(vault.latest!.snapshot.segments[index]!.object.id);
    const { [name]: bytes, ...others } = scene.files;
    const gone = await refuse(context, "vault.reseal", { ...scene, files: others }, {}, "object.missing");
    const files = { ...others, [name]: damaged(bytes!) };
    const broken = await refuse(context, "vault.reseal", { ...scene, files }, {}, "object.auth");
    for (const log of [gone, broken]) demandEqual("Snapshots that were stored", putNames(log, "snapshots/"), []);
  }
}

async function stopsAtUnknown(context: CaseContext): Promise<void> {
  const { scene } = await withLaterKind(await oneBackup());
  const old = await rotated(scene);
  const log = await refuse(context, "vault.reseal", old, {}, "input.unsupported-version");
  demandEqual("Snapshots that were stored", putNames(log, "snapshots/"), []);
}

async function writerReseals(context: CaseContext): Promise<void> {
  const scene = await afterRotation();
  const tablet = { ...scene, state: changedState(scene.state, { writerId: await bytesOf("tablet", 16) }) };
  await refuseUntouched(context, "vault.reseal", tablet, {}, "store.conflict");
  // It has taken over, and not said that it knows the newest backup.
  const taken = await headerFile(await vaultOf(scene), { details: { writerId: await bytesOf("tablet", 16) } });
  const files = { ...scene.files, ...taken };
  await refuseUntouched(context, "vault.reseal", { ...tablet, files }, {}, "store.conflict");
  const { scene: next } = await write(context, "vault.reseal", { ...tablet, files }, { merged: 2 });
  await demandCurrent(next);
}

/** What makes a rotation a deep one. */
export const resealing = (): Case[] =>
  scenarios("05-header.md", [
    {
      name: "reseal-all",
      title: "A re-sealing gives every object of the newest backup an id and a key of the current epoch",
      requirements: ["reseal-all", "object-id", "write-objects-first"],
      operations: RESEAL,
      why: "With one reference of the former epoch left, a former holder of the key can replace what it names.",
      run: sealsAll,
    },
    {
      name: "reseal-goes-on",
      title: "A re-sealing that was stopped stored no snapshot, and goes on with the objects that it sealed",
      requirements: ["reseal-all", "write-skip-existing"],
      operations: RESEAL,
      features: ["interference"],
      why: "It uploads everything: a phone that begins anew each night never ends.",
      run: goesOn,
    },
    {
      name: "reseal-unfinished",
      title: "A re-sealing finishes a rotation that was stopped, and has nothing to do without a backup",
      requirements: ["reseal-all", "rotate-unfinished"],
      operations: RESEAL,
      why: "The rotation may have been stopped in the middle too.",
      run: finishes,
    },
    {
      name: "reseal-snapshot",
      title: "The snapshot of a re-sealing says of the backup what the newest one said",
      requirements: ["reseal-snapshot", "reseal-segments", "extension-keep"],
      operations: RESEAL,
      why: "It is the same backup: with another date nobody would see how old the newest messages are.",
      run: sameBackup,
    },
    {
      name: "reseal-unknown-kept",
      title: "A re-sealing keeps unknown frames and fields",
      requirements: ["unknown-kept", "unknown-order", "reseal-unknown"],
      operations: [...RESEAL, "vault.backup"],
      why: "An older program would strip the chats of what a newer one stored.",
      run: keepsUnknown,
    },
    {
      name: "reseal-lost",
      title: "A re-sealing reports what attachments it cannot read, and keeps no former reference to them",
      requirements: ["reseal-lost", "attachment-unreadable"],
      operations: [...RESEAL, "vault.backup"],
      why: "Who has the former key can put the bytes back that the store deleted, or others.",
      run: lostAttachments,
    },
    {
      name: "reseal-segments",
      title: "A re-sealing stops at a segment that cannot be read, before there is a snapshot",
      requirements: ["reseal-segments"],
      operations: RESEAL,
      why: "In the new snapshot nothing would tell that messages are missing.",
      run: stopsAtSegment,
    },
    {
      name: "reseal-unknown",
      title: "A re-sealing stops at an object that only a table lists",
      requirements: ["reseal-unknown"],
      operations: RESEAL,
      why: "A newer program refers to it; left out of the new table, it would be pruned.",
      run: stopsAtUnknown,
    },
    {
      name: "reseal-writer",
      title: "Only the writer seals a backup anew, and knows the one that it seals",
      requirements: ["writer-is-named", "parent-merged"],
      operations: RESEAL,
      why: "It is a backup like every other.",
      run: writerReseals,
    },
  ]);
