import { toHex } from "../core/bytes.js";
import type { StoredSnapshot } from "../core/history.js";
import { storedObjectSize } from "../core/object.js";
import { readSegmentTable } from "../core/segment-read.js";
import type { ValidSegmentReference } from "../core/snapshot.js";
import type { Vault } from "../core/vault.js";

/** Objects and their stored bytes. */
export interface Added {
  readonly objects: number;
  readonly bytes: number;
}

/**
 * What a snapshot refers to and the one before it does not. Only the segments that one of both lacks are read, so an
 * object counts as added also if nothing but an unchanged segment referred to it before.
 *
 * @throws KeepsakeError object.*, content.*, store.unavailable if such a segment cannot be read
 */
export async function addedSince(vault: Vault, before: StoredSnapshot, now: StoredSnapshot): Promise<Added> {
  const old = await objectsOf(vault, lacking(before, now));
  const added = [...(await objectsOf(vault, lacking(now, before)))].filter(([hex]) => !old.has(hex));
  return { objects: added.length, bytes: added.reduce((sum, [, length]) => sum + storedObjectSize(length), 0) };
}

/** The segments of a snapshot that another one lacks. */
function lacking({ snapshot }: StoredSnapshot, other: StoredSnapshot): ValidSegmentReference[] {
  const others = new Set(other.snapshot.segments.map(({ object }) => toHex(object.id)));
  return snapshot.segments.filter(({ object }) => !others.has(toHex(object.id)));
}

/** Lengths of segments and of what their tables list, by id in hex. */
async function objectsOf(vault: Vault, segments: readonly ValidSegmentReference[]): Promise<Map<string, number>> {
  const objects = new Map<string, number>();
  for (const segment of segments) {
    objects.set(toHex(segment.object.id), segment.object.length);
    for (const { id, length } of await readSegmentTable(vault, segment)) objects.set(toHex(id), length);
  }
  return objects;
}
