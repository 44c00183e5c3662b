import { headerName, objectName, snapshotName } from "../../../reference/core/names.js";
import { referencedObjects } from "../../../reference/core/references.js";
import type { Case, CaseContext } from "../case.js";
import { readArchiveEntries } from "./kit/archived.js";
import { attachmentReference, damaged, headerFile, markFile, nameOf } from "./kit/forge.js";
import { demand, demandEqual, write } from "./kit/judge.js";
import { backupArgs, TWO_MONTHS } from "./kit/library.js";
import { putNames } from "./kit/log.js";
import { idIn, unneeded, untidy, vaultOf } from "./kit/prunable.js";
import { scenarios } from "./kit/scenario.js";
import { type Files, type Scene, withSpareSlot } from "./kit/scene.js";
import { NEXT_PHOTO, oneBackup, twoBackups } from "./kit/scenes.js";
import { NOW } from "./kit/seed.js";

const photoName = async (scene: Scene, id: string) =>
  nameOf(await attachmentReference(await vaultOf(scene), id, TWO_MONTHS.contents[id]!));
const plus = (scene: Scene, files: Files): Scene => ({ ...scene, files: { ...scene.files, ...files } });

function minus(scene: Scene, name: string): Scene {
  const { [name]: _, ...files } = scene.files;
  return { ...scene, files };
}

interface Finding {
  readonly code: string;
  readonly name: string;
}

async function check(context: CaseContext, { files, state }: Scene, readData: boolean): Promise<Finding[]> {
  const { findings } = await context.expect("vault.check", { files, state, readData, now: NOW }, { ok: {} });
  return (findings as unknown as Finding[]).map(({ code, name }) => ({ code, name }));
}

async function sizes(context: CaseContext): Promise<void> {
  const scene = await twoBackups();
  const name = await photoName(scene, "m2-photo");
  const file = scene.files[name]!;
  for (const readData of [false, true]) {
    demandEqual("Findings in a whole vault", (await check(context, scene, readData)) as never, []);
    const missing = await check(context, minus(scene, name), readData);
    demandEqual("Findings without a photo", missing as never, [{ code: "object.missing", name }] as never);
    const cut = await check(context, plus(scene, { [name]: file.slice(0, -1) }), readData);
    demandEqual("Findings with a cut photo", cut as never, [{ code: "object.truncated", name }] as never);
    const longer = await check(context, plus(scene, { [name]: new Uint8Array([...file, 0]) }), readData);
    demandEqual("Findings with a longer photo", longer as never, [{ code: "object.size", name }] as never);
  }
}

async function unreadableMarks(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const vault = await vaultOf(scene);
  const objects = vault.latest!.snapshot.segments.map(({ object }) => object);
  const [[name, file]] = Object.entries(await markFile(vault, objects)) as [[string, Uint8Array]];
  demandEqual("Findings with a mark", (await check(context, plus(scene, { [name]: file }), false)) as never, []);
  const changed = await check(context, plus(scene, { [name]: damaged(file) }), false);
  demandEqual("Findings with a changed mark", changed as never, [{ code: "mark.auth", name }] as never);
  const cut = await check(context, plus(scene, { [name]: file.slice(0, 30) }), false);
  demandEqual("Findings with a cut mark", cut as never, [{ code: "mark.malformed", name }] as never);
}

/** What opening does not look at: an older header, a snapshot under the newest one. */
async function everyFile(context: CaseContext): Promise<void> {
  const scene = await withSpareSlot(await twoBackups());
  demandEqual("Findings in a whole vault", (await check(context, scene, false)) as never, []);
  for (const [name, bytes, code] of [
    [headerName(1), damaged(scene.files[headerName(1)]!), "header.auth"],
    [headerName(1), scene.files[headerName(1)]!.slice(0, 90), "header.malformed"],
    [snapshotName(1), damaged(scene.files[snapshotName(1)]!), "snapshot.auth"],
    [snapshotName(1), scene.files[snapshotName(1)]!.slice(0, 40), "snapshot.malformed"],
  ] as const) {
    const found = await check(context, plus(scene, { [name]: bytes }), false);
    demandEqual(`Findings with ${name} changed`, found as never, [{ code, name }] as never);
  }
}

async function data(context: CaseContext): Promise<void> {
  const scene = await twoBackups();
  const name = await photoName(scene, "m2-photo");
  const broken = plus(scene, { [name]: damaged(scene.files[name]!) });
  demandEqual("Findings without reading", (await check(context, broken, false)) as never, []);
  const read = await check(context, broken, true);
  demandEqual("Findings with reading", read as never, [{ code: "object.auth", name }] as never);
  // A segment that only the older backup has.
  const older = (await vaultOf(await oneBackup())).latest!.snapshot.segments[2]!;
  const segment = nameOf(older.object);
  const brokenSegment = plus(scene, { [segment]: damaged(scene.files[segment]!) });
  const found = await check(context, brokenSegment, true);
  demand(
    found.some((finding) => finding.name === segment && finding.code === "object.auth"),
    "A damaged segment of an older backup is not found.",
  );
}

async function foreignNames(context: CaseContext): Promise<void> {
  const scene = await untidy();
  const strange = [
    "notes.txt",
    "headers/1",
    `objects/00/${"ab".repeat(32)}`,
    "objects/zz/00",
    "snapshots/0000000000000001.tmp",
    "marks/",
    "Headers/0000000000000001",
  ];
  const files = Object.fromEntries(strange.map((name) => [name, new Uint8Array([1, 2, 3])]));
  const more = plus(scene, files);
  const unreferenced = await unneeded(scene);
  await context.expect(
    "vault.check",
    { files: more.files, state: more.state, now: NOW },
    { ok: { findings: [], unknownNames: [...strange].sort(), unreferenced } },
  );
  await context.expect("vault.check", { ...scene, now: NOW }, { ok: { findings: [], unknownNames: [] } });
  await context.expect("vault.restore", { ...more, now: NOW }, { ok: { sequence: 2, lost: [] } });
  const { log } = await write(context, "vault.backup", more, backupArgs(NEXT_PHOTO));
  demandEqual("The snapshot", putNames(log, "snapshots/"), [snapshotName(3)]);
}

async function chosenArchive(context: CaseContext): Promise<void> {
  const base = await withSpareSlot(await twoBackups());
  const vault = await vaultOf(base);
  const mark = await markFile(vault, [idIn((await unneeded(await untidy()))[0]!)]);
  const scene = plus(base, { ...mark, "notes.txt": new Uint8Array(3) });
  const { file, missing } = await context.expect("vault.archive", { ...scene, sequences: [1] }, { ok: {} });
  demandEqual("What is missing", missing ?? null, []);
  const entries = await readArchiveEntries(file as Uint8Array);
  const first = await vaultOf(await oneBackup());
  const needed = await referencedObjects(first, [first.latest!]);
  const objects = Array.from(needed, ([id]) => objectName(id));
  const expected = [headerName(2), snapshotName(1), ...objects].sort();
  demandEqual("The files of the archive", Object.keys(entries), expected);
  for (const name of expected) demandEqual(`The bytes of ${name}`, entries[name] ?? null, scene.files[name]!);
}

async function archiveMissing(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const name = await photoName(scene, "m2-photo");
  await context.expect("vault.archive", { ...scene }, { ok: { missing: [] } });
  const broken = minus(scene, name);
  await context.expect("vault.archive", { ...broken }, { reject: { codes: ["object.missing"] } });
  const accepted = await context.expect("vault.archive", { ...broken, acceptMissing: true }, { ok: {} });
  demandEqual("What is missing", accepted.missing ?? null, [{ code: "object.missing", name }]);
  const entries = Object.keys(await readArchiveEntries(accepted.file as Uint8Array));
  demandEqual("The files of the archive", entries, Object.keys(broken.files).sort());
}

async function packed(context: CaseContext): Promise<void> {
  const scene = await withSpareSlot(await twoBackups());
  const vault = await vaultOf(scene);
  const mark = await markFile(vault, [idIn((await unneeded(await untidy()))[0]!)]);
  const broken = { [headerName(9)]: Object.values(await headerFile(vault))[0]!.slice(0, 99) };
  const files = {
    ...scene.files,
    ...mark,
    ...broken,
    "notes.txt": new Uint8Array(3),
    "objects/ab/cd": new Uint8Array(1),
  };
  const { file } = await context.expect("archive.pack", { files }, { ok: {} });
  const names = Object.keys(await readArchiveEntries(file as Uint8Array));
  const expected = Object.keys(scene.files)
    .filter((name) => name !== headerName(1))
    .sort();
  demandEqual("The files of the archive", names, expected);
}

/** What a check finds, and what goes into an archive. */
export const checks = (): Case[] => [
  ...scenarios("09-vault.md", [
    {
      name: "check-sizes",
      title: "A check finds every object that is missing or has another size, without reading it",
      requirements: ["check-sizes"],
      operations: ["vault.check"],
      why: "It is cheap enough to be made daily, and what is found in time can be uploaded again.",
      run: sizes,
    },
    {
      name: "check-data",
      title: "A check that reads finds what a restore would meet, in older backups too",
      requirements: ["check-data"],
      operations: ["vault.check"],
      why: "A backup that nobody has read is a hope.",
      run: data,
    },
    {
      name: "check-reports",
      title: "A check finds older headers and snapshots that are damaged, though the vault opens without them",
      requirements: ["check-reports"],
      operations: ["vault.check"],
      why: "Who looks after a vault wants to know before the newest file is damaged, too.",
      run: everyFile,
    },
    {
      name: "unreadable-marks",
      title: "A check reports every mark that does not open",
      requirements: ["check-reports", "mark-ignore"],
      operations: ["vault.check"],
      why: "Who does not learn of it cleans up for years without any effect.",
      run: unreadableMarks,
    },
    {
      name: "name-ignore-other",
      title: "Other names are ignored, and noted by a check; unneeded objects are no fault",
      requirements: ["name-ignore-other", "check-sizes"],
      operations: ["vault.check", "vault.restore", "vault.backup"],
      why: "Stores and people leave files everywhere.",
      run: foreignNames,
    },
  ]),
  ...scenarios("10-archive.md", [
    {
      name: "chosen-snapshots",
      title: "An archive of a chosen snapshot has the newest header, that snapshot and its objects, and nothing else",
      requirements: [
        "archive-complete",
        "archive-one-header",
        "archive-no-marks",
        "archive-no-others",
        "archive-sorted",
      ],
      operations: ["vault.archive"],
      why: "What is missing is noticed years later; what is too much goes to whoever gets the archive.",
      run: chosenArchive,
    },
    {
      name: "missing-objects",
      title: "An archive with missing objects is given only if the user accepts their list",
      requirements: ["archive-missing-objects", "archive-complete"],
      operations: ["vault.archive"],
      why: "The vault may be deleted after it was archived.",
      run: archiveMissing,
    },
    {
      name: "packed-without-key",
      title: "An archive packed without a key has no mark, no other file, and the one header that a reader chooses",
      requirements: ["archive-no-marks", "archive-no-others", "archive-one-header"],
      operations: ["archive.pack"],
      why: "Readers refuse an archive with a mark or with two headers.",
      run: packed,
    },
  ]),
];
