import { compareBytes, readU32, readU64, toHex, u32, u64 } from "./bytes.js";
import { KeepsakeError } from "./errors.js";
import { LIMITS } from "./limits.js";
import type { ObjectReference } from "./proto/types.js";

/** An object that the frames of a segment refer to. */
export interface TableEntry {
  /** 32 bytes. */
  readonly id: Uint8Array;
  /** Bytes of its content. */
  readonly length: number;
}

const COUNT = 4;
const ID = 32;
const ENTRY = ID + 8;

/**
 * Bytes of the table that segment content starts with.
 *
 * @param content - at least its first four bytes
 * @throws KeepsakeError content.malformed, content.limit-exceeded
 */
export function segmentTableSize(content: Uint8Array): number {
  if (content.length < COUNT) throw new KeepsakeError("content.malformed", "A segment ends before its table.");
  const count = readU32(content);
  // [@segment-count-limit]
  if (count > LIMITS.segmentTable) {
    throw new KeepsakeError("content.limit-exceeded", `A segment's table has ${count} entries.`);
  }
  return COUNT + count * ENTRY;
}

/**
 * Reads the table of a segment, all that prune, check and copy need of it.
 *
 * @param content - at least the first {@link segmentTableSize} bytes
 * @throws KeepsakeError content.malformed, content.order, content.limit-exceeded
 */
export function segmentTable(content: Uint8Array): TableEntry[] {
  const size = segmentTableSize(content);
  // [@segment-short]
  if (content.length < size) throw new KeepsakeError("content.malformed", "A segment ends within its table.");
  const entries: TableEntry[] = [];
  for (let offset = COUNT; offset < size; offset += ENTRY) {
    const id = content.slice(offset, offset + ID);
    const previous = entries.at(-1);
    // [@segment-table-order]
    if (previous !== undefined && compareBytes(previous.id, id) >= 0) {
      throw new KeepsakeError("content.order", `A segment's table is not in order at entry ${entries.length}.`);
    }
    const length = readU64(content, offset + ID);
    // [@segment-table-length]
    if (length === undefined || length > LIMITS.object) {
      throw new KeepsakeError("content.limit-exceeded", `An object in a segment's table has too many bytes.`);
    }
    entries.push({ id, length });
  }
  return entries;
}

/** The bytes of a table. `entries` are ascending by id. */
export function encodeSegmentTable(entries: readonly TableEntry[]): Uint8Array {
  const bytes = new Uint8Array(COUNT + entries.length * ENTRY);
  bytes.set(u32(entries.length));
  entries.forEach(({ id, length }, i) => {
    bytes.set(id, COUNT + i * ENTRY);
    bytes.set(u64(length), COUNT + i * ENTRY + ID);
  });
  return bytes;
}

/** Finds entries by id. */
export type TableIndex = ReadonlyMap<string, number>;

/** The lengths of a table's entries by id. */
export function indexTable(entries: readonly TableEntry[]): TableIndex {
  return new Map(entries.map(({ id, length }) => [toHex(id), length]));
}

/** Whether an object that a frame refers to is in the table, with the same length. */
export function isListed(index: TableIndex, { id, length = 0 }: ObjectReference): boolean {
  return id !== undefined && index.get(toHex(id)) === length;
}

/** Collects the objects that frames refer to. */
export interface TableBuilder {
  /** Whether the object could be added; not if it is there with another length. */
  add(reference: ObjectReference): boolean;
  /** How many objects. */
  readonly size: number;
  /** Ascending by id. */
  entries(): TableEntry[];
}

/** Starts an empty table. */
export function createTableBuilder(): TableBuilder {
  const byId = new Map<string, TableEntry>();
  return {
    add({ id = new Uint8Array(), length = 0 }) {
      const hex = toHex(id);
      const known = byId.get(hex);
      if (known === undefined) byId.set(hex, { id, length });
      return known === undefined || known.length === length;
    },
    get size() {
      return byId.size;
    },
    entries: () => [...byId.values()].sort((a, b) => compareBytes(a.id, b.id)),
  };
}
