import { toHex } from "./bytes.js";
import type { StoredSnapshot } from "./history.js";
import { readSegmentTable } from "./segment-read.js";
import type { ValidSegmentReference } from "./snapshot.js";
import type { Vault } from "./vault.js";

/**
 * Tables of segments that have been read, by the segment's id in hex: ids in hex and lengths. Segments never change. Each id
 * is one string in memory, however often it is kept.
 */
export type TableCache = Map<string, readonly (readonly [string, number])[]>;

/**
 * Lengths of all objects that snapshots refer to, by id in hex: their segments, and what the tables of those list.
 *
 * @throws KeepsakeError object.*, content.* if a segment cannot be read
 */
export async function referencedObjects(
  vault: Vault,
  snapshots: Iterable<StoredSnapshot> | AsyncIterable<StoredSnapshot>,
  { tables = new Map(), signal }: { tables?: TableCache; signal?: AbortSignal | undefined } = {},
): Promise<Map<string, number>> {
  const referenced = new Map<string, number>();
  for await (const { snapshot } of snapshots) {
    for (const segment of snapshot.segments) {
      signal?.throwIfAborted();
      const hex = toHex(segment.object.id);
      // Snapshots share most of their segments.
      if (referenced.has(hex)) continue;
      referenced.set(hex, segment.object.length);
      const table = tables.get(hex) ?? (await readIds(vault, segment));
      tables.set(hex, table);
      for (const [id, length] of table) referenced.set(id, length);
    }
  }
  return referenced;
}

async function readIds(vault: Vault, segment: ValidSegmentReference): Promise<[string, number][]> {
  return (await readSegmentTable(vault, segment)).map(({ id, length }) => [toHex(id), length]);
}
