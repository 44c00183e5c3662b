import { compareBytes, u32 } from "../../reference/core/bytes.js";
import { frameToJson } from "../../reference/core/json.js";
import { type OrderKey, orderKey } from "../../reference/core/order-key.js";
import { decodeFrame, encodeFrame, type Frame } from "../../reference/core/proto/codec.js";
import { decodeSegment, encodeSegmentTable, type TableEntry } from "../../reference/core/segment.js";
import { concat, patch, varint } from "./bytes.js";
import * as chat from "./chat.js";
import type { Accepted, Layer, Rejected, Rejection, Values } from "./vector.js";

const entry = ({ id, length }: TableEntry): TableEntry => ({ id, length });
const TABLE = [entry(chat.OBJECT), entry(chat.THUMBNAIL)].sort((a, b) => compareBytes(a.id, b.id));
const MEDIA = chat.message("m2", 2, { media: { attachments: [{ ...chat.ATTACHMENT, thumbnail: chat.THUMBNAIL }] } });
const TIMELINE = [chat.message("m1", 1), MEDIA, chat.message("m3", 3)];

interface Segment {
  readonly table: readonly TableEntry[];
  readonly frames: readonly (Frame | Uint8Array)[];
  readonly content: Uint8Array;
  readonly frameCount: number;
  readonly first: OrderKey;
  readonly last: OrderKey;
}

function keyOf(frame: Frame | Uint8Array | undefined): OrderKey | undefined {
  if (frame === undefined) return undefined;
  return orderKey(frame instanceof Uint8Array ? decodeFrame(frame) : frame);
}

function segmentOf(frames: Segment["frames"], table: readonly TableEntry[] = []): Segment {
  const keys = frames.map(keyOf).filter((key) => key !== undefined);
  const content = concat(encodeSegmentTable(table), chat.framesOf(frames));
  return { table, frames, content, frameCount: frames.length, first: keys[0]!, last: keys.at(-1)! };
}

const inputsOf = ({ content, frameCount, first, last }: Omit<Segment, "frames" | "table">): Values => ({
  content,
  frameCount,
  first: { ...first },
  last: { ...last },
});

const entries = (table: readonly TableEntry[]): Values[] => table.map(({ id, length }) => ({ id, length }));

function encodes(id: string, segment: Segment, comment: string): Accepted {
  const frames = segment.frames.map((frame) => (frame instanceof Uint8Array ? frame : encodeFrame(frame)));
  return {
    id,
    title: comment,
    requirements: ["segment-table-complete", "proto-canonical"],
    operation: "encode",
    inputs: { table: entries(segment.table), frames },
    ok: { content: segment.content },
    comment,
  };
}

function decodes(id: string, requirement: string, segment: Segment, comment: string): Accepted {
  const { frames, unknownFields, unknownFrames } = decodeSegment(segment.content, segment);
  return {
    id,
    title: comment,
    requirements: [requirement],
    operation: "decode",
    inputs: inputsOf(segment),
    ok: {
      frames: frames.map((frame) => JSON.stringify(frameToJson(frame))),
      table: entries(segment.table),
      unknownFields,
      unknownFrames,
    },
    comment,
  };
}

const PLAIN = segmentOf(TIMELINE, TABLE);
const TABLE_END = 4 + 2 * 40;

function fails(
  id: string,
  requirement: string,
  mutation: string,
  code: Rejection["code"],
  change: Partial<Segment>,
  parent = "segment-timeline",
  base = PLAIN,
): Rejected {
  return {
    id,
    title: mutation,
    requirements: [requirement],
    operation: "decode",
    inputs: inputsOf({ ...base, ...change }),
    reject: { code: code! },
    parent,
    mutation,
    comment: "One fault, in the order in which a segment is checked.",
  };
}

function structure(): Rejected[] {
  const { content } = PLAIN;
  const [a, b] = TABLE;
  const table = (list: readonly TableEntry[]) => concat(encodeSegmentTable(list), content.subarray(TABLE_END));
  const length = (bytes: Uint8Array) => concat(content.subarray(0, TABLE_END), bytes, content.subarray(TABLE_END + 1));
  const size = content[TABLE_END]!;
  return [
    fails("segment-count-131073", "segment-count-limit", "the count says 131,073", "content.limit-exceeded", {
      content: patch(content, 0, u32(131_073)),
    }),
    fails("segment-empty", "segment-short", "all bytes are removed", "content.malformed", {
      content: new Uint8Array(),
    }),
    fails("segment-3-bytes", "segment-short", "all after byte 3 is removed", "content.malformed", {
      content: content.subarray(0, 3),
    }),
    fails(
      "segment-cut-table",
      "segment-short",
      "all after the first entry but its last byte is removed",
      "content.malformed",
      { content: content.subarray(0, 43) },
    ),
    fails("segment-cut-frame", "segment-short", "the last byte is removed", "content.malformed", {
      content: content.subarray(0, -1),
    }),
    fails("segment-cut-length", "segment-short", "a byte of a length follows", "content.malformed", {
      content: concat(content, Uint8Array.of(0x80)),
    }),
    fails("segment-table-order", "segment-table-order", "the entries change places", "content.order", {
      content: table([b!, a!]),
    }),
    fails("segment-table-twice", "segment-table-order", "an entry stands twice", "content.order", {
      content: table([a!, a!, b!]),
    }),
    fails(
      "segment-table-2-40",
      "segment-table-length",
      "an additional entry of 2^40 + 1 bytes",
      "content.limit-exceeded",
      { content: table([...TABLE, { id: new Uint8Array(32).fill(255), length: 2 ** 40 + 1 }]) },
      "segment-table-additional",
    ),
    fails(
      "segment-table-2-53",
      "number-limit",
      "the length of the first entry is 2^53 more",
      "content.limit-exceeded",
      { content: patch(content, 4 + 33, Uint8Array.of(0x20)) },
    ),
    fails(
      "segment-table-missing",
      "segment-table-reference",
      "the entry of the attachment is removed",
      "content.reference",
      { content: table(TABLE.filter(({ length: n }) => n !== chat.OBJECT.length)) },
    ),
    fails(
      "segment-table-no-thumbnail",
      "segment-table-reference",
      "the entry of the thumbnail is removed",
      "content.reference",
      { content: table(TABLE.filter(({ length: n }) => n !== chat.THUMBNAIL.length)) },
    ),
    fails(
      "segment-table-other-length",
      "segment-table-reference",
      "the length of an entry is one more",
      "content.reference",
      { content: table([{ ...a!, length: a!.length + 1 }, b!]) },
    ),
    fails(
      "frame-length-long",
      "frame-length-minimal",
      "the length of a frame in two bytes, of which one would do",
      "content.malformed",
      { content: length(Uint8Array.of(size | 0x80, 0)) },
    ),
    fails("frame-length-11", "frame-length-minimal", "the length of a frame in eleven bytes", "content.malformed", {
      content: length(Uint8Array.of(size | 0x80, ...Array(9).fill(0x80), 0)),
    }),
    fails("frame-length-0", "frame-empty", "an empty frame follows", "content.malformed", {
      content: concat(content, Uint8Array.of(0)),
      frameCount: 4,
    }),
    fails("frame-length-limit", "frame-length-limit", "a frame of 1,048,577 bytes follows", "content.limit-exceeded", {
      content: concat(content, varint(1_048_577), new Uint8Array(1_048_577)),
      frameCount: 4,
    }),
    fails("frame-no-protobuf", "frame-protobuf", "a frame of one byte 255 follows", "content.malformed", {
      content: concat(content, Uint8Array.of(1, 255)),
      frameCount: 4,
    }),
  ];
}

function places(): Rejected[] {
  const directory = segmentOf(chat.DIRECTORY);
  const build = (frames: Segment["frames"]) => concat(encodeSegmentTable(TABLE), chat.framesOf(frames));
  const [one, two, three] = TIMELINE;
  const moved = (key: OrderKey, by: Partial<OrderKey>) => ({ ...key, ...by });
  const order = "content.order";
  const malformed = "content.malformed";
  return [
    fails("segment-too-many-frames", "segment-frame-count", "the reference says one frame less", malformed, {
      frameCount: 2,
    }),
    fails("segment-too-few-frames", "segment-frame-count", "the reference says one frame more", malformed, {
      frameCount: 4,
    }),
    fails("segment-no-frames", "segment-frame-count", "all frames are removed", malformed, {
      content: PLAIN.content.subarray(0, TABLE_END),
    }),
    fails("segment-other-first", "segment-first", "the reference has another first key", malformed, {
      first: moved(PLAIN.first, { id: "m0" }),
    }),
    fails("segment-other-first-time", "segment-first", "the reference has another first time", malformed, {
      first: moved(PLAIN.first, { timeMs: PLAIN.first.timeMs - 1 }),
    }),
    fails("segment-other-last", "segment-last", "the reference has another last key", malformed, {
      last: moved(PLAIN.last, { id: "m4" }),
    }),
    fails("segment-frames-order", "frame-order", "two frames change places", order, {
      content: build([one!, three!, two!]),
      last: keyOf(two)!,
    }),
    fails("segment-frame-twice", "frame-order", "the last frame stands twice", order, {
      content: build([...TIMELINE, three!]),
      frameCount: 4,
    }),
    fails("segment-same-time", "frame-order", "two frames of one time, ids descending", order, {
      content: build([one!, two!, chat.message("m1x", 2)]),
      last: { rank: 7, timeMs: PLAIN.first.timeMs + 60_000, id: "m1x" },
    }),
    fails(
      "segment-directory-then-timeline",
      "segment-one-class",
      "a message follows the directory",
      order,
      { content: concat(directory.content, chat.framesOf([one!])), frameCount: 9, last: keyOf(one)! },
      "segment-directory",
      directory,
    ),
    fails(
      "segment-unknown-then-lower",
      "unknown-order",
      "a lower frame follows the unknown one",
      order,
      { content: build([one!, three!, chat.UNKNOWN_FRAME, two!]), frameCount: 4, last: keyOf(two)! },
      "segment-unknown-frame",
    ),
    fails(
      "segment-unknown-at-end",
      "segment-last",
      "the reference has another last key",
      malformed,
      { ...segmentOf([one!, chat.UNKNOWN_FRAME]), last: moved(PLAIN.first, { id: "m1x" }) },
      "segment-unknown-last",
    ),
    fails(
      "segment-unknown-first-not-above",
      "unknown-order",
      "the frame after the unknown one has the first key",
      order,
      { ...segmentOf([chat.UNKNOWN_FRAME, one!]), first: keyOf(one)! },
      "segment-unknown-first",
    ),
  ];
}

/** Segments: the table, and frames in their order. */
export function segmentLayer(): Layer {
  const additional = [...TABLE, { id: new Uint8Array(32).fill(255), length: 2 ** 40 }];
  const [one, two, three] = TIMELINE;
  const emoji = [chat.message("\u{1f600}", 1), chat.message("\u{1f600}a", 1)];
  const utf16 = [chat.message("\uff5e", 1), chat.message("\u{1f600}", 1)];
  const unknownFirst = segmentOf([chat.UNKNOWN_FRAME, two!, three!], TABLE);
  const late = concat(encodeFrame(one!), varint(1000 * 8), varint(5));
  const nested = encodeFrame(
    chat.message("m1", 1, { $unknowns: [concat(varint(150 * 8 + 2), varint(1), Uint8Array.of(9))] }),
  );
  return {
    layer: "segment",
    spec: "spec/07-content.md",
    notes: [
      "`frameCount`, `first` and `last` are those of the SegmentReference.",
      "`frames` of a decoded segment are canonical JSON, one frame a line.",
      "Rules between frames, but for order, are those of the layer frames.",
    ],
    vectors: [
      encodes(
        "segment-encode-directory",
        segmentOf(chat.DIRECTORY),
        "Every kind of the directory, and an empty table.",
      ),
      encodes("segment-encode-timeline", PLAIN, "Messages, and a table of two objects."),
      decodes("segment-directory", "segment-one-class", segmentOf(chat.DIRECTORY), "Every kind of the directory."),
      decodes("segment-timeline", "segment-table-reference", PLAIN, "Three messages, and a table of two objects."),
      decodes("segment-one-frame", "segment-frame-count", segmentOf([one!]), "One frame."),
      decodes(
        "segment-call",
        "frame-order",
        segmentOf([chat.CALL, one!]),
        "A call and a message of one time, by their ids.",
      ),
      decodes(
        "segment-table-additional",
        "segment-table-additional",
        segmentOf(TIMELINE, additional),
        "An entry that no frame refers to, of 2^40 bytes.",
      ),
      decodes(
        "segment-id-prefix",
        "frame-order",
        segmentOf(emoji),
        "An id that is the beginning of another comes first.",
      ),
      decodes("segment-id-utf8", "frame-order", segmentOf(utf16), "Ids are compared as UTF-8, not as UTF-16."),
      decodes(
        "segment-unknown-frame",
        "unknown-kept",
        segmentOf([one!, two!, chat.UNKNOWN_FRAME, three!], TABLE),
        "A frame of unknown kind in the middle.",
      ),
      decodes(
        "segment-unknown-last",
        "unknown-order",
        segmentOf([one!, chat.UNKNOWN_FRAME]),
        "A frame of unknown kind at the end has the key of the one before.",
      ),
      decodes(
        "segment-unknown-first",
        "unknown-order",
        { ...unknownFirst, first: keyOf(one)! },
        "A frame of unknown kind at the start has the key `first`.",
      ),
      decodes("segment-unknown-field", "unknown-kept", segmentOf([late]), "An unknown field of a frame."),
      decodes("segment-unknown-nested", "unknown-kept", segmentOf([nested]), "An unknown field of a message."),
      ...structure(),
      ...places(),
    ],
  };
}
