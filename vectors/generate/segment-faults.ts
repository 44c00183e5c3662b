import { u32 } from "../../reference/core/bytes.js";
import { encodeSegmentTable, type TableEntry } from "../../reference/core/segment.js";
import { concat, patch, varint } from "./bytes.js";
import * as chat from "./chat.js";
import { inputsOf, PLAIN, type Segment, TABLE } from "./segment-parts.js";
import type { Rejected, Rejection } from "./vector.js";

export const TABLE_END = 4 + 2 * 40;

export function fails(
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

export function structure(): Rejected[] {
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
