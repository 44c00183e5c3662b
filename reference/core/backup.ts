import type { OpenContent } from "./attachment-content.js";
import { type PassInput, type PassResult, runPass } from "./backup-pass.js";
import { equalBytes, utf8 } from "./bytes.js";
import { KeepsakeError } from "./errors.js";
import type { StoredSnapshot } from "./history.js";
import { createIdMap, type ReadonlyIdMap } from "./id-map.js";
import { LIMITS } from "./limits.js";
import { markedIds, readMarks } from "./marks.js";
import { storedObjectSize } from "./object.js";
import { listObjects, lookUpObjects, type ObjectList, storesAll } from "./object-list.js";
import { damageOf } from "./problem.js";
import type { OperationOptions } from "./progress.js";
import { attachmentContent } from "./restore-attachment.js";
import { readSegmentTable } from "./segment-read.js";
import { type SnapshotContent, storeSnapshot } from "./snapshot-put.js";
import type { BackupTotals } from "./totals.js";
import type { BackupItem, ChangedItems } from "./unchanged-segments.js";
import type { Vault } from "./vault.js";
import { deleteOldHeaders, newerHeader, refresh, requireMerged, requireWriter } from "./vault-write.js";

export type { AttachmentContent, ContentDigest, OpenContent } from "./attachment-content.js";
export {
  type BackupItem,
  type ChangedFrames,
  type ChangedItems,
  onlyChanged,
  type UnchangedSegment,
} from "./unchanged-segments.js";

/** What to back up. */
export interface BackupInput extends OperationOptions {
  /**
   * All frames, in ascending order of their keys. If they can be gone through again (an array, say, rather than a
   * generator), a backup can put back what a store loses while it runs. Of an app that knows what changed, those of
   * {@link onlyChanged}: then the backup costs in proportion to that.
   */
  readonly frames: Iterable<BackupItem> | AsyncIterable<BackupItem> | ChangedItems;
  /**
   * Gives the bytes of an attachment that is not marked as missing. Undefined, or an error: they are gone, and the
   * attachment is recorded as lost. Not asked for what is stored already under the reference that the frame carries.
   */
  readonly openAttachment: OpenContent;
  /** The account, as its service names it, at most 256 bytes. */
  readonly account?: string;
  /** The service, such as a host name or a package name, at most 256 bytes. */
  readonly service?: string;
  /** Name and version of the program, at most 256 bytes. */
  readonly producer?: string;
  /**
   * The sequence of the newest backup, if another device made it: says that the frames hold what it holds, or that this
   * is given up. Without it such a backup is `store.conflict`.
   */
  readonly merged?: number;
  /** Milliseconds since 1970. */
  readonly now?: number;
}

/** What a backup did. */
export interface BackupSummary extends Omit<PassResult, "segments" | "used"> {
  /** The new snapshot, which is the newest now. */
  readonly snapshot: StoredSnapshot;
  /** Number of segments. */
  readonly segments: number;
}

/**
 * Backs up: stores what the vault does not have yet, then a snapshot (spec: Writing a backup). Memory holds a few
 * segments and short attachments, never a long one, which is read twice. If it stops, the vault is as before but for
 * objects that the next run uses.
 *
 * @throws KeepsakeError store.conflict if another device writes, or changed something meanwhile; content.* for frames
 * that break a rule; store.unavailable; RangeError for names that are too long
 */
export async function backup(vault: Vault, input: BackupInput): Promise<BackupSummary> {
  const { account = "", service = "", producer = "", now = Date.now() } = input;
  for (const name of [account, service, producer]) {
    if (utf8(name).length > LIMITS.name) throw new RangeError(`a name has at most 256 bytes: ${name}`);
  }
  const open: OpenContent = async (attachment) =>
    (await input.openAttachment(attachment)) ?? attachmentContent(vault, attachment);
  return writeBackup(vault, input, (parent) => ({
    pass: { ...input, open, now, parent },
    describe: (totals) => ({ account, service, producer, createdAtMs: input.now ?? Date.now(), totals }),
  }));
}

/** What a backup is made of, once the vault is up to date. */
export interface BackupPlan {
  readonly pass: Omit<PassInput, "listed" | "marked">;
  /** What the snapshot says besides its segments, asked for right before it is stored. */
  readonly describe: (totals: BackupTotals) => Omit<SnapshotContent, "segments">;
}

/**
 * Writes what `plan` makes of the newest snapshot, in the order that keeps it safe from whoever prunes or changes the
 * vault meanwhile (spec: Writing a backup).
 *
 * @throws KeepsakeError as {@link backup}
 */
export async function writeBackup(
  vault: Vault,
  { merged, signal }: Pick<BackupInput, "merged" | "signal">,
  plan: (parent: StoredSnapshot | undefined) => BackupPlan,
): Promise<BackupSummary> {
  let marked: ReadonlyIdMap = createIdMap();
  await refresh(vault, async () => {
    marked = markedIds(await readMarks(vault, vault.problems));
  });
  requireWriter(vault);
  requireMerged(vault, merged);
  const parent = vault.latest;
  const { pass, describe } = plan(parent);
  // [@write-list-fresh]
  const listed = await listFor(vault, pass);
  const passInput: PassInput = { ...pass, listed, marked };
  // [@write-objects-first]
  const { segments, used, ...result } = await runPass(vault, passInput);

  await checkMarksAgain(vault, parent, used);
  // A mark that was put and worked off while the pass ran is not seen any more; that its objects are gone is.
  // [@write-list-again]
  await putBackMissing(vault, passInput, used);
  signal?.throwIfAborted();
  const snapshot = await storeSnapshot(vault, { ...describe(result.totals), segments: [...segments] });
  // From here on the backup exists, and stopping would leave it unchecked.
  const { signal: _, ...unstoppable } = passInput;
  // [@write-headers-again]
  const newer = await newerHeader(vault);
  await putBackMissing(vault, unstoppable, used);
  if (newer !== undefined) {
    const message = `The backup is stored, but another device changed the vault meanwhile (${newer}). Open it again.`;
    throw new KeepsakeError("store.conflict", message, { name: newer, sequence: snapshot.sequence });
  }
  await deleteOldHeaders(vault);
  return { ...result, snapshot, segments: segments.length };
}

/** What the store lists: everything or, if only what has changed since the parent is gone through, what is asked for. */
async function listFor({ store }: Vault, { frames, parent }: BackupPlan["pass"]): Promise<ObjectList> {
  // [@write-rely-on-parent]
  const standsOnParent = parent !== undefined && "since" in frames && equalBytes(parent.digest, frames.since);
  return standsOnParent ? lookUpObjects(store) : listObjects(store);
}

/** What was marked while the backup ran may be deleted, unless the parent keeps it. */
async function checkMarksAgain(
  vault: Vault,
  parent: StoredSnapshot | undefined,
  used: PassResult["used"],
): Promise<void> {
  const marked = markedIds(await readMarks(vault, vault.problems));
  // [@write-marks-again]
  const endangered = Array.from(marked, ([id]) => id).filter((id) => used.has(id));
  if (endangered.length === 0) return;
  const safe = await referencedByParent(vault, parent);
  if (endangered.every((id) => safe.has(id))) return;
  throw new KeepsakeError("store.conflict", "Objects of this backup were marked for deletion meanwhile. Run it again.");
}

/** What the parent refers to, with lengths. A segment that cannot be read refers to nothing. */
async function referencedByParent(vault: Vault, parent: StoredSnapshot | undefined): Promise<ReadonlyIdMap> {
  const ids = createIdMap();
  for (const segment of parent?.snapshot.segments ?? []) {
    ids.set(segment.object.id, segment.object.length);
    const table = await readSegmentTable(vault, segment).catch((error) => {
      damageOf(error);
      return [];
    });
    for (const { id, length } of table) ids.set(id, length);
  }
  return ids;
}

/** Stores again what a store has lost since it was listed, by going through the frames once more. */
async function putBackMissing(vault: Vault, input: PassInput, used: PassResult["used"]): Promise<void> {
  const { store } = vault;
  const reliesOnParent = input.listed.lookUp !== undefined;
  // Without a list in memory, as long as nothing is missing.
  if (!reliesOnParent && (await storesAll(store, used))) return;
  const listed = reliesOnParent ? lookUpObjects(store) : await listObjects(store);
  // Where single objects are asked for, only those that were are not the parent's.
  const listedBefore = [...used].filter(([id]) => !reliesOnParent || input.listed.has(id));
  await Promise.all(listedBefore.map(([id, length]) => listed.lookUp?.(id, length)));
  // [@write-objects-again]
  const missing = listedBefore.filter(([id, length]) => listed.get(id) !== storedObjectSize(length));
  if (missing.length === 0) return;
  const { onProgress: _, ...again } = input;
  const isOnce = typeof (input.frames as Partial<Iterator<BackupItem>>).next === "function";
  const putBack = isOnce ? undefined : await runPass(vault, { ...again, listed });
  if (missing.every(([id]) => putBack?.used.has(id))) return;
  throw new KeepsakeError("store.conflict", "The store lost objects while the backup ran. Run it again.");
}
