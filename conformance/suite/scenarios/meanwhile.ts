import { snapshotName } from "../../../reference/core/names.js";
import type { Case, CaseContext } from "../case.js";
import { attachmentReference, markFile, nameOf, snapshotFile } from "./kit/forge.js";
import { demandEqual, refuse, reopen, restored, write } from "./kit/judge.js";
import { backupArgs, JANUARY, libraryOf, photo, TWO_MONTHS, text } from "./kit/library.js";
import { beforePut, deletedNames, putNames, storedFiles } from "./kit/log.js";
import { vaultOf } from "./kit/prunable.js";
import { scenarios } from "./kit/scenario.js";
import {
  backedUp,
  type Files,
  forgetfulState,
  paper,
  rotated,
  type Scene,
  secretOf,
  withSpareSlot,
} from "./kit/scene.js";
import { NEXT_PHOTO, NEXT_TEXT, oneBackup, twoBackups } from "./kit/scenes.js";
import { NOW } from "./kit/seed.js";

const INTERFERENCE = ["interference"];
const BACKUP = ["vault.backup"];

const without = (files: Files, ...names: string[]): Files =>
  Object.fromEntries(Object.entries(files).filter(([name]) => !names.includes(name)));
const newIn = (after: Scene, before: Scene): Files => without(after.files, ...Object.keys(before.files));

/** Between the two lists another device adds a slot, backs up, and changes the key. */
async function readAgainRotated(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const later = await backedUp(await withSpareSlot(scene), NEXT_TEXT, { name: "meanwhile" });
  const secrets = [{ kind: "recovery-key", digits: await paper() } as const];
  const put = { ...newIn(later, scene), ...newIn(await rotated(later, { secrets }), scene) };
  const interference = [{ before: "list", prefix: "snapshots/", nth: 1, put }];
  const args = { files: scene.files, secret: secretOf(await paper()), now: NOW };
  await context.expect("vault.open", args, { ok: { revision: 1, snapshot: 1 } });
  await context.expect("vault.open", { ...args, interference }, { ok: { revision: 3, epoch: 2, snapshot: 3 } });
}

/** Another device changes the key after the vault was opened, and before anything is written. */
async function keyChanged(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const put = newIn(await rotated(scene), scene);
  await write(context, "vault.backup", scene, backupArgs(NEXT_PHOTO));
  const interference = [{ before: "list", prefix: "headers/", nth: 2, put }];
  await refuse(context, "vault.backup", scene, { ...backupArgs(NEXT_PHOTO), interference }, "store.conflict");
}

async function snapshotGone(context: CaseContext): Promise<void> {
  const scene = await twoBackups();
  const args = { files: scene.files, state: forgetfulState(scene.state) };
  const name = snapshotName(2);
  const interference = [{ before: "get", prefix: name, nth: 1, delete: [name] }];
  await context.expect("vault.open", args, { ok: { snapshot: 2 } });
  await context.expect("vault.open", { ...args, interference }, { ok: { snapshot: 1 } });
}

async function noNumberLeft(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const vault = await vaultOf(scene);
  const numbered = async (sequence: number): Promise<Scene> => ({
    files: { ...scene.files, ...(await snapshotFile(vault, { sequence })) },
    state: forgetfulState(scene.state),
  });
  const last = Number.MAX_SAFE_INTEGER;
  const { log } = await write(context, "vault.backup", await numbered(last - 1), backupArgs(NEXT_TEXT));
  demandEqual("Snapshots that were stored", putNames(log, "snapshots/"), [snapshotName(last)]);
  const full = await numbered(last);
  const refused = await refuse(context, "vault.backup", full, backupArgs(NEXT_TEXT), "input.limit-exceeded");
  demandEqual("Snapshots that were stored", putNames(refused, "snapshots/"), []);
}

/** {@link TWO_MONTHS} with one more message in January: that segment is another one than the parent's. */
const EDITED = libraryOf(
  text("m1", JANUARY),
  photo("m2", JANUARY + 1),
  text("m2b", JANUARY + 2),
  ...TWO_MONTHS.frames.slice(-2),
);

/** A backup after a segment of the parent was lost, and what marks do to it. */
async function parentLost(context: CaseContext): Promise<void> {
  const whole = await oneBackup();
  const vault = await vaultOf(whole);
  const [, january] = vault.latest!.snapshot.segments.map(({ object }) => nameOf(object));
  const scene = { ...whole, files: without(whole.files, january!) };
  const args = backupArgs(EDITED);
  const { scene: next } = await write(context, "vault.backup", scene, args);
  const { contents, lost } = await restored(await reopen(next));
  demandEqual("What was lost", lost, []);
  demandEqual("The photos", contents, TWO_MONTHS.contents);

  const marking = async (...ids: string[]) => {
    const marked = await Promise.all(ids.map((id) => attachmentReference(vault, id, TWO_MONTHS.contents[id]!)));
    return [{ before: "put", prefix: "objects/", nth: 1, put: await markFile(vault, marked) }];
  };
  // The parent's segment of February refers to this one.
  await write(context, "vault.backup", scene, { ...args, interference: await marking("m4-photo") });
  const endangered = { ...args, interference: await marking("m2-photo", "m4-photo") };
  await write(context, "vault.backup", whole, endangered);
  const refused = await refuse(context, "vault.backup", scene, endangered, "store.conflict");
  demandEqual("Snapshots that were stored", putNames(refused, "snapshots/"), []);
}

/** The device has no bytes of a photo, only what a restore told of it; then the store loses it, too. */
async function nothingToPutAgain(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const vault = await vaultOf(scene);
  const object = await attachmentReference(vault, "m2-photo", TWO_MONTHS.contents["m2-photo"]!);
  const { id, key, length, digest } = object;
  const frames = NEXT_TEXT.frames.map((frame) =>
    frame.message?.id === "m2" ? photo("m2", JANUARY + 1, { object: { id, key, length, digest } }) : frame,
  );
  const { "m2-photo": _, ...contents } = NEXT_TEXT.contents;
  const args = backupArgs({ frames, contents });
  const { scene: next } = await write(context, "vault.backup", scene, args);
  demandEqual("The photos", (await restored(await reopen(next))).contents, TWO_MONTHS.contents);
  const other = nameOf(await attachmentReference(vault, "m4-photo", TWO_MONTHS.contents["m4-photo"]!));
  for (const lost of [[nameOf(object)], [nameOf(object), other]]) {
    const interference = [{ before: "put", prefix: "snapshots/", nth: 1, delete: lost }];
    await refuse(context, "vault.backup", scene, { ...args, interference }, "store.conflict");
  }
}

/** What was counted as stored is gone when the marks are read for the second time, and no mark speaks of it. */
async function lostBefore(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const object = await attachmentReference(await vaultOf(scene), "m2-photo", TWO_MONTHS.contents["m2-photo"]!);
  const lost = nameOf(object);
  const interference = [{ before: "list", prefix: "marks/", nth: 2, delete: [lost] }];
  const { log } = await write(context, "vault.backup", scene, { ...backupArgs(NEXT_TEXT), interference });
  demandEqual("What was stored of it before the snapshot", putNames(beforePut(log, "snapshots/"), lost), [lost]);

  const { id, key, length, digest } = object;
  const frames = NEXT_TEXT.frames.map((frame) =>
    frame.message?.id === "m2" ? photo("m2", JANUARY + 1, { object: { id, key, length, digest } }) : frame,
  );
  const { "m2-photo": _, ...contents } = NEXT_TEXT.contents;
  const args = backupArgs({ frames, contents });
  await write(context, "vault.backup", scene, args);
  const refused = await refuse(context, "vault.backup", scene, { ...args, interference }, "store.conflict");
  demandEqual("Snapshots that were stored", putNames(refused, "snapshots/"), []);
}

/** A store's temporary file under the name of an object, with the size that the object has. */
async function suffixed(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const quiet = await write(context, "vault.backup", scene, backupArgs(NEXT_PHOTO));
  const stored = storedFiles(quiet.log);
  const objects = putNames(quiet.log, "objects/");
  demandEqual("How many objects were stored", objects.length, 2);
  for (const nameOfJunk of [(name: string) => `${name}.part`, (name: string) => `${name}0`]) {
    const junk = Object.fromEntries(objects.map((name) => [nameOfJunk(name), stored[name]!]));
    const littered = { ...scene, files: { ...scene.files, ...junk } };
    const { log } = await write(context, "vault.backup", littered, backupArgs(NEXT_PHOTO));
    demandEqual("The objects that were stored", putNames(log, "objects/"), objects);
    demandEqual("What was deleted", deletedNames(log, "objects/"), []);
  }
}

/** What others do between two steps, and where nothing is left to go on with. */
export const meanwhile = (): Case[] => [
  ...scenarios("08-snapshots.md", [
    {
      name: "read-again-rotated",
      title: "A vault whose key is changed while it is opened is opened with the new key",
      requirements: ["read-again"],
      operations: ["vault.open"],
      features: INTERFERENCE,
      why: "The root key of the first reading opens none of the headers of the second; the secret of the user does.",
      run: readAgainRotated,
    },
    {
      name: "gone-when-read",
      title: "A snapshot that is listed and gone when it is read was deleted meanwhile: the one before is chosen",
      requirements: ["snapshot-choose"],
      operations: ["vault.open"],
      features: INTERFERENCE,
      why: "Another device may forget a backup at any time, and this one has to open all the same.",
      run: snapshotGone,
    },
    {
      name: "no-number-left",
      title: "After the last sequence that there is, no snapshot is stored",
      requirements: ["snapshot-next-sequence"],
      operations: BACKUP,
      why: "A number beyond 2^53 - 1 is one that no reader takes: the backup would be lost without a word.",
      run: noNumberLeft,
    },
  ]),
  ...scenarios("09-vault.md", [
    {
      name: "key-changed-meanwhile",
      title: "A key that another device changed while the backup ran is a conflict",
      requirements: ["write-headers-again"],
      operations: BACKUP,
      features: INTERFERENCE,
      why: "What is written under a closed epoch counts for nobody.",
      run: keyChanged,
    },
    {
      name: "parent-segment-lost",
      title: "A segment of the parent that cannot be read refers to nothing, and protects nothing from a mark",
      requirements: ["write-marks-again"],
      operations: BACKUP,
      features: INTERFERENCE,
      why: "A damaged backup must not end all later ones, and a prune that cannot read the segment deletes what is in it.",
      run: parentLost,
    },
    {
      name: "objects-before-again",
      title: "What the store lost while a backup ran is put again before the snapshot, or there is none",
      requirements: ["write-list-again"],
      operations: BACKUP,
      features: INTERFERENCE,
      why: "A prune may have come and gone meanwhile; a writer that is cut off right after its snapshot cannot mend it.",
      run: lostBefore,
    },
    {
      name: "objects-again-reference",
      title: "A lost object of which the writer has only the reference cannot be put again, and is a conflict",
      requirements: ["write-objects-again"],
      operations: BACKUP,
      features: INTERFERENCE,
      why: "A backup that says it is complete and lacks a photo is noticed when it is needed.",
      run: nothingToPutAgain,
    },
    {
      name: "object-name-suffix",
      title: "A file whose name only begins like that of an object is not taken for it",
      requirements: ["name-ignore-other", "write-skip-existing"],
      operations: BACKUP,
      why: "A store's temporary file that is taken for the object leaves a backup without it.",
      run: suffixed,
    },
  ]),
];
