import { compareOrderKeys, type OrderKey, TIMELINE_RANK } from "./order-key.js";
import type { Frame } from "./proto/types.js";
import type { ValidSegmentReference } from "./snapshot.js";
import type { Vault } from "./vault.js";

/** Stands for the frames of a timeline segment of the newest backup, of which nothing has changed since. */
export interface UnchangedSegment {
  /** One of `vault.latest`. */
  readonly unchanged: ValidSegmentReference;
  /** Its frames, for when they have to be gone through after all. */
  readonly frames: () => Iterable<Frame> | AsyncIterable<Frame>;
}

/** What a backup goes through. */
export type BackupItem = Frame | UnchangedSegment;

/** Frames that {@link onlyChanged} gives. */
export interface ChangedItems extends AsyncIterable<BackupItem> {
  /** Says that the newest backup can be relied on: of the store, only what is new is looked up. */
  readonly onlyChanged: true;
}

/** Whether an item stands for a segment. */
export function isUnchanged(item: BackupItem): item is UnchangedSegment {
  return "unchanged" in item;
}

/** Messages and calls of which an app knows which ones changed. */
export interface ChangedFrames {
  /** The sequence of the backup since which `changed` was kept. If another one is the newest, everything is read. */
  readonly since: number;
  /**
   * Keys of all messages and calls that were added, changed or deleted since; for one that has another time now, both
   * keys. One that disappears by itself was deleted: it must not stay in a backup.
   */
  readonly changed: Iterable<OrderKey>;
  /** Account, settings, contacts, groups, sticker packs and chats: all of them, in order. */
  directory(): Iterable<Frame> | AsyncIterable<Frame>;
  /** Messages and calls in order, from a key on and before another one; undefined is no bound. */
  timeline(from?: OrderKey, until?: OrderKey): Iterable<Frame> | AsyncIterable<Frame>;
}

/**
 * What to give to `backup` so that it costs in proportion to the change: of the timeline only those segments are read in
 * whose range something changed, and the newest backup's references are taken for the others (spec: Cutting). What the
 * store has lost since is not noticed by it: now and then, give all frames.
 */
export function onlyChanged(vault: Vault, frames: ChangedFrames): ChangedItems {
  return { onlyChanged: true, [Symbol.asyncIterator]: () => items(vault, frames) };
}

async function* items(vault: Vault, frames: ChangedFrames): AsyncGenerator<BackupItem> {
  yield* frames.directory();
  const { latest } = vault;
  const segments = (latest?.snapshot.segments ?? []).filter(({ first }) => first.rank === TIMELINE_RANK);
  if (latest?.sequence !== frames.since || segments.length === 0) {
    yield* frames.timeline();
    return;
  }
  const changed = new Set<number>();
  for (const key of frames.changed) changed.add(segmentAt(segments, key));
  for (const [index, segment] of segments.entries()) {
    // What comes before the first segment is cut with it, what comes after the last one belongs to it.
    const from = index === 0 ? undefined : segment.first;
    const until = segments[index + 1]?.first;
    const read = () => frames.timeline(from, until);
    if (changed.has(index)) yield* read();
    else yield { unchanged: segment, frames: read };
  }
}

/** The index of the segment into which a key falls. */
function segmentAt(segments: readonly ValidSegmentReference[], key: OrderKey): number {
  let [low, high] = [1, segments.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareOrderKeys(segments[middle]!.first, key) <= 0) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
