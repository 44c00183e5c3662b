import { collect, type Store } from "./store.js";

/** A store in memory, for tests and for pages that keep nothing. */
export interface MemoryStore extends Store {
  /** The files by name. Change it to play the provider. */
  readonly files: Map<string, Uint8Array>;
}

/**
 * Makes a store that keeps its files in memory.
 *
 * @param files - What it holds at first; used as it is, not copied.
 */
export function createMemoryStore(files: Map<string, Uint8Array> = new Map()): MemoryStore {
  return {
    files,
    get: async (name) => files.get(name)?.slice(),
    getRange: async (name, offset, length) => files.get(name)?.slice(offset, offset + length),
    putIfAbsent: async (name, data) => {
      const content = (await collect(data)).slice();
      // Looked up after the data has been read: two writers may be streaming the same name.
      if (files.has(name)) return "exists";
      files.set(name, content);
      return "stored";
    },
    list: async function* (prefix) {
      for (const [name, content] of [...files]) {
        if (name.startsWith(prefix)) yield { name, size: content.length };
      }
    },
    delete: async (name) => {
      files.delete(name);
    },
  };
}
