import { u16, u32, u64 } from "../../reference/core/bytes.js";
import { filePrefix } from "../../reference/core/file-prefix.js";
import { encodeArchiveIndex } from "../../reference/core/proto/codec.js";
import { concat, utf8 } from "./bytes.js";
import { sha256 } from "./seed.js";
import type { Accepted, Rejected, Rejection, Values } from "./vector.js";

export interface Entry {
  readonly name: string;
  readonly file: Uint8Array;
  /** What stands before the record and belongs to none. */
  readonly before?: Uint8Array;
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
export const PLAIN: readonly Entry[] = [
  { name: HEADER, file: utf8("a header") },
  { name: OBJECT, file: utf8("an object") },
  { name: SNAPSHOT, file: new Uint8Array() },
];

/** An archive of any entries, with raw bytes after the message of the index. */
export function build(
  list: readonly Entry[],
  raw: Uint8Array = new Uint8Array(),
  gap: Uint8Array = new Uint8Array(),
): Parts {
  let bytes = filePrefix(5);
  const entries = list.map((entry) => {
    const { name, file, before, said, type = 1, recordName = name, recordLength = file.length } = entry;
    if (before !== undefined) bytes = concat(bytes, before);
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

export const footer = (offset: number, index: Uint8Array) => concat(u64(offset), sha256(index), utf8("KEEPSAKE"));

export function opens(
  id: string,
  requirement: string,
  { bytes, entries, indexOffset }: Parts,
  comment: string,
): Accepted {
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

export function fails(
  id: string,
  requirement: string,
  mutation: string,
  code: Rejection["code"],
  file: Uint8Array,
): Rejected {
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
