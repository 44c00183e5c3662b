import { headerName, snapshotName } from "../../../reference/core/names.js";
import type { Case, CaseContext } from "../case.js";
import { afterObjects, copy, demandWholeAlways, rotatedFiles, slotThenBackup } from "./kit/copying.js";
import { attachmentReference, damaged, headerFile, markFile, nameOf, otherVersion } from "./kit/forge.js";
import { demandEqual } from "./kit/judge.js";
import { TWO_MONTHS } from "./kit/library.js";
import { idIn, unneeded, untidy, vaultOf } from "./kit/prunable.js";
import { scenarios } from "./kit/scenario.js";
import { backedUp, type Files, type Scene, withSpareSlot } from "./kit/scene.js";
import { NEXT_PHOTO, oneBackup, twoBackups } from "./kit/scenes.js";

const COPY = ["vault.copy"];

/** Everything of a vault that a copy has. */
const copied = (files: Files): Files =>
  Object.fromEntries(Object.entries(files).filter(([name]) => /^(headers|snapshots|objects)\//.test(name)));
const demandFiles = (actual: Files, expected: Files) =>
  demandEqual("The files of the copy", { ...actual }, { ...expected });
const withFiles = (scene: Scene, files: Files): Files => ({ ...scene.files, ...files });

async function first(context: CaseContext): Promise<void> {
  const tidied = await untidy();
  const scene = await withSpareSlot(tidied);
  const mark = await markFile(await vaultOf(scene), (await unneeded(tidied)).map(idIn));
  const others = { "notes.txt": new Uint8Array(3), "objects/ab/cd": new Uint8Array(1) };
  const { log, files, problems } = await copy(context, withFiles(scene, { ...mark, ...others }));
  demandEqual("The problems", [...problems], []);
  demandFiles(files, copied(scene.files));
  demandEqual("The order", afterObjects(log), [snapshotName(2), headerName(2), headerName(1)]);
  const again = await copy(context, scene.files, files);
  demandEqual("What the second copy did", again.log.length, 0);
}

async function sameEpoch(context: CaseContext): Promise<void> {
  const { files: before } = await oneBackup();
  const scene = await slotThenBackup();
  const { log, files } = await copy(context, scene.files, before);
  demandEqual("The order", afterObjects(log), [headerName(2), snapshotName(2)]);
  demandFiles(files, { ...before, ...scene.files });
  await demandWholeAlways(before, log, 1);
}

async function afterRotation(context: CaseContext): Promise<void> {
  const { files: before } = await oneBackup();
  const { whole, cutOff } = await rotatedFiles(await slotThenBackup());
  const finished = await copy(context, whole, before);
  demandEqual("The order", afterObjects(finished.log), [snapshotName(3), headerName(3), snapshotName(2)]);
  await demandWholeAlways(before, finished.log, 1);
  const unfinished = await copy(context, cutOff, before);
  demandEqual("The order", afterObjects(unfinished.log), [headerName(2), snapshotName(2), headerName(3)]);
  await demandWholeAlways(before, unfinished.log, 1);
}

/** A backup that was cut off before it deleted the header that it no longer allows. */
async function newestFirst(context: CaseContext): Promise<void> {
  const scene = await slotThenBackup();
  const source = { ...(await oneBackup()).files, ...scene.files };
  const { log } = await copy(context, source);
  const order = afterObjects(log);
  demandEqual("The snapshots", order.slice(0, 2).sort(), [snapshotName(1), snapshotName(2)]);
  demandEqual("The headers", order.slice(2), [headerName(2), headerName(1)]);
  await demandWholeAlways({}, log, 0);
}

async function stopped(context: CaseContext): Promise<void> {
  const scene = await twoBackups();
  const failing = [{ before: "put", prefix: "objects/", nth: 2, fail: true }];
  const codes = { reject: { codes: ["store.unavailable"] } };
  await context.expect("vault.copy", { source: scene.files, files: {}, interference: failing }, codes);
  const sourceInterference = [{ before: "get", prefix: "objects/", nth: 2, fail: true }];
  await context.expect("vault.copy", { source: scene.files, files: {}, sourceInterference }, codes);
  const objects = Object.entries(scene.files).filter(([name]) => name.startsWith("objects/"));
  const { files } = await copy(context, scene.files, Object.fromEntries(objects.slice(0, 3)));
  demandFiles(files, copied(scene.files));
}

async function nothingDeleted(context: CaseContext): Promise<void> {
  const { files: before } = await twoBackups();
  const { whole } = await rotatedFiles(await untidy());
  const { files } = await copy(context, whole, before);
  demandFiles(files, { ...before, ...whole });
}

async function damage(context: CaseContext): Promise<void> {
  const scene = await twoBackups();
  const { files } = scene;
  const vault = await vaultOf(scene);
  const photo = async (id: string) => nameOf(await attachmentReference(vault, id, TWO_MONTHS.contents[id]!));
  const [one, other] = [await photo("m2-photo"), await photo("m4-photo")];
  const broken: [name: string, bytes: Uint8Array, code: string][] = [
    [headerName(9), Object.values(await headerFile(vault))[0]!.slice(0, 99), "header.malformed"],
    [snapshotName(1), files[snapshotName(1)]!.slice(0, 17), "snapshot.malformed"],
    [snapshotName(1), files[snapshotName(1)]!.slice(0, 80), "snapshot.malformed"],
    [snapshotName(1), otherVersion(files[snapshotName(1)]!), "input.unsupported-version"],
    [one, new Uint8Array(), "object.truncated"],
    [one, files[one]!.slice(0, -1), "object.truncated"],
    [one, new Uint8Array(files[one]!.length), "object.malformed"],
    [one, otherVersion(files[one]!), "input.unsupported-version"],
    [one, Uint8Array.from(files[one]!, (byte, at) => (at === 9 ? 4 : byte)), "object.wrong-kind"],
  ];
  for (const [name, bytes, code] of broken) {
    const result = await copy(context, { ...files, [name]: bytes });
    demandEqual(`The problems with ${name}`, [...result.problems], [{ code, name }]);
    const { [name]: _, ...expected } = files;
    demandFiles(result.files, expected);
  }
  // What only a key shows is copied as it is; and what the copy has whole is left as it is.
  const changed = { ...files, [one]: damaged(files[one]!) };
  demandFiles((await copy(context, changed)).files, changed);
  const whole = await copy(context, { ...files, [other]: files[other]!.slice(0, -1) }, files);
  demandEqual("What was done", whole.log.length, 0);
  demandEqual("The problems", [...whole.problems], [{ code: "object.truncated", name: other }]);
}

/** The first snapshot is forgotten while the copy runs, and what only it needed is deleted. */
async function forgotten(context: CaseContext): Promise<void> {
  const scene = await twoBackups();
  const gone = [snapshotName(1), ...(await unneeded(await untidy()))];
  const sourceInterference = [{ before: "get", prefix: "objects/", nth: 1, delete: gone }];
  const { log, files, problems } = await copy(context, scene.files, {}, { sourceInterference });
  demandEqual("The problems", [...problems], []);
  demandEqual("The order", afterObjects(log), [snapshotName(2), headerName(1)]);
  await demandWholeAlways({}, log, 0);
  demandFiles(files, Object.fromEntries(Object.entries(copied(scene.files)).filter(([name]) => !gone.includes(name))));
}

/** A backup finishes while the source is listed. */
async function backedUpMeanwhile(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const { files: later } = await backedUp(scene, NEXT_PHOTO, { name: "meanwhile" });
  const put = Object.fromEntries(Object.entries(later).filter(([name]) => !(name in scene.files)));
  const sourceInterference = [{ before: "list", prefix: "snapshots/", nth: 1, put }];
  const { files, log } = await copy(context, scene.files, {}, { sourceInterference });
  demandFiles(files, copied(later));
  await demandWholeAlways({}, log, 0);
}

async function notReadAgain(context: CaseContext): Promise<void> {
  const { files } = await twoBackups();
  const sourceInterference = [{ before: "get", prefix: "objects/", nth: 1, fail: true }];
  const { log } = await copy(context, files, files, { sourceInterference });
  demandEqual("What was done", log.length, 0);
}

/** Copying from one store to another. */
export const copying = (): Case[] =>
  scenarios("09-vault.md", [
    {
      name: "copy-first",
      title: "A copy has every header, snapshot and object, no mark and no other file; copied again, nothing is put",
      requirements: [
        "copy-all",
        "copy-no-others",
        "copy-objects-first",
        "copy-order",
        "copy-needs-header",
        "copy-newer-program",
      ],
      operations: COPY,
      why: "Whoever looks at the copy while it is made must find no vault yet, or a whole one.",
      run: first,
    },
    {
      name: "copy-same-epoch",
      title: "A later copy puts the header of an added slot before the snapshot that needs it",
      requirements: ["copy-order", "copy-all", "copy-no-delete", "copy-conflict"],
      operations: COPY,
      why: "A snapshot whose header is not there yet lets nobody restore.",
      run: sameEpoch,
    },
    {
      name: "copy-rotation",
      title: "A copy of a vault whose key was changed can be restored at every moment",
      requirements: ["copy-order", "copy-objects-first"],
      operations: COPY,
      why: "A header that closes an epoch leaves a reader without the last snapshot of that epoch at a loss.",
      run: afterRotation,
    },
    {
      name: "copy-newest-header-first",
      title: "Of several headers the newest is put first",
      requirements: ["copy-newest-header-first"],
      operations: COPY,
      why: "With an older one alone, the newest snapshot asks for a header that is not there.",
      run: newestFirst,
    },
    {
      name: "copy-stopped",
      title: "A copy that was stopped goes on",
      requirements: ["copy-all", "store-unavailable"],
      operations: COPY,
      features: ["interference"],
      why: "The first copy may take days.",
      run: stopped,
    },
    {
      name: "copy-no-delete",
      title: "What the source no longer has stays in the copy",
      requirements: ["copy-no-delete", "never-overwrite"],
      operations: COPY,
      why: "Without a key nobody can tell whether the owner deleted it.",
      run: nothingDeleted,
    },
    {
      name: "copy-damaged",
      title: "A file that shows damage without a key is left out and reported",
      requirements: ["copy-damaged"],
      operations: COPY,
      why: "It would take the name, for good, that the whole file needs.",
      run: damage,
    },
    {
      name: "copy-gone",
      title: "A snapshot that is forgotten while the copy runs is not in it",
      requirements: ["copy-snapshots-read-late", "copy-gone"],
      operations: COPY,
      features: ["interference"],
      why: "Its objects may have been deleted before they were copied.",
      run: forgotten,
    },
    {
      name: "copy-backup-meanwhile",
      title: "A backup that finishes while the source is listed is copied with its objects, or not at all",
      requirements: ["copy-objects-listed-last"],
      operations: COPY,
      features: ["interference"],
      why: "Objects that were listed before their snapshot are not all that it refers to.",
      run: backedUpMeanwhile,
    },
    {
      name: "copy-skip-listed",
      title: "Objects that the destination has are not read again",
      level: "should",
      requirements: ["copy-skip-listed"],
      operations: COPY,
      features: ["interference"],
      why: "A nightly copy of a large vault is to take as long as the change.",
      run: notReadAgain,
    },
  ]);
