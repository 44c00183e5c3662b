import { compareBytes } from "./bytes.js";
import { currentEpoch } from "./epochs.js";
import { listSnapshotFiles, readAnySnapshot } from "./history.js";
import { createIdMap } from "./id-map.js";
import { LIMITS } from "./limits.js";
import { sealMark } from "./mark.js";
import { eachMark, type StoredMark } from "./marks.js";
import { markName, objectName, snapshotName } from "./names.js";
import { listObjects } from "./object-list.js";
import type { Problem } from "./problem.js";
import type { OperationOptions } from "./progress.js";
import { putNumbered } from "./put-numbered.js";
import { addReferences } from "./references.js";
import { finishRotation } from "./rotate.js";
import type { Vault } from "./vault.js";
import { deleteOldHeaders, refresh, requireWriter } from "./vault-write.js";

/** A day, the shortest grace period while other devices may write. */
const LEAST_GRACE_MS = 86_400_000;
/** Seven days. */
// [@prune-grace-default]
const GRACE_MS = 604_800_000;

/**
 * Deletes snapshots. Their objects stay until {@link prune}. Also takes the sequences of snapshots that do not count.
 *
 * @throws RangeError for the newest snapshot; KeepsakeError store.conflict if another device is the writer
 */
export async function forget(vault: Vault, sequences: Iterable<number>): Promise<void> {
  await refresh(vault);
  requireWriter(vault);
  await finishRotation(vault);
  const chosen = new Set(sequences);
  // [@forget-not-newest] [@snapshot-keep-newest]
  if (vault.latest !== undefined && chosen.has(vault.latest.sequence)) {
    throw new RangeError("the newest backup is never forgotten");
  }
  for (const sequence of chosen) await vault.store.delete(snapshotName(sequence));
}

/** How to prune. */
export interface PruneOptions extends OperationOptions {
  /** How long to wait between marking and deleting; seven days by default. */
  readonly graceMs?: number;
  /** The user states that no other device writes to this vault. Allows a grace period of less than a day. */
  readonly noOtherWriter?: boolean;
  /** Milliseconds since 1970. */
  readonly now?: number;
}

/** What a prune did. */
export interface PruneSummary {
  /** Objects that were deleted, and their stored bytes. */
  readonly deleted: { objects: number; bytes: number };
  /** Objects that were marked for a later prune to delete, and their stored bytes. */
  readonly marked: { objects: number; bytes: number };
  /** Objects that were marked earlier and whose grace period is not over: how many, their stored bytes, until when. */
  readonly waiting: { objects: number; bytes: number; untilMs: number };
  /** Marks that could not be opened, and were left alone. */
  readonly problems: readonly Problem[];
}

/**
 * Deletes objects that no snapshot refers to, in two visits: this one marks them, and deletes what an earlier one has
 * marked when its grace period is over (spec: Pruning).
 *
 * @throws KeepsakeError the fault of the first snapshot or segment that cannot be read, because what it refers to is
 * not known; store.conflict if another device is the writer; RangeError for a grace period that is too short
 */
export async function prune(vault: Vault, options: PruneOptions = {}): Promise<PruneSummary> {
  const { graceMs = GRACE_MS, noOtherWriter = false, now = Date.now(), signal } = options;
  // [@prune-grace]
  if (!(graceMs >= (noOtherWriter ? 0 : LEAST_GRACE_MS))) {
    throw new RangeError("the grace period is at least a day, unless no other device writes");
  }
  await refresh(vault);
  requireWriter(vault);
  await finishRotation(vault);
  const problems: Problem[] = [];
  const deleted = { objects: 0, bytes: 0 };
  const sizes = await listObjects(vault.store);
  const referenced = createIdMap();
  const read = new Set<string>();

  const unread = async () => (await listSnapshotFiles(vault)).filter(({ name }) => !read.has(name));

  /** Reads what all snapshots refer to, those that do not count included: somebody may still want them. */
  async function readSnapshots(): Promise<void> {
    // A list may have missed a snapshot, and its parent that was forgotten meanwhile.
    // [@prune-list-again] [@prune-count-read]
    for (let files = await unread(); files.length > 0; files = await unread()) {
      for (const file of files) {
        // [@prune-all-readable]
        await addReferences(vault, await readAnySnapshot(vault, file), referenced, signal);
        read.add(file.name);
      }
    }
  }

  async function deleteMarked({ name, mark }: StoredMark): Promise<void> {
    // For each mark: a backup may have finished since.
    // [@prune-read-again]
    await readSnapshots();
    for (const id of mark.objectIds) {
      signal?.throwIfAborted();
      const size = sizes.get(id);
      // [@prune-only-marked] [@prune-delete-unreferenced]
      if (size === undefined || referenced.has(id)) continue;
      await vault.store.delete(objectName(id));
      sizes.delete(id);
      deleted.objects++;
      deleted.bytes += size;
      options.onProgress?.({ phase: "prune", bytesDone: deleted.bytes, name: objectName(id) });
    }
    // [@prune-mark-last]
    await vault.store.delete(name);
  }

  await readSnapshots();
  const waiting = createIdMap();
  const former: string[] = [];
  let last = 0;
  let untilMs = 0;
  for await (const stored of eachMark(vault, problems)) {
    const { number, epoch, createdAtMs, graceMs, objectIds } = stored.mark;
    // [@mark-former-epoch]
    if (epoch !== vault.header.epoch) former.push(stored.name);
    else if (createdAtMs + graceMs <= now) await deleteMarked(stored);
    else {
      last = Math.max(last, number);
      untilMs = Math.max(untilMs, createdAtMs + graceMs);
      for (const id of objectIds) waiting.set(id, number);
    }
  }
  // What they list is marked again below, by somebody who has the key of today. [@prune-former-marks]
  for (const name of former) await vault.store.delete(name);
  const unneeded: Uint8Array[] = [];
  for (const [id] of sizes) if (!referenced.has(id) && !waiting.has(id)) unneeded.push(id);
  // [@prune-new-mark] [@prune-mark-limit]
  const chosen = unneeded.sort(compareBytes).slice(0, LIMITS.markedObjects);
  const marked = { objects: chosen.length, bytes: chosen.reduce((sum, id) => sum + sizes.get(id)!, 0) };
  if (chosen.length > 0) {
    // The grace period begins with the mark, however long the deleting before has taken.
    const markedAt = options.now ?? Date.now();
    const mark = await storeMark(vault, last + 1, chosen, markedAt, graceMs);
    if (graceMs === 0) await deleteMarked(mark);
  }
  // [@prune-old-headers]
  await deleteOldHeaders(vault);
  const still = { objects: 0, bytes: 0, untilMs };
  for (const [id, size] of sizes) {
    if (referenced.has(id) || !waiting.has(id)) continue;
    still.objects++;
    still.bytes += size;
  }
  return { deleted, marked: graceMs === 0 ? { objects: 0, bytes: 0 } : marked, waiting: still, problems };
}

async function storeMark(
  vault: Vault,
  first: number,
  objectIds: Uint8Array[],
  createdAtMs: number,
  graceMs: number,
): Promise<StoredMark> {
  const { store, provider, randomness, vaultId } = vault;
  const { epoch, keys } = currentEpoch(vault);
  const writerId = vault.writerId!;
  const markOf = (number: number) => ({ number, epoch, writerId, createdAtMs, graceMs, objectIds });
  const build = (number: number) => sealMark(provider, keys, vaultId, markOf(number), randomness);
  // [@mark-number]
  const { name, number } = await putNumbered(store, markName, first, build, async () => true);
  return { name, mark: markOf(number) };
}
