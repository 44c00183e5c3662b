import { u32, u64 } from "../../reference/core/bytes.js";
import { build, type Entry, fails, footer, PLAIN } from "./archive-parts.js";
import { concat, flip, patch, utf8 } from "./bytes.js";
import type { Rejected, Rejection } from "./vector.js";

export function faults(): Rejected[] {
  const { bytes, indexOffset } = build(PLAIN);
  const [header, object, snapshot] = PLAIN as readonly [Entry, Entry, Entry];
  const end = bytes.length - 48;
  const bad = "archive.malformed";
  const cut = (id: string, n: number, mutation: string, slug = "archive-truncated") =>
    fails(id, slug, mutation, "input.truncated", bytes.subarray(0, n));
  const listed = (
    id: string,
    slug: string,
    mutation: string,
    entries: readonly Entry[],
    code: Rejection["code"] = bad,
  ) => fails(id, slug, mutation, code, build(entries).bytes);
  const index = bytes.subarray(indexOffset, end);
  const large = patch(index, 1, u32(134_217_729));
  return [
    fails("empty", "archive-short", "all bytes are removed", "input.truncated", new Uint8Array()),
    cut("9-bytes", 9, "all after byte 9 is removed", "archive-short"),
    fails(
      "9-other-bytes",
      "archive-magic",
      "nine bytes that begin no archive",
      "input.malformed",
      utf8("PK\u0003\u0004 file"),
    ),
    fails("other-magic", "archive-magic", "another magic", "input.malformed", flip(bytes, 0)),
    fails("version-2", "archive-version", "version 2", "input.unsupported-version", patch(bytes, 8, Uint8Array.of(2))),
    fails("other-kind", "archive-kind", "the kind of a header", bad, patch(bytes, 9, Uint8Array.of(1))),
    cut("prefix-only", 10, "all after the prefix is removed"),
    cut("in-record-head", 20, "all after byte 20 is removed"),
    cut("in-file", 50, "all after byte 50 is removed"),
    cut("before-index", indexOffset, "index and footer are removed"),
    cut("in-index", indexOffset + 20, "all after byte 20 of the index is removed"),
    cut("before-footer", end, "the footer is removed"),
    cut("in-footer", bytes.length - 1, "the last byte is removed"),
    fails(
      "trailing-byte",
      "archive-trailing",
      "a byte follows",
      "input.trailing-data",
      concat(bytes, Uint8Array.of(0)),
    ),
    fails(
      "trailing-data",
      "archive-trailing",
      "a kilobyte of zeros follows",
      "input.trailing-data",
      concat(bytes, new Uint8Array(1024)),
    ),
    fails(
      "offset-less",
      "archive-offset",
      "the offset of the index is one less",
      bad,
      patch(bytes, end, u64(indexOffset - 1)),
    ),
    fails(
      "offset-more",
      "archive-offset",
      "the offset of the index is one more",
      bad,
      patch(bytes, end, u64(indexOffset + 1)),
    ),
    fails(
      "offset-outside",
      "archive-offset",
      "the offset of the index is the end of the file",
      bad,
      patch(bytes, end, u64(bytes.length)),
    ),
    fails(
      "offset-2-53",
      "archive-offset",
      "the offset of the index is 2^53 more",
      bad,
      patch(bytes, end + 1, Uint8Array.of(0x20)),
    ),
    fails(
      "index-length",
      "archive-offset",
      "n of the index is one less",
      bad,
      patch(bytes, indexOffset + 1, u32(index.length - 6)),
    ),
    fails(
      "index-too-large",
      "archive-offset",
      "n of the index is 134,217,729",
      bad,
      concat(bytes.subarray(0, indexOffset), large, footer(indexOffset, large)),
    ),
    fails("index-sha256", "archive-sha256", "a bit of the SHA-256", bad, flip(bytes, end + 8)),
    fails("index-changed", "archive-sha256", "a bit of the index", bad, flip(bytes, end - 1)),
    fails(
      "index-protobuf",
      "archive-index-protobuf",
      "a group follows in the index",
      bad,
      build(PLAIN, Uint8Array.of(0xa3, 6, 0xa4, 6)).bytes,
    ),
    listed("mark", "archive-names", "a mark stands in the archive", [
      header,
      { name: "marks/0000000000000001", file: new Uint8Array() },
      object,
      snapshot,
    ]),
    listed("upper-case", "archive-names", "a name in upper case", [
      header,
      { ...object, name: `objects/0A/${"0A".repeat(32)}` },
      snapshot,
    ]),
    listed("path", "archive-names", "a name that leads out of the vault", [
      { name: "../evil", file: new Uint8Array() },
      ...PLAIN,
    ]),
    listed("number-0", "archive-names", "a snapshot of number 0", [
      header,
      object,
      { ...snapshot, name: "snapshots/0000000000000000" },
    ]),
    listed(
      "duplicate",
      "archive-duplicate",
      "the object stands twice",
      [header, object, object, snapshot],
      "archive.duplicate",
    ),
    listed("order", "archive-order", "two records change places", [header, snapshot, object]),
    listed("gap", "archive-contiguous", "the second record begins a byte later in the index", [
      header,
      { ...object, said: { offset: 10 + 35 + 8 + 1 } },
      snapshot,
    ]),
    listed("gap-between-records", "archive-contiguous", "a byte stands between two records", [
      header,
      { ...object, before: Uint8Array.of(0) },
      snapshot,
    ]),
    listed("length-less", "archive-contiguous", "the index says one byte less of the object", [
      header,
      { ...object, said: { length: 8 } },
      snapshot,
    ]),
    fails(
      "gap-before-index",
      "archive-contiguous",
      "a byte stands between the last record and the index",
      bad,
      build(PLAIN, undefined, Uint8Array.of(0)).bytes,
    ),
    listed("no-header", "archive-header-count", "the header is removed", [object, snapshot]),
    listed("two-headers", "archive-header-count", "a second header", [
      header,
      { name: "headers/0000000000000002", file: new Uint8Array() },
      object,
      snapshot,
    ]),
    listed("record-type", "archive-record-matches", "a record of type 3", [header, { ...object, type: 3 }, snapshot]),
    listed("record-name", "archive-record-matches", "a record with another name than its entry", [
      header,
      { ...object, recordName: `objects/00/${"00".repeat(31)}01` },
      snapshot,
    ]),
    listed("record-length", "archive-record-matches", "a record with another length than its entry", [
      header,
      { ...object, recordLength: 8 },
      snapshot,
    ]),
  ];
}
