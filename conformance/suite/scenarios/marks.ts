import { markName } from "../../../reference/core/names.js";
import type { Case, CaseContext } from "../case.js";
import {
  allDamaged,
  attachmentFile,
  attachmentReference,
  epochFile,
  markFile,
  nameOf,
  otherVersion,
} from "./kit/forge.js";
import { demandEqual, reopen, restored, write } from "./kit/judge.js";
import { backupArgs } from "./kit/library.js";
import { putNames } from "./kit/log.js";
import { scenarios } from "./kit/scenario.js";
import { byState, type Files, once, open, rotated, type Scene } from "./kit/scene.js";
import { NEXT_PHOTO, oneBackup } from "./kit/scenes.js";

/** A second epoch, with the next photo stored already under generations 0 and 1, referred to by nothing. */
const found = once(async () => {
  const scene = await rotated(await oneBackup());
  const vault = await open(scene, byState(scene.state));
  const content = NEXT_PHOTO.contents["m5-photo"]!;
  const generation = (number: number) => attachmentReference(vault, "m5-photo", content, { generation: number });
  const [zero, one, two] = [await generation(0), await generation(1), await generation(2)];
  const files = { ...scene.files, [nameOf(zero)]: await attachmentFile(vault, zero, content) };
  return { scene: { ...scene, files }, vault, zero, one, two, content };
});

/** Backs up the next photo with these marks there. @returns where the photo was stored: nowhere, if it was reused */
async function stored(context: CaseContext, marks: Files, extra: Files = {}): Promise<string[]> {
  const { scene, zero, one, two, content } = await found();
  const marked: Scene = { ...scene, files: { ...scene.files, ...extra, ...marks } };
  const { log, scene: next } = await write(context, "vault.backup", marked, backupArgs(NEXT_PHOTO));
  const { contents } = await restored(await reopen(next));
  demandEqual("The restored photo", contents["m5-photo"] ?? null, content);
  return [zero, one, two].map(nameOf).filter((name) => putNames(log).includes(name));
}

async function notUsed(context: CaseContext): Promise<void> {
  const { vault, zero, one } = await found();
  demandEqual("What was stored without a mark", await stored(context, {}), []);
  demandEqual("What was stored", await stored(context, await markFile(vault, [zero])), [nameOf(one)]);
}

async function lowestFree(context: CaseContext): Promise<void> {
  const { vault, zero, one, two, content } = await found();
  const both = await markFile(vault, [zero, one]);
  demandEqual("What was stored", await stored(context, both), [nameOf(two)]);
  // A mark names what it names, stored or not, and each mark counts.
  const each = {
    ...(await markFile(vault, [zero])),
    ...(await markFile(vault, [one], { number: 2 })),
  };
  demandEqual("What was stored", await stored(context, each), [nameOf(two)]);
  const next = { [nameOf(one)]: await attachmentFile(vault, one, content) };
  const reused = await stored(context, await markFile(vault, [zero]), next);
  demandEqual("What was stored where generation 1 is there", reused, []);
}

async function formerEpoch(context: CaseContext): Promise<void> {
  const { vault, zero, one } = await found();
  const [former] = vault.epochs;
  demandEqual("What was stored", await stored(context, await markFile(vault, [zero])), [nameOf(one)]);
  demandEqual("What was stored", await stored(context, await markFile(vault, [zero], {}, former!)), []);
}

async function unopened(context: CaseContext): Promise<void> {
  const { vault, zero, one } = await found();
  const mark = await markFile(vault, [zero]);
  const file = mark[markName(1)]!;
  demandEqual("What was stored", await stored(context, mark), [nameOf(one)]);
  const ignored: readonly Files[] = [
    allDamaged(mark),
    { [markName(2)]: file },
    { [markName(1)]: file.slice(0, 40) },
    { [markName(1)]: otherVersion(file) },
    await epochFile("mark", vault, 1, new Uint8Array([0x0f])),
    { "marks/1": file },
  ];
  for (const files of ignored) demandEqual("What was stored beside an ignored mark", await stored(context, files), []);
}

async function parentKeeps(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const vault = await open(scene, byState(scene.state));
  const content = NEXT_PHOTO.contents["m2-photo"]!;
  const kept = await attachmentReference(vault, "m2-photo", content);
  const marked = { ...scene, files: { ...scene.files, ...(await markFile(vault, [kept])) } };
  const { log } = await write(context, "vault.backup", marked, backupArgs(NEXT_PHOTO));
  const next = await attachmentReference(vault, "m2-photo", content, { generation: 1 });
  demandEqual("What was stored of the photo", [...putNames(log, nameOf(kept)), ...putNames(log, nameOf(next))], []);
}

/** What a mark means to a writer. */
export const marks = (): Case[] => [
  ...scenarios("06-objects.md", [
    {
      name: "marked-not-used",
      title: "A stored object that a mark lists is not used; its content gets the next generation",
      requirements: ["object-generation", "write-skip-existing"],
      operations: ["vault.backup"],
      why: "A marked object may be deleted at any moment, and put-if-absent forbids to replace it.",
      run: notUsed,
    },
    {
      name: "lowest-free-generation",
      title: "The lowest generation is taken that no mark lists, and used if it is stored whole",
      requirements: ["object-generation"],
      operations: ["vault.backup"],
      why: "Another choice stores a photo again with each backup, or meets the next mark.",
      run: lowestFree,
    },
  ]),
  ...scenarios("09-vault.md", [
    {
      name: "mark-former-epoch",
      title: "A mark of a former epoch is ignored",
      requirements: ["mark-former-epoch"],
      operations: ["vault.backup"],
      why: "Whoever has a former key could mark everything and make the writer store it all again.",
      run: formerEpoch,
    },
    {
      name: "mark-ignored",
      title: "A mark that does not open is ignored",
      requirements: ["mark-ignore", "name-ignore-other"],
      operations: ["vault.backup"],
      why: "Anyone who can write to the store could stop all backups with one file.",
      run: unopened,
    },
    {
      name: "marked-parent-keeps",
      title: "A marked object to which the parent refers is used as it is",
      requirements: ["write-skip-existing"],
      operations: ["vault.backup"],
      why: "The parent protects it from prune; storing it again costs the upload for nothing.",
      run: parentKeeps,
    },
  ]),
];
