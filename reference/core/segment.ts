import { KeepsakeError } from "./errors.js";
import { forEachReference } from "./frame-refs.js";
import { frameError, validateFrame } from "./frame-rules.js";
import { LIMITS } from "./limits.js";
import { compareOrderKeys, type OrderKey, orderKey, TIMELINE_RANK } from "./order-key.js";
import { readFrame } from "./proto/frame-codec.js";
import type { Decoded, Frame, ObjectReference } from "./proto/types.js";
import { WireReader } from "./proto/wire-reader.js";
import { dangling } from "./rule.js";
import { createSegmentCutter, type EncodedSegment } from "./segment-cutter.js";
import { indexTable, isListed, segmentTable, segmentTableSize } from "./segment-table.js";
import type { FrameChecker } from "./stream-rules.js";

export { encodeSegmentTable, segmentTable, segmentTableSize, type TableEntry } from "./segment-table.js";
export type { EncodedSegment };

/** What a snapshot says about a segment besides where it is. */
export interface SegmentExpectation {
  readonly frameCount: number;
  readonly first: OrderKey;
  readonly last: OrderKey;
}

/** The frames of a segment, and what of them this version does not know. */
export interface DecodedSegment {
  readonly frames: Decoded<Frame>[];
  /** Number of unknown fields in all frames, at any depth; `unknownFields(frame)` says where. */
  readonly unknownFields: number;
  /** Indexes of frames of a kind that this version does not know. */
  readonly unknownFrames: readonly number[];
}

/**
 * Encodes frames that fit into one segment; a writer that has more uses `createSegmentCutter`.
 *
 * @throws KeepsakeError as `SegmentCutter.push`; RangeError if there is no frame, or they must not share a segment
 */
export function encodeSegment(frames: Iterable<Frame>): EncodedSegment {
  const cutter = createSegmentCutter();
  for (const frame of frames) {
    if (cutter.push(frame) !== undefined) throw new RangeError("these frames do not belong in one segment");
  }
  const segment = cutter.finish();
  if (segment === undefined) throw new RangeError("a segment has at least one frame");
  return segment;
}

/**
 * Decodes and checks a segment: its table, then for one frame after another the wire format, the frame's own rules, its
 * place, and what it refers to. Spec: Content, Faults of a frame.
 *
 * @param content - of the object, its digest checked
 * @param checker - for the rules between frames; without one, only those within this segment are checked
 * @throws KeepsakeError content.malformed, content.order, content.reference, content.limit-exceeded with `frame`, the
 *   index in this segment, and `path`
 */
export function decodeSegment(
  content: Uint8Array,
  expected: SegmentExpectation,
  checker?: FrameChecker,
): DecodedSegment {
  // [@segment-length-limit]
  if (content.length > LIMITS.segment) throw tooMuch(`A segment has ${content.length} bytes.`);
  const table = indexTable(segmentTable(content));
  const reader = new WireReader(content);
  reader.pos = segmentTableSize(content);

  const frames: Decoded<Frame>[] = [];
  const unknownFrames: number[] = [];
  let first: OrderKey | undefined;
  let last: OrderKey | undefined;
  const checkListed = (reference: ObjectReference, identity: string) => {
    // [@segment-table-reference]
    if (isListed(table, reference)) return;
    throw frameError(dangling(identity, "is not in the segment's table with its length"), frames.length);
  };
  while (reader.pos < reader.len) {
    const index = frames.length;
    // [@segment-too-many-frames]
    if (index === LIMITS.segmentFrameCount) throw tooMuch("A segment has too many frames.", index);
    const frame = readFrame(reader, readFrameLength(reader, index), index);
    validateFrame(frame, index);
    const key = orderKey(frame);
    // [@unknown-accepted] [@unknown-reported]
    if (key === undefined) unknownFrames.push(index);
    else if (first !== undefined && last !== undefined) checkPlace(key, first, last, index);
    first ??= key ?? expected.first;
    // [@unknown-order]
    last = key ?? last ?? expected.first;
    checker?.check(frame, index);
    forEachReference(frame, checkListed);
    frames.push(frame);
  }
  // [@segment-frame-count] [@segment-first] [@segment-last]
  const isExpected =
    frames.length === expected.frameCount && isKey(first, expected.first) && isKey(last, expected.last);
  if (!isExpected) throw malformed("A segment does not hold the frames that its snapshot says.");
  return { frames, unknownFields: reader.unknownFields, unknownFrames };
}

function isKey(actual: OrderKey | undefined, expected: OrderKey): boolean {
  return actual !== undefined && compareOrderKeys(actual, expected) === 0;
}

function checkPlace(key: OrderKey, first: OrderKey, last: OrderKey, index: number): void {
  // [@frame-order] [@segment-one-class]
  const ascends = compareOrderKeys(last, key) < 0;
  const belongs = (key.rank === TIMELINE_RANK) === (first.rank === TIMELINE_RANK);
  if (ascends && belongs) return;
  const reason = ascends
    ? "is of the timeline, in a segment of the directory"
    : "does not come after the frame before it";
  throw frameError({ code: "content.order", path: "", reason }, index);
}

/** A varint in its shortest form. */
function readFrameLength(reader: WireReader, index: number): number {
  let length = 0;
  for (let factor = 1; factor <= 128 ** 9; factor *= 128) {
    if (reader.pos === reader.len) throw malformed("A segment ends within the length of a frame.", index);
    const byte = reader.buf[reader.pos++]!;
    length += (byte & 127) * factor;
    if (byte >= 128) continue;
    // [@frame-empty] [@frame-length-minimal]
    if (byte === 0) throw malformed("The length of a frame is 0 or not in its shortest form.", index);
    // [@frame-length-limit]
    if (length > LIMITS.frame) throw tooMuch(`A frame takes ${length} bytes.`, index);
    if (length > reader.len - reader.pos) throw malformed("A segment ends within a frame.", index);
    return length;
  }
  throw malformed("The length of a frame has more than 10 bytes.", index);
}

function malformed(message: string, frame?: number): KeepsakeError {
  return new KeepsakeError("content.malformed", message, frame === undefined ? {} : { frame });
}

function tooMuch(message: string, frame?: number): KeepsakeError {
  return new KeepsakeError("content.limit-exceeded", message, frame === undefined ? {} : { frame });
}
