import { bytesFor } from "../../../reference/arbitraries/bytes-for.js";
import { markName, snapshotName } from "../../../reference/core/names.js";
import type { Case, CaseContext } from "../case.js";
import {
  attachmentFile,
  attachmentReference,
  damaged,
  markFile,
  nameOf,
  segmentsOf,
  snapshotFile,
} from "./kit/forge.js";
import { demand, demandEqual, refuse, refuseUntouched, reopen, write } from "./kit/judge.js";
import { withLaterKind } from "./kit/later-kind.js";
import { FEBRUARY, PEOPLE, photo, TWO_MONTHS } from "./kit/library.js";
import { deletedNames, putNames } from "./kit/log.js";
import { idIn, markedNames, marksOf, unneeded, untidy, vaultOf, WEEK } from "./kit/prunable.js";
import { scenarios } from "./kit/scenario.js";
import { type Files, forgetfulState, rotated, type Scene } from "./kit/scene.js";
import { oneBackup, twoBackups } from "./kit/scenes.js";
import { NOW } from "./kit/seed.js";

const PRUNE = ["vault.prune"];

/** A marked object that a later snapshot refers to. */
async function neededAgain(context: CaseContext): Promise<void> {
  const scene = await untidy();
  const vault = await vaultOf(scene);
  const [name] = await unneeded(scene);
  const kept = nameOf(await attachmentReference(vault, "m2-photo", TWO_MONTHS.contents["m2-photo"]!));
  const ids = [name!, kept].map((each) => idIn(each));
  const mark = await markFile(vault, ids, { createdAtMs: NOW - WEEK });
  const marked = { ...scene, files: { ...scene.files, ...mark } };
  const { log } = await write(context, "vault.prune", marked, { graceMs: WEEK });
  demandEqual("What was deleted", deletedNames(log), [name!, markName(1)]);
}

/** A vault with two marks that are due, each of one object that no snapshot refers to, and a snapshot that needs both. */
async function twoMarks() {
  const scene = await twoBackups();
  const vault = await vaultOf(scene);
  const content = bytesFor("late", 300);
  const references = [await attachmentReference(vault, "a", content), await attachmentReference(vault, "b", content)];
  const objects: Record<string, Uint8Array> = {};
  const frames = [...PEOPLE];
  for (const [i, object] of references.entries()) {
    objects[nameOf(object)] = await attachmentFile(vault, object, content);
    frames.push(photo(`late-${i}`, FEBRUARY + i, { id: "ab"[i]!, object }));
  }
  const [a, b] = references;
  const marks = {
    ...(await markFile(vault, [a!], { createdAtMs: NOW - WEEK })),
    ...(await markFile(vault, [b!], { createdAtMs: NOW - WEEK, number: 2 })),
  };
  const marked = { ...scene, files: { ...scene.files, ...objects, ...marks } };
  const { segments, files } = await segmentsOf(vault, frames);
  const snapshot = async (sequence: number): Promise<Files> => ({
    ...files,
    ...(await snapshotFile(vault, { sequence, segments })),
  });
  return { vault, marked, objects: Object.keys(objects), snapshot };
}

const PRUNE_WEEK = { graceMs: WEEK };
/** While the first of the two marks is worked on. */
const BETWEEN = { before: "delete", prefix: "marks/", nth: 1 };

/** A backup ends that refers to what both marks list. */
async function readAgain(context: CaseContext): Promise<void> {
  const { marked, objects, snapshot } = await twoMarks();
  const quiet = await write(context, "vault.prune", marked, PRUNE_WEEK);
  demandEqual("Objects that were deleted", deletedNames(quiet.log, "objects/").sort(), objects.sort());
  const interference = [{ ...BETWEEN, put: await snapshot(3) }];
  const { log } = await write(context, "vault.prune", marked, { ...PRUNE_WEEK, interference });
  demandEqual("Number of objects that were deleted", deletedNames(log, "objects/").length, 1);
}

/** A backup ends that needs nothing new; while it is read, the next one, and then another that refers to both. */
async function listAgain(context: CaseContext): Promise<void> {
  const { vault, marked, snapshot } = await twoMarks();
  const { segments } = vault.latest!.snapshot;
  const whileRead = (sequence: number) => ({ before: "get", prefix: snapshotName(sequence), nth: 1 });
  const interference = [
    { ...BETWEEN, put: await snapshotFile(vault, { sequence: 3, segments }) },
    { ...whileRead(3), put: await snapshotFile(vault, { sequence: 4, segments }) },
    { ...whileRead(4), put: await snapshot(5) },
  ];
  const quiet = await write(context, "vault.prune", marked, { ...PRUNE_WEEK, interference: interference.slice(0, 2) });
  demandEqual("Number of objects that were deleted", deletedNames(quiet.log, "objects/").length, 2);
  const { log } = await write(context, "vault.prune", marked, { ...PRUNE_WEEK, interference });
  demandEqual("Number of objects that were deleted", deletedNames(log, "objects/").length, 1);
}

/** A snapshot that refers to what both marks list is forgotten while the first of them is worked on. */
async function forgottenMeanwhile(context: CaseContext): Promise<void> {
  const { vault, marked, snapshot } = await twoMarks();
  const newest = await snapshotFile(vault, { sequence: 4, segments: vault.latest!.snapshot.segments });
  const needing = { ...marked, files: { ...marked.files, ...(await snapshot(3)), ...newest } };
  const interference = [{ ...BETWEEN, delete: [snapshotName(3)] }];
  const { log } = await write(context, "vault.prune", needing, { ...PRUNE_WEEK, interference });
  demandEqual("What was deleted", deletedNames(log), [markName(1), markName(2)]);
}

async function unreadable(context: CaseContext): Promise<void> {
  const scene = await untidy();
  const marked = (await write(context, "vault.prune", scene, { graceMs: WEEK })).scene;
  const later = { graceMs: WEEK, now: NOW + WEEK };
  await write(context, "vault.prune", marked, later);
  const vault = await vaultOf(scene);
  const segment = nameOf(vault.latest!.snapshot.segments[1]!.object);
  const without = ({ [segment]: _, ...files }: Files): Files => files;
  const with_ = (files: Files): Scene => ({ ...marked, files });
  await refuseUntouched(context, "vault.prune", with_(without(marked.files)), later, "object.missing");
  const broken = { ...marked.files, [segment]: damaged(marked.files[segment]!) };
  await refuseUntouched(context, "vault.prune", with_(broken), later, "object.auth");
  const older = snapshotName(1);
  const first = (await oneBackup()).files[older]!;
  await refuseUntouched(
    context,
    "vault.prune",
    with_({ ...marked.files, [older]: damaged(first) }),
    later,
    "snapshot.auth",
  );
  await refuseUntouched(
    context,
    "vault.prune",
    with_({ ...marked.files, [older]: first.slice(0, 60) }),
    later,
    "snapshot.malformed",
  );
}

/** A snapshot that does not count still keeps its objects: somebody may want them. */
async function ignoredSnapshots(context: CaseContext): Promise<void> {
  const base = await rotated(await twoBackups());
  const vault = await vaultOf(base);
  const content = bytesFor("kept", 300);
  const object = await attachmentReference(vault, "kept", content);
  const { segments, files } = await segmentsOf(vault, [...PEOPLE, photo("kept", FEBRUARY, { id: "kept", object })]);
  const objects = { ...files, [nameOf(object)]: await attachmentFile(vault, object, content) };
  const [former] = vault.epochs;
  const planted = await snapshotFile(vault, { sequence: 9, segments, minHeaderRevision: 1 }, { epoch: former! });
  const alone = { ...base, files: { ...base.files, ...objects } };
  const first = await write(context, "vault.prune", alone, { graceMs: WEEK });
  demandEqual("What is marked", (await marksOf(first.scene)).flatMap(markedNames), Object.keys(objects).sort());
  const kept = { ...base, files: { ...alone.files, ...planted } };
  const { log } = await write(context, "vault.prune", kept, { graceMs: WEEK });
  demandEqual("What was done where a snapshot that does not count needs them", log.length, 0);
}

async function formerMarks(context: CaseContext): Promise<void> {
  const base = await rotated(await untidy());
  const vault = await vaultOf(base);
  const [former] = vault.epochs;
  const expected = await unneeded(base);
  const ids = expected.map(idIn);
  const needed = await attachmentReference(vault, "m2-photo", TWO_MONTHS.contents["m2-photo"]!, { epoch: former! });
  const mark = await markFile(vault, [...ids, needed], { createdAtMs: NOW - WEEK, number: 3 }, former!);
  const scene = { ...base, files: { ...base.files, ...mark } };
  const { log, scene: next } = await write(context, "vault.prune", scene, { graceMs: WEEK });
  demandEqual("What was deleted", deletedNames(log), [markName(3)]);
  const marks = await marksOf(next);
  demandEqual("What is marked now", marks.flatMap(markedNames), expected);
  demandEqual("The epoch of the mark", marks[0]?.epoch ?? 0, 2);
}

async function strangeMarks(context: CaseContext): Promise<void> {
  const scene = await untidy();
  const vault = await vaultOf(scene);
  const needed = await attachmentReference(vault, "m2-photo", TWO_MONTHS.contents["m2-photo"]!);
  const mark = await markFile(vault, [needed], { createdAtMs: NOW - WEEK });
  const name = markName(1);
  for (const bytes of [damaged(mark[name]!), mark[name]!.slice(0, 50)]) {
    const junk = { ...scene, files: { ...scene.files, [name]: bytes } };
    const { log } = await write(context, "vault.prune", junk, { graceMs: WEEK });
    demandEqual("What was deleted", deletedNames(log), []);
    demandEqual("What was stored", putNames(log), [markName(2)]);
  }
}

/** A rotation that stopped after its header. */
async function unfinished(): Promise<Scene> {
  const scene = await untidy();
  const done = await rotated(scene);
  const { [snapshotName(3)]: _, ...files } = { ...done.files, ...scene.files };
  return { files, state: scene.state };
}

async function rotationFirst(context: CaseContext, operation: string, args: object): Promise<void> {
  const scene = await unfinished();
  // The device has the key of the new epoch by its recovery key.
  const rotatedState = (await rotated(await untidy())).state;
  const { log, scene: next } = await write(
    context,
    operation,
    {
      ...scene,
      state: forgetfulState(rotatedState),
    },
    { ...args },
  );
  const vault = await reopen(next);
  demandEqual("The epoch of the newest snapshot", vault.latest?.snapshot.epoch ?? 0, 2);
  demandEqual("Its min_header_revision", vault.latest?.snapshot.minHeaderRevision ?? 0, 2);
  const first = log.findIndex(({ did, name }) => did === "put" && name.startsWith("snapshots/"));
  const other = log.findIndex(({ did, name }) => did === "delete" && !name.startsWith("headers/"));
  demand(first >= 0 && (other < 0 || first < other), "Something was deleted before the rotation was finished.");
}

async function notNewest(context: CaseContext): Promise<void> {
  const scene = await twoBackups();
  const { log } = await write(context, "vault.forget", scene, { sequences: [1] });
  demandEqual("What was deleted", deletedNames(log), [snapshotName(1)]);
  await refuse(context, "vault.forget", scene, { sequences: [1, 2] }, "usage");
  await refuseUntouched(context, "vault.forget", scene, { sequences: [2] }, "usage");
}

async function tableCounts(context: CaseContext): Promise<void> {
  const base = await oneBackup();
  const { scene, object, stored } = await withLaterKind(base);
  const needed = await write(context, "vault.prune", scene, { graceMs: WEEK });
  const marked = (await marksOf(needed.scene)).flatMap(markedNames);
  demand(!marked.includes(nameOf(object)), "An object that only a table lists is marked.");
  const unlisted = { ...base, files: { ...base.files, ...stored } };
  const stray = await write(context, "vault.prune", unlisted, { graceMs: WEEK });
  demandEqual("What is marked", (await marksOf(stray.scene)).flatMap(markedNames), [nameOf(object)]);
}

/** What prune and forget never delete. */
export const pruneSafety = (): Case[] => [
  ...scenarios("09-vault.md", [
    {
      name: "prune-needed-again",
      title: "A marked object that a snapshot refers to is kept",
      requirements: ["prune-delete-unreferenced"],
      operations: PRUNE,
      why: "A mark lists what was unneeded then; a backup may have taken it up again since.",
      run: neededAgain,
    },
    {
      name: "prune-read-again",
      title: "The snapshots are read again for each mark",
      requirements: ["prune-read-again"],
      operations: PRUNE,
      features: ["interference"],
      why: "Deleting takes long, and a backup that ends meanwhile refers to what the next mark lists.",
      run: readAgain,
    },
    {
      name: "prune-list-again",
      title: "The snapshots are listed until a list shows none that was not read",
      requirements: ["prune-list-again"],
      operations: PRUNE,
      features: ["interference"],
      why: "A list that others write under can miss a snapshot and its parent, so that what both need looks unneeded.",
      run: listAgain,
    },
    {
      name: "prune-forgotten-meanwhile",
      title: "A snapshot that is forgotten after it was read counts to the end of the prune",
      requirements: ["prune-count-read"],
      operations: PRUNE,
      features: ["interference"],
      why: "The snapshot that followed it needs the same, and a list may have missed that one.",
      run: forgottenMeanwhile,
    },
    {
      name: "prune-all-readable",
      title: "A snapshot or table that cannot be read stops prune before it does anything",
      requirements: ["prune-all-readable"],
      operations: PRUNE,
      why: "What an unreadable snapshot refers to is not known, and would be deleted.",
      run: unreadable,
    },
    {
      name: "prune-ignored-snapshots",
      title: "What a snapshot refers to that does not count is neither marked nor deleted",
      requirements: ["prune-all-readable", "prune-new-mark"],
      operations: PRUNE,
      why: "It may be a backup that was made while the key was changed, which its owner still wants.",
      run: ignoredSnapshots,
    },
    {
      name: "prune-former-marks",
      title: "A mark of a former epoch is deleted, and nothing for it",
      requirements: ["prune-former-marks", "mark-former-epoch", "prune-only-marked"],
      operations: PRUNE,
      why: "Whoever has a former key could mark everything.",
      run: formerMarks,
    },
    {
      name: "prune-strange-marks",
      title: "A mark that does not open is left alone, and its number is not used again",
      requirements: ["mark-ignore", "never-overwrite"],
      operations: PRUNE,
      why: "A file that anyone may have put there must not lead to a deletion.",
      run: strangeMarks,
    },
    {
      name: "unfinished-rotation-prune",
      title: "Prune finishes a rotation that stopped after its header",
      requirements: ["rotate-unfinished", "rotate-snapshot"],
      operations: PRUNE,
      why: "Until the new epoch has a snapshot, whoever holds the old key can end the history where they like.",
      run: (context) => rotationFirst(context, "vault.prune", { graceMs: WEEK }),
    },
    {
      name: "unfinished-rotation-forget",
      title: "Forgetting finishes a rotation that stopped after its header",
      requirements: ["rotate-unfinished", "rotate-snapshot"],
      operations: ["vault.forget"],
      why: "The newest snapshot would be of a former epoch, and the one that the header names must not go.",
      run: (context) => rotationFirst(context, "vault.forget", { sequences: [1] }),
    },
    {
      name: "forget-not-newest",
      title: "The newest snapshot is never forgotten",
      requirements: ["forget-not-newest", "snapshot-keep-newest"],
      operations: ["vault.forget"],
      why: "It is the backup.",
      run: notNewest,
    },
  ]),
  ...scenarios("07-content.md", [
    {
      name: "table-not-frames",
      title: "Prune keeps an object that the table of a segment lists and no frame that it knows refers to",
      requirements: ["table-not-frames", "segment-table-additional"],
      operations: PRUNE,
      why: "A newer program refers to it in a field that an older one does not know.",
      run: tableCounts,
    },
  ]),
];
