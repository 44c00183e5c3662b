import { equalBytes } from "./bytes.js";
import { type OrderKey, TIMELINE_RANK } from "./order-key.js";
import type { Frame } from "./proto/types.js";
import { segmentAt } from "./segment-at.js";
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

/** Frames that {@link onlyChanged} gives, for one backup. */
export interface ChangedItems extends AsyncIterable<BackupItem> {
  /** The digest of the backup that they stand on. If it is the newest, of the store only what is new is looked up. */
  readonly since: Uint8Array;
}

/** Whether an item stands for a segment. */
export function isUnchanged(item: BackupItem): item is UnchangedSegment {
  return "unchanged" in item;
}

/** Messages and calls of which an app knows which ones changed. */
export interface ChangedFrames {
  /**
   * The digest of the backup since which `changed` was kept, which is `latest.digest` of the vault after it. If another
   * one is the newest, everything is read. A sequence would not tell: it may be used again.
   */
  readonly since: Uint8Array;
  /**
   * Keys of all messages and calls that were added, changed or deleted since; for one that has another time now, both
   * keys. One that disappears by itself was deleted: it must not stay in a backup. And keys of every message of which the
   * last backup reported a loss (`BackupSummary.lost`): otherwise its attachments are not tried again.
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
 * store has lost since is not noticed by it: now and then, give all frames. Made anew for each backup.
 */
export function onlyChanged(vault: Vault, frames: ChangedFrames): ChangedItems {
  // A backup may go through its frames once more when its own snapshot is the newest, and read `changed` only once.
  let known: Known | undefined;
  return {
    since: frames.since,
    [Symbol.asyncIterator]() {
      known ??= whatIsKnown(vault, frames);
      return items(known, frames);
    },
  };
}

/** Timeline segments of the parent, and the indexes of those in which something changed. */
interface Known {
  readonly segments: readonly ValidSegmentReference[];
  readonly changed: ReadonlySet<number>;
}

function whatIsKnown({ latest }: Vault, frames: ChangedFrames): Known {
  // [@cut-untouched]
  if (latest === undefined || !equalBytes(latest.digest, frames.since)) return { segments: [], changed: new Set() };
  const segments = latest.snapshot.segments.filter(({ first }) => first.rank === TIMELINE_RANK);
  const changed = new Set<number>();
  // What comes before the first segment is cut with it.
  for (const key of frames.changed) changed.add(Math.max(0, segmentAt(segments, key)));
  return { segments, changed };
}

async function* items({ segments, changed }: Known, frames: ChangedFrames): AsyncGenerator<BackupItem> {
  yield* frames.directory();
  if (segments.length === 0) yield* frames.timeline();
  for (const [index, segment] of segments.entries()) {
    // What comes before the first segment is cut with it, what comes after the last one belongs to it.
    const from = index === 0 ? undefined : segment.first;
    const until = segments[index + 1]?.first;
    const read = () => frames.timeline(from, until);
    if (changed.has(index)) yield* read();
    else yield { unchanged: segment, frames: read };
  }
}
