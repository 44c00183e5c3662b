/** Numbers by id of an object, in 50 to 100 bytes each: strings in a `Map` take 200, which counts in a large vault. */
export interface IdMap extends Iterable<[id: Uint8Array, value: number]> {
  readonly size: number;
  /** @param id - 32 bytes */
  get(id: Uint8Array): number | undefined;
  has(id: Uint8Array): boolean;
  set(id: Uint8Array, value: number): void;
  /** Whether there was one. */
  delete(id: Uint8Array): boolean;
}

/** An {@link IdMap} that is only looked at. */
export type ReadonlyIdMap = Omit<IdMap, "set" | "delete">;

const ID = 32;
const LEAST = 64;
const FREE = 0xffffffff;

/** Starts without any id. They are gone through in the order in which they came. */
export function createIdMap(): IdMap {
  // One entry after another, and their indexes in twice as many slots: an id's is at its hash or behind.
  let ids = new Uint8Array(LEAST * ID);
  let values = new Float64Array(LEAST);
  let slots = new Uint32Array(2 * LEAST).fill(FREE);
  let entries = 0;
  let size = 0;

  /** Where the index of an id is, or belongs. */
  function slotOf(id: Uint8Array, offset = 0): number {
    // FNV-1a (public domain), of all bytes: ids are hashes, but a store may list any names.
    let hash = 0x811c9dc5;
    for (let at = offset; at < offset + ID; at++) hash = Math.imul(hash ^ id[at]!, 0x01000193);
    let slot = (hash >>> 0) % slots.length;
    for (; slots[slot] !== FREE; slot = (slot + 1) % slots.length) {
      const start = slots[slot]! * ID;
      let same = 0;
      while (same < ID && ids[start + same] === id[offset + same]) same++;
      if (same === ID) break;
    }
    return slot;
  }

  function grow(): void {
    const [oldIds, oldValues] = [ids, values];
    ids = new Uint8Array(2 * oldIds.length);
    ids.set(oldIds);
    values = new Float64Array(2 * oldValues.length);
    values.set(oldValues);
    slots = new Uint32Array(2 * slots.length).fill(FREE);
    for (let entry = 0; entry < entries; entry++) slots[slotOf(ids, entry * ID)] = entry;
  }

  /** What was deleted keeps its entry, without a value. */
  function valueIn(entry: number): number | undefined {
    const value = values[entry];
    return Number.isNaN(value) ? undefined : value;
  }

  function get(id: Uint8Array): number | undefined {
    const entry = slots[slotOf(id)]!;
    return entry === FREE ? undefined : valueIn(entry);
  }

  return {
    get size() {
      return size;
    },
    get,
    has: (id) => get(id) !== undefined,
    set(id, value) {
      if (id.length !== ID || Number.isNaN(value)) throw new RangeError("expected an id of 32 bytes and a number");
      let slot = slotOf(id);
      let entry = slots[slot]!;
      if (entry === FREE) {
        if (entries === values.length) {
          grow();
          slot = slotOf(id);
        }
        entry = entries++;
        slots[slot] = entry;
        ids.set(id, entry * ID);
        values[entry] = Number.NaN;
      }
      if (valueIn(entry) === undefined) size++;
      values[entry] = value;
    },
    delete(id) {
      const entry = slots[slotOf(id)]!;
      if (entry === FREE || valueIn(entry) === undefined) return false;
      values[entry] = Number.NaN;
      size--;
      return true;
    },
    *[Symbol.iterator]() {
      for (let entry = 0; entry < entries; entry++) {
        const value = valueIn(entry);
        if (value !== undefined) yield [ids.subarray(entry * ID, (entry + 1) * ID), value];
      }
    },
  };
}
