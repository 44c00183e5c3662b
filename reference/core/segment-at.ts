import { compareOrderKeys, type OrderKey } from "./order-key.js";
import type { ValidSegmentReference } from "./snapshot.js";

/** The index of the segment into which a key falls: the last one that begins at or before it; -1 before the first. */
export function segmentAt(segments: readonly ValidSegmentReference[], key: OrderKey): number {
  let [low, high] = [0, segments.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareOrderKeys(segments[middle]!.first, key) <= 0) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
