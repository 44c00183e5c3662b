import type { StoredSnapshot } from "./history.js";
import { createIdMap, type IdMap, type ReadonlyIdMap } from "./id-map.js";
import { readSegmentTable } from "./segment-read.js";
import type { Vault } from "./vault.js";

/**
 * Adds all objects that a snapshot refers to, with their lengths: its segments, and what the tables of those list.
 *
 * @param known - holds both for each segment that it has, so that none is read twice
 * @throws KeepsakeError object.*, content.* if a segment cannot be read
 */
export async function addReferences(
  vault: Vault,
  { snapshot }: StoredSnapshot,
  known: IdMap,
  signal?: AbortSignal,
): Promise<void> {
  for (const segment of snapshot.segments) {
    signal?.throwIfAborted();
    // Snapshots share most of their segments.
    if (known.has(segment.object.id)) continue;
    for (const { id, length } of await readSegmentTable(vault, segment)) known.set(id, length);
    known.set(segment.object.id, segment.object.length);
  }
}

/** Lengths of all objects that snapshots refer to, by id. @throws as {@link addReferences} */
export async function referencedObjects(
  vault: Vault,
  snapshots: Iterable<StoredSnapshot> | AsyncIterable<StoredSnapshot>,
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<ReadonlyIdMap> {
  const known = createIdMap();
  for await (const stored of snapshots) await addReferences(vault, stored, known, signal);
  return known;
}
