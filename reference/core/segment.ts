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
 * Decodes and checks a segment: its table, then frame by frame the wire format, the frame's own rules, its place, and
 * that its objects are listed. Rules between segments are those of `createFrameChecker`. Spec: Content, Segments.
 *
 * @param content - of the object, its digest checked
 * @throws KeepsakeError content.malformed, content.order, content.reference, content.limit-exceeded with `frame`, the
 *   index in this segment, and `path`
 */
export function decodeSegment(content: Uint8Array, expected: SegmentExpectation): DecodedSegment {
  if (content.length > LIMITS.segment) throw tooMuch(`A segment has ${content.length} bytes.`);
  if (expected.frameCount > LIMITS.segmentFrameCount) throw tooMuch(`A segment has ${expected.frameCount} frames.`);
  const table = indexTable(segmentTable(content));
  const reader = new WireReader(content);
  reader.pos = segmentTableSize(content);

  const frames: Decoded<Frame>[] = [];
  const unknownFrames: number[] = [];
  let last: OrderKey | undefined;
  const checkListed = (reference: ObjectReference, identity: string) => {
    if (!isListed(table, reference)) {
      throw frameError(dangling(identity, "is not in the segment's table with its length"), frames.length);
    }
  };
  while (reader.pos < reader.len) {
    const index = frames.length;
    if (index === expected.frameCount) throw malformed("A segment has more frames than its snapshot says.");
    const frame = readFrame(reader, readFrameLength(reader, index), index);
    validateFrame(frame, index);
    const key = orderKey(frame);
    if (key === undefined) unknownFrames.push(index);
    else checkPlace(key, last, expected, index);
    last = key ?? last ?? expected.first;
    forEachReference(frame, checkListed);
    frames.push(frame);
  }
  if (frames.length !== expected.frameCount || last === undefined || compareOrderKeys(last, expected.last) !== 0) {
    throw malformed("A segment does not end as its snapshot says.");
  }
  return { frames, unknownFields: reader.unknownFields, unknownFrames };
}

/** A varint in its shortest form. */
function readFrameLength(reader: WireReader, index: number): number {
  let length = 0;
  for (let factor = 1; factor <= 128 ** 9; factor *= 128) {
    if (reader.pos === reader.len) throw malformed("A segment ends within the length of a frame.", index);
    const byte = reader.buf[reader.pos++]!;
    length += (byte & 127) * factor;
    if (byte >= 128) continue;
    if (byte === 0) throw malformed("The length of a frame is 0 or not in its shortest form.", index);
    if (length > LIMITS.frame) throw tooMuch(`A frame takes ${length} bytes.`, index);
    if (length > reader.len - reader.pos) throw malformed("A segment ends within a frame.", index);
    return length;
  }
  throw malformed("The length of a frame has more than 10 bytes.", index);
}

function checkPlace(key: OrderKey, last: OrderKey | undefined, expected: SegmentExpectation, index: number): void {
  if (last === undefined && compareOrderKeys(key, expected.first) !== 0) {
    throw malformed("A segment does not start as its snapshot says.", index);
  }
  const ascends = last === undefined || compareOrderKeys(last, key) < 0;
  const belongs = (key.rank === TIMELINE_RANK) === (expected.first.rank === TIMELINE_RANK);
  if (ascends && belongs) return;
  const reason = ascends ? "does not belong in this segment" : "does not come after the frame before it";
  throw frameError({ code: "content.order", path: "", reason }, index);
}

function malformed(message: string, frame?: number): KeepsakeError {
  return new KeepsakeError("content.malformed", message, frame === undefined ? {} : { frame });
}

function tooMuch(message: string, frame?: number): KeepsakeError {
  return new KeepsakeError("content.limit-exceeded", message, frame === undefined ? {} : { frame });
}
