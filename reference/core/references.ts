import { toHex } from "./bytes.js";
import type { StoredSnapshot } from "./history.js";
import { readSegmentTable } from "./segment-read.js";
import type { Vault } from "./vault.js";

/**
 * Lengths of all objects that snapshots refer to, by id in hex: their segments, and what the tables of those list.
 *
 * @throws KeepsakeError object.*, content.* if a segment cannot be read
 */
export async function referencedObjects(
  vault: Vault,
  snapshots: Iterable<StoredSnapshot> | AsyncIterable<StoredSnapshot>,
  signal?: AbortSignal,
): Promise<Map<string, number>> {
  const referenced = new Map<string, number>();
  const read = new Set<string>();
  for await (const { snapshot } of snapshots) {
    for (const segment of snapshot.segments) {
      signal?.throwIfAborted();
      const hex = toHex(segment.object.id);
      // Snapshots share most of their segments.
      if (read.has(hex)) continue;
      read.add(hex);
      referenced.set(hex, segment.object.length);
      for (const { id, length } of await readSegmentTable(vault, segment)) referenced.set(toHex(id), length);
    }
  }
  return referenced;
}
