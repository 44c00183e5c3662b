import { toHex } from "../../../reference/core/bytes.js";
import { objectName, parseName } from "../../../reference/core/names.js";
import { referencedObjects } from "../../../reference/core/references.js";
import type { Case, CaseContext } from "../case.js";
import { attachmentFile, attachmentReference, headerFile, markFile, nameOf } from "./kit/forge.js";
import { demand, demandEqual, messageIds, refuse, reopen, restored, write } from "./kit/judge.js";
import { backupArgs, JANUARY, photo, TWO_MONTHS, text, withMore } from "./kit/library.js";
import { beforePut, deletedNames, logOf, putNames } from "./kit/log.js";
import { scenarios } from "./kit/scenario.js";
import { byState, type Files, freshVault, open, rotated, type Scene, withSpareSlot } from "./kit/scene.js";
import { NEXT_PHOTO, NEXT_TEXT, oneBackup } from "./kit/scenes.js";

const OPERATIONS = ["vault.backup"];
const INTERFERENCE = ["interference"];

/** Names of all objects that the newest snapshot refers to. */
async function referenced(scene: Scene): Promise<string[]> {
  const vault = await reopen(scene);
  demand(vault.latest !== undefined, "There is no snapshot.");
  const objects = await referencedObjects(vault, [vault.latest]);
  return Array.from(objects, ([id]) => objectName(id));
}

/** What a backup of {@link NEXT_PHOTO} may find: the photo under generation 0, stored and referred to by nothing. */
async function leftover(scene: Scene): Promise<{ name: string; bytes: Uint8Array; id: Uint8Array }> {
  const vault = await open(scene, byState(scene.state));
  const content = NEXT_PHOTO.contents["m5-photo"]!;
  const reference = await attachmentReference(vault, "m5-photo", content);
  return { name: nameOf(reference), bytes: await attachmentFile(vault, reference, content), id: reference.id };
}

async function objectsFirst(context: CaseContext): Promise<void> {
  const { log, scene } = await write(context, "vault.backup", await freshVault(), backupArgs(TWO_MONTHS));
  const before = new Set(putNames(beforePut(log, "snapshots/")));
  demandEqual("Snapshots that were stored", putNames(log, "snapshots/"), ["snapshots/0000000000000001"]);
  for (const name of await referenced(scene)) demand(before.has(name), `${name} was not stored before the snapshot.`);
  for (const { name } of log) demand(parseName(name) !== undefined, `${name} is no name of a vault.`);
  demandEqual("What was restored", messageIds((await restored(await reopen(scene))).frames), ["m1", "m2", "m3", "m4"]);
}

/** The store loses an object just before the snapshot is put. */
async function lostMeanwhile(context: CaseContext, lost: string, scene: Scene): Promise<void> {
  const args = {
    ...backupArgs(NEXT_PHOTO),
    interference: [{ before: "put", prefix: "snapshots/", nth: 1, delete: [lost] }],
  };
  const { log } = await write(context, "vault.backup", scene, args);
  const at = log.findIndex(({ name }) => name.startsWith("snapshots/"));
  demand(putNames(log.slice(at), lost).length > 0, `${lost}, which the store lost meanwhile, was not put again.`);
}

async function newObjectAgain(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const { name } = await leftover(scene);
  const quiet = await write(context, "vault.backup", scene, backupArgs(NEXT_PHOTO));
  demandEqual("Times that the photo was stored", putNames(quiet.log, name), [name]);
  await lostMeanwhile(context, name, scene);
}

async function oldObjectAgain(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const vault = await open(scene, byState(scene.state));
  const name = nameOf(await attachmentReference(vault, "m2-photo", TWO_MONTHS.contents["m2-photo"]!));
  const quiet = await write(context, "vault.backup", scene, backupArgs(NEXT_PHOTO));
  demandEqual("Times that a photo of the parent was stored", putNames(quiet.log, name), []);
  await lostMeanwhile(context, name, scene);
}

async function headersAgain(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  await write(context, "vault.backup", scene, backupArgs(NEXT_TEXT));
  const header = await headerFile(await open(scene, byState(scene.state)));
  const interference = [{ before: "put", prefix: "snapshots/", nth: 1, put: header }];
  const log = await refuse(
    context,
    "vault.backup",
    scene,
    { ...backupArgs(NEXT_TEXT), interference },
    "store.conflict",
  );
  demandEqual("Snapshots that were stored", putNames(log, "snapshots/"), ["snapshots/0000000000000002"]);
  demandEqual("What was deleted", deletedNames(log), []);
}

async function oldHeaders(context: CaseContext): Promise<void> {
  const scene = await withSpareSlot(await oneBackup());
  const { log, scene: next } = await write(context, "vault.backup", scene, backupArgs(NEXT_TEXT));
  demandEqual("What was deleted", deletedNames(log), ["headers/0000000000000001"]);
  const order = log.map(({ did, name }) => `${did} ${name.split("/")[0]}`);
  demand(order.indexOf("put snapshots") < order.indexOf("delete headers"), "A header was deleted before the snapshot.");
  demandEqual("min_header_revision", (await reopen(next)).latest?.snapshot.minHeaderRevision ?? 0, 2);
  const again = await write(context, "vault.backup", next, backupArgs(NEXT_PHOTO));
  demandEqual("What the next backup deleted", deletedNames(again.log), []);
}

async function markedMeanwhile(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const vault = await open(scene, byState(scene.state));
  const { name, bytes, id } = await leftover(scene);
  const found = { ...scene, files: { ...scene.files, [name]: bytes } };
  const marking = async (marked: { id: Uint8Array }) => [
    { before: "put", prefix: "objects/", nth: 1, put: await markFile(vault, [marked]) },
  ];
  const args = backupArgs(NEXT_PHOTO);
  // What the parent refers to is safe, marked or not.
  const kept = await attachmentReference(vault, "m2-photo", TWO_MONTHS.contents["m2-photo"]!);
  await write(context, "vault.backup", found, { ...args, interference: await marking(kept) });
  const endangered = { ...args, interference: await marking({ id }) };
  const log = await refuse(context, "vault.backup", found, endangered, "store.conflict");
  demandEqual("Snapshots that were stored", putNames(log, "snapshots/"), []);
}

async function skipExisting(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const { name, bytes } = await leftover(scene);
  const without = await write(context, "vault.backup", scene, backupArgs(NEXT_PHOTO));
  demandEqual("Times that the photo was stored", putNames(without.log, name), [name]);
  const found = { ...scene, files: { ...scene.files, [name]: bytes } };
  const { log, scene: next } = await write(context, "vault.backup", found, backupArgs(NEXT_PHOTO));
  demandEqual("Times that the photo was stored again", putNames(log, name), []);
  demand((await referenced(next)).includes(name), "The photo that was stored already is not referred to.");
}

async function wrongSize(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const { name, bytes } = await leftover(scene);
  const vault = await open(scene, byState(scene.state));
  const content = NEXT_PHOTO.contents["m5-photo"]!;
  const next = nameOf(await attachmentReference(vault, "m5-photo", content, { generation: 1 }));
  for (const stored of [bytes.subarray(0, -1), new Uint8Array([...bytes, 0])]) {
    const cut = { ...scene, files: { ...scene.files, [name]: stored } };
    const { log, scene: done } = await write(context, "vault.backup", cut, backupArgs(NEXT_PHOTO));
    demandEqual("Where the photo was stored", [...putNames(log, name), ...putNames(log, next)], [next]);
    const { contents } = await restored(await reopen(done));
    demandEqual("The restored photo", contents["m5-photo"] ?? null, content);
  }
}

/** Another writer stores under the same name, after the list was read. */
async function takenMeanwhile(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const { name, bytes } = await leftover(scene);
  const vault = await open(scene, byState(scene.state));
  const content = NEXT_PHOTO.contents["m5-photo"]!;
  const next = nameOf(await attachmentReference(vault, "m5-photo", content, { generation: 1 }));
  const putting = (file: Uint8Array) => ({
    ...backupArgs(NEXT_PHOTO),
    interference: [{ before: "put", prefix: name, nth: 1, put: { [name]: file } }],
  });
  const equal = await write(context, "vault.backup", scene, putting(bytes));
  demandEqual("What was stored of the photo", [...putNames(equal.log, name), ...putNames(equal.log, next)], []);
  const other = await write(context, "vault.backup", scene, putting(bytes.subarray(0, 100)));
  demandEqual("Where the photo was stored", [...putNames(other.log, name), ...putNames(other.log, next)], [next]);
}

async function listFresh(context: CaseContext): Promise<void> {
  const first = await write(context, "vault.backup", await freshVault(), backupArgs(TWO_MONTHS));
  const [lost] = putNames(first.log, "objects/");
  demand(lost !== undefined, "No object was stored.");
  const unchanged = await write(context, "vault.backup", first.scene, backupArgs(TWO_MONTHS));
  demandEqual("Objects that were stored again", putNames(unchanged.log, "objects/"), []);
  const files: Files = Object.fromEntries(Object.entries(first.scene.files).filter(([name]) => name !== lost));
  const again = await write(context, "vault.backup", { ...first.scene, files }, backupArgs(TWO_MONTHS));
  demandEqual("Objects that were stored again", putNames(again.log, "objects/"), [lost]);
}

async function currentKeysOnly(context: CaseContext): Promise<void> {
  const before = await oneBackup();
  const { name, bytes } = await leftover(before);
  const scene = await rotated({ ...before, files: { ...before.files, [name]: bytes } });
  const { log, scene: next } = await write(context, "vault.backup", scene, backupArgs(NEXT_PHOTO));
  const objects = await referenced(next);
  demand(!objects.includes(name), "The snapshot refers to an object of a former epoch that its parent does not have.");
  const vault = await reopen(next);
  const content = NEXT_PHOTO.contents["m5-photo"]!;
  const fresh = nameOf(await attachmentReference(vault, "m5-photo", content));
  demandEqual("Where the photo was stored", putNames(log, fresh), [fresh]);
  // What the parent has stays where it is.
  const [former] = vault.epochs;
  const kept = await attachmentReference(vault, "m2-photo", NEXT_PHOTO.contents["m2-photo"]!, { epoch: former! });
  demand(
    objects.includes(nameOf(kept)),
    `${toHex(kept.id)}, which the parent has, was stored again under the new key.`,
  );
}

async function storeFails(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  await write(context, "vault.backup", scene, backupArgs(NEXT_PHOTO));
  for (const [before, prefix] of [
    ["list", "objects/"],
    ["put", "objects/"],
    ["put", "snapshots/"],
  ] as const) {
    const args = { ...backupArgs(NEXT_PHOTO), interference: [{ before, prefix, nth: 1, fail: true }] };
    const log = await refuse(context, "vault.backup", scene, args, "store.unavailable");
    demandEqual("Snapshots that were stored", putNames(log, "snapshots/"), []);
    demandEqual("What was deleted", deletedNames(log), []);
  }
}

async function stopped(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const interference = [{ before: "put", prefix: "snapshots/", nth: 1, fail: true }];
  const args = { files: scene.files, state: scene.state, now: Date.UTC(2026, 2, 15), ...backupArgs(NEXT_PHOTO) };
  const reject = await context.expect(
    "vault.backup",
    { ...args, interference },
    { reject: { codes: ["store.unavailable"] } },
  );
  const files = { ...scene.files };
  for (const entry of logOf(reject)) if (entry.did === "put") files[entry.name] = entry.bytes;
  const again = await write(context, "vault.backup", { ...scene, files }, backupArgs(NEXT_PHOTO));
  demandEqual("Objects that the second run stored", putNames(again.log, "objects/"), []);
}

async function editedLater(context: CaseContext): Promise<void> {
  const first = await write(context, "vault.backup", await freshVault(), backupArgs(TWO_MONTHS));
  const more = withMore(TWO_MONTHS, text("m5", JANUARY + 60 * 86_400_000), photo("m6", JANUARY + 61 * 86_400_000));
  const second = await write(context, "vault.backup", first.scene, backupArgs(more));
  const vault = await reopen(second.scene);
  demandEqual("Snapshots", [vault.latest?.sequence ?? 0], [2]);
  const old = await restored(vault, 1);
  demandEqual("Messages of the first backup", messageIds(old.frames), ["m1", "m2", "m3", "m4"]);
  demandEqual("Messages of the second backup", messageIds((await restored(vault)).frames), [
    "m1",
    "m2",
    "m3",
    "m4",
    "m5",
    "m6",
  ]);
}

/** The order in which a backup is written, and what it stores. */
export const writingOrder = (): Case[] =>
  scenarios("09-vault.md", [
    {
      name: "objects-before-snapshot",
      title: "Every object that a snapshot refers to is stored before it, under the names of a vault only",
      requirements: ["write-objects-first", "name-only-these", "never-overwrite", "segment-table-complete"],
      operations: OPERATIONS,
      why: "A snapshot whose objects come later is a backup that cannot be restored if the writer is cut off in between.",
      run: objectsFirst,
    },
    {
      name: "objects-again-new",
      title: "A new object that the store loses before the snapshot is put again",
      requirements: ["write-objects-again"],
      operations: OPERATIONS,
      features: INTERFERENCE,
      why: "A prune on another device may delete an object between the list and the snapshot; the photo would be gone.",
      run: newObjectAgain,
    },
    {
      name: "objects-again-parent",
      title: "An object of the parent that the store loses before the snapshot is put again",
      requirements: ["write-objects-again"],
      operations: OPERATIONS,
      features: INTERFERENCE,
      why: "What was counted as stored at the beginning of a backup may be gone at its end.",
      run: oldObjectAgain,
    },
    {
      name: "headers-again",
      title: "A header that another device stored meanwhile is a conflict, and the snapshot stays",
      requirements: ["write-headers-again"],
      operations: OPERATIONS,
      features: INTERFERENCE,
      why: "The key may have been changed: the backup that was just made may count for nobody, and its owner has to know.",
      run: headersAgain,
    },
    {
      name: "old-headers-deleted",
      title: "Headers below min_header_revision are deleted after the snapshot, others never",
      requirements: ["header-delete-old", "snapshot-min-header-writer"],
      operations: OPERATIONS,
      why: "Old headers open with removed slots; deleted too early, a reader finds no header that the newest snapshot allows.",
      run: oldHeaders,
    },
    {
      name: "marks-again",
      title: "An object that is marked while the backup runs is a conflict, unless the parent refers to it",
      requirements: ["write-marks-again"],
      operations: OPERATIONS,
      features: INTERFERENCE,
      why: "The mark announces a deletion: the snapshot would refer to what is going to vanish.",
      run: markedMeanwhile,
    },
    {
      name: "existing-not-stored-again",
      title: "An object that is stored whole and on no mark is used as it is",
      requirements: ["write-skip-existing", "object-generation"],
      operations: OPERATIONS,
      why: "A backup that was cut off goes on where it stopped, instead of uploading every photo again.",
      run: skipExisting,
    },
    {
      name: "wrong-size-next-generation",
      title: "A stored object of another size than implied is not used, and the next generation is taken",
      requirements: ["object-exists-size", "object-generation", "never-overwrite"],
      operations: OPERATIONS,
      why: "An upload that was cut off leaves a piece of a photo under its name; counted as stored, the photo is lost.",
      run: wrongSize,
    },
    {
      name: "object-put-if-absent",
      title: "An object whose name is taken meanwhile is never overwritten, and counts only with the implied size",
      requirements: ["object-put-if-absent", "object-exists-size", "never-overwrite"],
      operations: OPERATIONS,
      features: INTERFERENCE,
      why: "Two devices may store the same photo at once; a snapshot may refer to the other's file already.",
      run: takenMeanwhile,
    },
    {
      name: "list-fresh",
      title: "What the store lost since the last backup is stored again by the next",
      requirements: ["write-list-fresh", "write-skip-existing"],
      operations: OPERATIONS,
      why: "A program that trusts its own copy of the list never notices that a file is gone.",
      run: listFresh,
    },
    {
      name: "current-keys-only",
      title: "An object of a former epoch is used only if the parent refers to it",
      requirements: ["write-current-epoch", "object-id", "write-reuse-attachment"],
      operations: OPERATIONS,
      why: "A former holder of the key could leave objects of that epoch for a writer to find.",
      run: currentKeysOnly,
    },
    {
      name: "store-fails",
      title: "A store that fails while a backup is written is reported as that, and nothing is deleted",
      requirements: ["store-unavailable", "error-code"],
      operations: OPERATIONS,
      features: INTERFERENCE,
      why: "The user is to try again later, not to look for another device or a wrong key.",
      run: storeFails,
    },
    {
      name: "stopped-and-resumed",
      title: "A backup that stopped before its snapshot is continued with the objects that it left",
      requirements: ["write-skip-existing"],
      operations: OPERATIONS,
      features: INTERFERENCE,
      why: "On a slow connection a first backup would never be finished otherwise.",
      run: stopped,
    },
    {
      name: "history-stays",
      title: "A later backup leaves the earlier one as it was",
      requirements: ["never-overwrite", "snapshot-put-if-absent"],
      operations: OPERATIONS,
      why: "An older backup is what remains when the newest one was made of a damaged library.",
      run: editedLater,
    },
  ]);
