import { type BackupInput, type BackupSummary, backup, onlyChanged } from "../core/backup.js";
import { errorGroup, KeepsakeError } from "../core/errors.js";
import type { StoredSnapshot } from "../core/history.js";
import { storedObjectSize } from "../core/object.js";
import { storesAll } from "../core/object-list.js";
import { compareOrderKeys, TIMELINE_RANK } from "../core/order-key.js";
import { damageOf } from "../core/problem.js";
import type { Frame } from "../core/proto/types.js";
import { referencedObjects } from "../core/references.js";
import { readSegment } from "../core/segment-read.js";
import type { ValidSegmentReference } from "../core/snapshot.js";
import type { Vault } from "../core/vault.js";

/**
 * Backs up once more what the newest snapshot has, without an import of the input that it was made of. Undefined if the
 * store has lost something of it: then that input is needed. Where that was lost at the last moment there may be a
 * snapshot already, which lacks it as the one before does.
 *
 * @throws KeepsakeError as `backup`
 */
export async function backupAgain(
  vault: Vault,
  latest: StoredSnapshot,
  input: Omit<BackupInput, "frames" | "openAttachment" | "merged">,
): Promise<BackupSummary | undefined> {
  const reused = await countStored(vault, latest, input.signal);
  if (reused === undefined) return undefined;
  const { segments } = latest.snapshot;
  const isDirectory = ({ first }: ValidSegmentReference) => first.rank < TIMELINE_RANK;
  async function* read(chosen: readonly ValidSegmentReference[]): AsyncGenerator<Frame> {
    for (const segment of chosen) yield* (await readSegment(vault, segment)).frames;
  }
  const frames = onlyChanged(vault, {
    since: latest.digest,
    changed: [],
    directory: () => read(segments.filter(isDirectory)),
    timeline(from, until) {
      const isAsked = (segment: ValidSegmentReference) =>
        !isDirectory(segment) &&
        (from === undefined || compareOrderKeys(segment.first, from) >= 0) &&
        (until === undefined || compareOrderKeys(segment.first, until) < 0);
      return read(segments.filter(isAsked));
    },
  });
  // What is read of the newest snapshot may be lost after it was found to be there.
  const summary = await backup(vault, {
    account: latest.snapshot.account,
    service: latest.snapshot.service,
    ...input,
    frames,
    openAttachment: async () => undefined,
    merged: latest.sequence,
  }).catch(noneIfDamaged);
  return summary && { ...summary, counts: { ...summary.counts, reused } };
}

function noneIfDamaged(error: unknown): undefined {
  const group = error instanceof KeepsakeError ? errorGroup(error.code) : "";
  if (group !== "object" && group !== "content") throw error;
}

/** Objects and stored bytes of a snapshot; undefined if a segment cannot be read, or an object is not stored whole. */
async function countStored(
  vault: Vault,
  snapshot: StoredSnapshot,
  signal: AbortSignal | undefined,
): Promise<BackupSummary["counts"]["reused"] | undefined> {
  try {
    const referenced = await referencedObjects(vault, [snapshot], { signal });
    if (!(await storesAll(vault.store, referenced))) return undefined;
    let bytes = 0;
    for (const [, length] of referenced) bytes += storedObjectSize(length);
    return { objects: referenced.size, bytes };
  } catch (error) {
    damageOf(error);
    return undefined;
  }
}
