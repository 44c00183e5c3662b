import { concat, equalBytes, fromUtf8, readU16, readU32, readU64, u16, u32, u64, utf8 } from "./bytes.js";
import { KeepsakeError } from "./errors.js";
import { MAGIC } from "./file-prefix.js";
import { parseName } from "./names.js";
import type { RandomAccessSource } from "./source.js";

/** Where one file of the vault stands in an archive. */
export interface ArchiveEntry {
  readonly name: string;
  /** Offset of the record's first byte. */
  readonly offset: number;
  /** Bytes of the file, without the record's own fields. */
  readonly length: number;
}

/** First byte of a record. */
export const RECORD = 0x01;
/** First byte of the index. */
export const INDEX = 0x02;
/** Bytes of an index before its protobuf: type and length. */
export const INDEX_HEAD = 5;
/** Bytes of the footer: offset of the index, its SHA-256, magic. */
export const FOOTER = 48;
// Longer than any name of a vault; the longest is that of an object.
const MAX_NAME = 128;

/** Bytes of a record before the file: type, name with its length, length. */
export function recordHeadSize(name: string): number {
  return 1 + 2 + name.length + 8;
}

/** Where the record after this one starts. */
export function recordEnd(entry: ArchiveEntry): number {
  return entry.offset + recordHeadSize(entry.name) + entry.length;
}

/** Encodes what stands before the file in its record. */
export function encodeRecordHead(name: string, length: number): Uint8Array {
  return concat(Uint8Array.of(RECORD), u16(name.length), utf8(name), u64(length));
}

/** Encodes the index. */
export function encodeIndex(protobuf: Uint8Array): Uint8Array {
  return concat(Uint8Array.of(INDEX), u32(protobuf.length), protobuf);
}

/** Encodes the footer, the end of an archive. `sha256` is that of the encoded index. */
export function encodeFooter(indexOffset: number, sha256: Uint8Array): Uint8Array {
  return concat(u64(indexOffset), sha256, MAGIC);
}

/** An error about the archive as a whole. */
export function malformed(message: string, name?: string): KeepsakeError {
  return new KeepsakeError("archive.malformed", message, name === undefined ? {} : { name });
}

/**
 * Reads the head of the record at `offset`, or gives undefined if the source ends within the record.
 *
 * @throws KeepsakeError archive.malformed
 */
export async function readRecordHead(source: RandomAccessSource, offset: number): Promise<ArchiveEntry | undefined> {
  const bytes = await source.read(offset, 1 + 2 + MAX_NAME + 8);
  if (bytes.length === 0) return undefined;
  if (bytes[0] !== RECORD) throw malformed(`There is no record at byte ${offset}.`);
  if (bytes.length < 3) return undefined;
  const nameLength = readU16(bytes, 1);
  if (nameLength > MAX_NAME) throw malformed(`The record at byte ${offset} has a name of ${nameLength} bytes.`);
  if (bytes.length < 3 + nameLength + 8) return undefined;
  const length = readU64(bytes, 3 + nameLength);
  if (length === undefined) throw malformed(`The record at byte ${offset} has an impossible length.`);
  const name = decodeName(bytes.subarray(3, 3 + nameLength), offset);
  const entry = { name, offset, length };
  return recordEnd(entry) > source.size ? undefined : entry;
}

function decodeName(bytes: Uint8Array, offset: number): string {
  const name = bytes.every((byte) => byte > 0x20 && byte < 0x7f) ? fromUtf8(bytes) : "";
  if (!isArchivedName(name))
    throw malformed(`The record at byte ${offset} has no name of a header, snapshot or object.`);
  return name;
}

/** Whether a file of this name belongs in an archive: marks do not. */
export function isArchivedName(name: string): boolean {
  const parsed = parseName(name);
  return parsed !== undefined && parsed.kind !== "mark";
}

/**
 * Checks that the entries are those of an archive whose index starts at `indexOffset`: names of a vault, ascending,
 * one header, and nothing between the records.
 *
 * @throws KeepsakeError archive.malformed, archive.duplicate
 */
export function checkEntries(entries: readonly ArchiveEntry[], firstOffset: number, indexOffset: number): void {
  let headers = 0;
  let previous = "";
  let expected = firstOffset;
  for (const entry of entries) {
    const { name } = entry;
    // [@archive-names]
    if (!isArchivedName(name)) throw malformed("The index has a name that no vault has.", name);
    // [@archive-duplicate]
    if (name === previous) throw new KeepsakeError("archive.duplicate", `${name} is in the archive twice.`, { name });
    // [@archive-order]
    if (name < previous) throw malformed(`${name} is not in order.`, name);
    // [@archive-contiguous]
    if (entry.offset !== expected) throw malformed(`The record of ${name} does not follow the one before it.`, name);
    if (parseName(name)?.kind === "header") headers++;
    previous = name;
    expected = recordEnd(entry);
  }
  if (expected !== indexOffset) throw malformed("The index does not follow the last record.");
  // [@archive-header-count]
  if (headers !== 1) throw malformed(`The archive has ${headers} headers instead of one.`);
}

/** Where an index starts that ends where the footer starts, as the footer says it. Undefined: it is no footer. */
export function parseFooter(footer: Uint8Array): { indexOffset: number | undefined; sha256: Uint8Array } | undefined {
  if (footer.length !== FOOTER || !equalBytes(footer.subarray(40), MAGIC)) return undefined;
  return { indexOffset: readU64(footer, 0), sha256: footer.slice(8, 40) };
}

/** The length of the protobuf bytes of an index, by its first bytes. Undefined: it is no index. */
export function parseIndexHead(head: Uint8Array): number | undefined {
  return head.length >= INDEX_HEAD && head[0] === INDEX ? readU32(head, 1) : undefined;
}
