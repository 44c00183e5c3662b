import { concat } from "./bytes.js";
import { KeepsakeError } from "./errors.js";
import { forEachReference } from "./frame-refs.js";
import { frameError, validateFrame } from "./frame-rules.js";
import { LIMITS } from "./limits.js";
import { monthOf } from "./month.js";
import { compareOrderKeys, type OrderKey, orderKey, TIMELINE_RANK } from "./order-key.js";
import { writeFrame } from "./proto/frame-codec.js";
import type { Frame } from "./proto/types.js";
import { WireWriter } from "./proto/wire-writer.js";
import { dangling, malformed } from "./rule.js";
import { createTableBuilder, encodeSegmentTable, type TableBuilder, type TableEntry } from "./segment-table.js";

/** A segment that is ready to be sealed. */
export interface EncodedSegment {
  /** Table and frames. */
  readonly content: Uint8Array;
  /** Order key of its first frame. */
  readonly first: OrderKey;
  /** Order key of its last frame. */
  readonly last: OrderKey;
  /** Number of frames. */
  readonly frameCount: number;
  /** The objects that its frames refer to, ascending by id. */
  readonly table: readonly TableEntry[];
}

/** Cuts a backup into segments while its frames come. */
export interface SegmentCutter {
  /**
   * Takes the next frame.
   *
   * @returns the segment before it, if this frame starts a new one
   * @throws KeepsakeError content.malformed, content.order, content.reference, content.limit-exceeded with `path` and
   *   `frame`, counted from 0 over the whole backup; TypeError, RangeError for values of the wrong type
   */
  push(frame: Frame): EncodedSegment | undefined;
  /**
   * Goes on after a timeline segment of the parent that is taken over without its frames. Call `finish` before it.
   *
   * @throws RangeError if it does not come after the last frame
   */
  skip(taken: SegmentRange): void;
  /** The last segment, or the one before a `skip`; undefined if it has no frame. */
  finish(): EncodedSegment | undefined;
}

/** Order keys of the first and last frame of a segment. */
interface SegmentRange {
  readonly first: OrderKey;
  readonly last: OrderKey;
}

/** What a writer may tell a cutter. */
export interface CutterOptions {
  /** The `first` keys of the segments of the parent snapshot, ascending: cutting there again keeps an edit local. */
  readonly inherited?: readonly OrderKey[];
}

/** In the place of a month for what has no time; before every month that there is. */
const DIRECTORY = 0;

/**
 * Starts to cut a backup into segments: where the timeline begins, where the UTC month of receipt changes, where
 * frames would take more than 1 MiB, and where the parent snapshot was cut. Memory holds one segment.
 * Spec: Content, Cutting.
 */
export function createSegmentCutter({ inherited = [] }: CutterOptions = {}): SegmentCutter {
  const writer = new WireWriter();
  let table: TableBuilder = createTableBuilder();
  let count = 0;
  let index = -1;
  let first: OrderKey | undefined;
  let last: OrderKey | undefined;
  let month = DIRECTORY;
  let nextInherited = 0;

  /** Whether a segment of the parent started after the frame before this one, and not after this one. */
  function passesInherited(key: OrderKey): boolean {
    const before = nextInherited;
    while (nextInherited < inherited.length && compareOrderKeys(inherited[nextInherited]!, key) <= 0) nextInherited++;
    return nextInherited > before;
  }

  function startsSegment(key: OrderKey, newMonth: number): boolean {
    const passes = passesInherited(key);
    // [@cut-timeline] [@cut-month] [@cut-count] [@cut-inherited] [@cut-nowhere-else]
    return last !== undefined && (passes || newMonth !== month || count === LIMITS.segmentFrameCount);
  }

  function close(): EncodedSegment {
    const entries = table.entries();
    const content = concat(encodeSegmentTable(entries), writer.buf.subarray(0, writer.pos));
    if (content.length > LIMITS.segment) throw tooMuch(`A segment would have ${content.length} bytes`);
    const segment = { content, first: first!, last: last!, frameCount: count, table: entries };
    writer.rewind(0);
    table = createTableBuilder();
    count = 0;
    return segment;
  }

  function tooMuch(message: string): KeepsakeError {
    return new KeepsakeError("content.limit-exceeded", `${message}, at frame ${index}.`, { frame: index });
  }

  function checkOrder(key: OrderKey | undefined): void {
    // [@frame-order-writer]
    if (key === undefined ? last !== undefined : last === undefined || compareOrderKeys(last, key) < 0) return;
    throw frameError({ code: "content.order", path: "", reason: "does not come after another frame" }, index);
  }

  function checkSize(size: number): void {
    if (size > LIMITS.frame) throw tooMuch(`A frame takes ${size} bytes`);
    // Of an unknown kind: there is no place to cut before it. [@unknown-not-first]
    if (count === LIMITS.segmentFrameCount) throw tooMuch("A segment would have too many frames");
    if (size === 0) throw frameError(malformed("", "is empty"), index);
  }

  /** After a segment that was taken over, this frame must be one that starts the next. */
  function checkAfterTaken(starts: boolean): void {
    if (count > 0 || last === undefined || starts) return;
    throw new RangeError(`frame ${index} belongs to a segment that was said to be unchanged`);
  }

  function addReferences(frame: Frame): void {
    // [@segment-table-complete]
    forEachReference(frame, (reference, identity) => {
      if (table.add(reference)) return;
      throw frameError(dangling(identity, "shares the id of an object that has another length"), index);
    });
  }

  return {
    push(frame) {
      index++;
      validateFrame(frame, index);
      const key = orderKey(frame);
      checkOrder(key);
      const newMonth = key === undefined ? month : key.rank === TIMELINE_RANK ? monthOf(key.timeMs) : DIRECTORY;
      const starts = key !== undefined && startsSegment(key, newMonth);
      checkAfterTaken(starts);
      let closed = starts && count > 0 ? close() : undefined;

      const start = writer.pos;
      checkSize(writeFrame(writer, frame));
      // [@cut-size]
      if (key !== undefined && count > 0 && writer.pos > LIMITS.segmentFrames) {
        const bytes = writer.written(start);
        writer.rewind(start);
        closed = close();
        writer.raw(bytes);
      }
      addReferences(frame);
      if (count === 0) first = key;
      last = key ?? last;
      month = newMonth;
      count++;
      return closed;
    },
    skip(taken) {
      if (last === undefined || compareOrderKeys(last, taken.first) >= 0) {
        throw new RangeError("a segment that was taken over is not in its place");
      }
      passesInherited(taken.last);
      last = taken.last;
      month = monthOf(last.timeMs);
    },
    finish: () => (count === 0 ? undefined : close()),
  };
}
