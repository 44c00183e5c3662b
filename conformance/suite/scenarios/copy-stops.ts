import { headerName, snapshotName } from "../../../reference/core/names.js";
import type { Case, CaseContext } from "../case.js";
import { copy, refuseCopy, slotThenBackup } from "./kit/copying.js";
import { headerFile, otherVersion } from "./kit/forge.js";
import { demandEqual, write } from "./kit/judge.js";
import { deletedNames } from "./kit/log.js";
import { vaultOf } from "./kit/prunable.js";
import { scenarios } from "./kit/scenario.js";
import { backedUp, type Files, rotated, type Scene, withSpareSlot } from "./kit/scene.js";
import { NEXT_PHOTO, NEXT_TEXT, oneBackup, twoBackups } from "./kit/scenes.js";
import { bytesOf } from "./kit/seed.js";

const COPY = ["vault.copy"];

async function headersAgain(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const { files: later } = await slotThenBackup();
  const sourceInterference = [{ before: "list", prefix: "snapshots/", nth: 1, put: later }];
  await copy(context, scene.files);
  await refuseCopy(context, "store.conflict", scene.files, {}, { sourceInterference });
}

async function noHeader(context: CaseContext): Promise<void> {
  const { files } = await oneBackup();
  const { [headerName(1)]: header, ...headless } = files;
  await refuseCopy(context, "header.missing", headless);
  await refuseCopy(context, "header.missing", {});
  await refuseCopy(context, "header.malformed", { ...headless, [headerName(1)]: header!.slice(0, 99) });
  await refuseCopy(context, "input.unsupported-version", { ...headless, [headerName(1)]: otherVersion(header!) });
}

async function newerProgram(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const vault = await vaultOf(scene);
  const featured = await headerFile(vault, { fields: { requiredFeatures: [7] } });
  for (const newer of [{ [headerName(2)]: otherVersion(scene.files[headerName(1)]!) }, featured]) {
    await refuseCopy(context, "input.unsupported-version", { ...scene.files, ...newer });
    await refuseCopy(context, "input.unsupported-version", scene.files, { ...scene.files, ...newer });
  }
}

async function otherVault(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const fields = { vaultId: await bytesOf("another vault", 16), revision: 1 };
  const other = await headerFile(await vaultOf(scene), { fields });
  const { files } = await withSpareSlot(scene);
  const { [headerName(1)]: _, ...second } = files;
  await copy(context, second, await rest(scene));
  await refuseCopy(context, "header.fork", second, other);
  await refuseCopy(context, "header.fork", { ...second, ...other });
}

/** A scene's own snapshots and objects, without its headers. */
async function rest({ files }: Scene): Promise<Files> {
  return Object.fromEntries(Object.entries(files).filter(([name]) => !name.startsWith("headers/")));
}

async function headerBack(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  await copy(context, scene.files, scene.files);
  const { files: ahead } = await withSpareSlot(scene);
  await refuseCopy(context, "header.rollback", scene.files, ahead);
  const fields = { epoch: 2, revision: 1 };
  const { [headerName(1)]: _, ...headless } = scene.files;
  const epoch = await headerFile(await vaultOf(await rotated(scene)), { fields });
  await refuseCopy(context, "header.rollback", ahead, { ...headless, ...epoch });
}

async function snapshotBack(context: CaseContext): Promise<void> {
  const { files } = await oneBackup();
  await copy(context, files, files);
  await refuseCopy(context, "snapshot.rollback", files, (await twoBackups()).files);
}

async function conflicts(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const { files } = scene;
  const [slot, otherSlot] = [await withSpareSlot(scene, "one"), await withSpareSlot(scene, "other")];
  await refuseCopy(context, "store.conflict", slot.files, otherSlot.files);
  const [one, other] = [NEXT_TEXT, NEXT_PHOTO].map((library, index) => backedUp(scene, library, { name: `${index}` }));
  await refuseCopy(context, "store.conflict", (await one!).files, (await other!).files);
  const cut = { ...files, [snapshotName(1)]: files[snapshotName(1)]!.slice(0, -1) };
  await refuseCopy(context, "store.conflict", files, cut);
  const object = Object.keys(files).find((name) => name.startsWith("objects/"))!;
  await refuseCopy(context, "store.conflict", files, { ...files, [object]: files[object]!.slice(0, -1) });
}

async function pruneHeaders(context: CaseContext): Promise<void> {
  const { files } = await oneBackup();
  const scene = await slotThenBackup();
  const kept = { ...scene, files: { ...files, ...scene.files } };
  const { log } = await write(context, "vault.prune", kept);
  demandEqual("The headers that were deleted", deletedNames(log, "headers/"), [headerName(1)]);
  const tidy = await write(context, "vault.prune", await withSpareSlot(await oneBackup()));
  demandEqual("The headers that were deleted", deletedNames(tidy.log, "headers/"), []);
}

/** What stops a copier, and what is left to a prune. */
export const copyStops = (): Case[] =>
  scenarios("09-vault.md", [
    {
      name: "copy-headers-again",
      title: "A header that is stored while the source is listed stops the copy",
      requirements: ["copy-headers-again"],
      operations: COPY,
      features: ["interference"],
      why: "A snapshot that was listed after it may need it.",
      run: headersAgain,
    },
    {
      name: "copy-needs-header",
      title: "Without a well-formed header at the source nothing is copied",
      requirements: ["copy-needs-header"],
      operations: COPY,
      why: "Nobody could open such a copy.",
      run: noHeader,
    },
    {
      name: "copy-newer-program",
      title: "A header of a newer program in either store stops the copy",
      requirements: ["copy-newer-program"],
      operations: COPY,
      why: "Later versions may have other rules.",
      run: newerProgram,
    },
    {
      name: "copy-one-vault",
      title: "Headers of two vaults stop the copy",
      requirements: ["copy-one-vault"],
      operations: COPY,
      why: "Two vaults in one place make both unreadable to many programs.",
      run: otherVault,
    },
    {
      name: "copy-header-rollback",
      title: "A source whose newest header is older than that of the copy stops the copy",
      requirements: ["copy-header-rollback"],
      operations: COPY,
      why: "The two may have been exchanged, or the source shows an old state.",
      run: headerBack,
    },
    {
      name: "copy-snapshot-rollback",
      title: "A source without the newest snapshot of the copy stops the copy",
      requirements: ["copy-snapshot-rollback"],
      operations: COPY,
      why: "The newest snapshot is never forgotten: the source lost it, or shows an old state.",
      run: snapshotBack,
    },
    {
      name: "copy-conflict",
      title: "A name that is taken by another file stops the copy",
      requirements: ["copy-conflict", "never-overwrite"],
      operations: COPY,
      why: "One of both is damaged, or they are two histories of one vault.",
      run: conflicts,
    },
    {
      name: "prune-old-headers",
      title: "A prune deletes headers below the least revision that the newest snapshot allows, and no others",
      requirements: ["prune-old-headers"],
      operations: ["vault.prune"],
      why: "They open the vault to keys that were removed.",
      run: pruneHeaders,
    },
  ]);
