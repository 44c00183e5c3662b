import { packArchive } from "../../reference/core/archive-write.js";
import { u16, u32, u64 } from "../../reference/core/bytes.js";
import { filePrefix } from "../../reference/core/file-prefix.js";
import { encodeArchiveIndex } from "../../reference/core/proto/codec.js";
import { createMemoryStore } from "../../reference/core/store-memory.js";
import { concat, flip, numberField, patch, utf8 } from "./bytes.js";
import { EXAMPLE } from "./example.js";
import { provider, SEED, sha256 } from "./seed.js";
import { tell } from "./story.js";
import type { Accepted, Layer, Rejected, Rejection, Values } from "./vector.js";

interface Entry {
  readonly name: string;
  readonly file: Uint8Array;
  /** What the index says instead of the truth. */
  readonly said?: { readonly name?: string; readonly offset?: number; readonly length?: number };
  /** What the record says instead of the truth. */
  readonly type?: number;
  readonly recordName?: string;
  readonly recordLength?: number;
}

interface Parts {
  readonly bytes: Uint8Array;
  readonly entries: Values[];
  readonly indexOffset: number;
}

const HEADER = "headers/0000000000000001";
const OBJECT = `objects/00/${"00".repeat(32)}`;
const SNAPSHOT = "snapshots/0000000000000001";
// Files are opaque to an archive.
const PLAIN: readonly Entry[] = [
  { name: HEADER, file: utf8("a header") },
  { name: OBJECT, file: utf8("an object") },
  { name: SNAPSHOT, file: new Uint8Array() },
];

/** An archive of any entries, with raw bytes after the message of the index. */
function build(list: readonly Entry[], raw: Uint8Array = new Uint8Array(), gap: Uint8Array = new Uint8Array()): Parts {
  let bytes = filePrefix(5);
  const entries = list.map(({ name, file, said, type = 1, recordName = name, recordLength = file.length }) => {
    const offset = bytes.length;
    bytes = concat(bytes, Uint8Array.of(type), u16(recordName.length), utf8(recordName), u64(recordLength), file);
    return { name, offset, length: file.length, ...said };
  });
  bytes = concat(bytes, gap);
  const indexOffset = bytes.length;
  const message = concat(encodeArchiveIndex({ entries }), raw);
  const index = concat(Uint8Array.of(2), u32(message.length), message);
  return { bytes: concat(bytes, index, footer(indexOffset, index)), entries, indexOffset };
}

const footer = (offset: number, index: Uint8Array) => concat(u64(offset), sha256(index), utf8("KEEPSAKE"));

function opens(id: string, requirement: string, { bytes, entries, indexOffset }: Parts, comment: string): Accepted {
  return {
    id,
    title: comment,
    requirements: [requirement],
    operation: "open",
    inputs: { file: bytes },
    ok: { entries },
    intermediates: { indexOffset },
    comment,
  };
}

function fails(id: string, requirement: string, mutation: string, code: Rejection["code"], file: Uint8Array): Rejected {
  return {
    id: `archive-${id}`,
    title: mutation,
    requirements: [requirement],
    operation: "open",
    inputs: { file },
    reject: { code: code! },
    parent: "archive-plain",
    mutation,
    comment: "One fault, in the order in which an archive is checked.",
  };
}

function faults(): Rejected[] {
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

/** Archives: packed, opened, and damaged. */
export async function archiveLayer(): Promise<Layer> {
  const { files } = await tell(provider, SEED, EXAMPLE);
  const parts: Uint8Array[] = [];
  for await (const part of packArchive(createMemoryStore(new Map(files)), { provider })) parts.push(part);
  const whole = build([...files].map(([name, file]) => ({ name, file })));
  return {
    layer: "archive",
    spec: "spec/10-archive.md",
    notes: [
      "`open` compares every record with the index. What the files hold is no matter of the archive.",
      "`entries` are those of the index: offset is that of the record, length that of the file.",
    ],
    vectors: [
      {
        id: "archive-pack-example",
        title: "The archive of chapter 16",
        requirements: ["archive-sorted", "archive-complete", "archive-one-header"],
        operation: "pack",
        inputs: { files: Object.fromEntries(files) },
        ok: { file: concat(...parts) },
        intermediates: { indexOffset: whole.indexOffset },
        comment: "The same vault gives the same bytes.",
      },
      opens("archive-plain", "archive-contiguous", build(PLAIN), "A header, an object and an empty snapshot."),
      opens("archive-header-only", "archive-header-count", build(PLAIN.slice(0, 1)), "A vault without a backup."),
      opens("archive-example", "archive-record-matches", whole, "The archive of chapter 16."),
      opens(
        "archive-unknown-field",
        "proto-keep-unknown",
        build(PLAIN, numberField(1000, 1)),
        "An unknown field of the index.",
      ),
      ...faults(),
    ],
  };
}
