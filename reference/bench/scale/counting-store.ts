import type { Store } from "../../core/store.js";

/** What was asked of a store. */
export interface StoreCounts {
  get: number;
  put: number;
  delete: number;
  /** As an object store gives them: one for every thousand names. */
  list: number;
  bytesRead: number;
  bytesWritten: number;
}

/** Names that one answer of an object store lists. */
const PAGE = 1000;

/** A store that counts what is asked of another one. */
export function countingStore(store: Store): Store & { readonly counts: StoreCounts } {
  const counts: StoreCounts = { get: 0, put: 0, delete: 0, list: 0, bytesRead: 0, bytesWritten: 0 };

  function read(bytes: Uint8Array | undefined): Uint8Array | undefined {
    counts.get++;
    counts.bytesRead += bytes?.length ?? 0;
    return bytes;
  }

  async function* written(data: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const piece of data) {
      counts.bytesWritten += piece.length;
      yield piece;
    }
  }

  return {
    ...store,
    counts,
    get: async (name) => read(await store.get(name)),
    getRange: async (name, offset, length) => read(await store.getRange(name, offset, length)),
    putIfAbsent(name, data) {
      counts.put++;
      if (data instanceof Uint8Array) counts.bytesWritten += data.length;
      return store.putIfAbsent(name, data instanceof Uint8Array ? data : written(data));
    },
    async *list(prefix) {
      let names = 0;
      for await (const file of store.list(prefix)) {
        names++;
        yield file;
      }
      counts.list += Math.max(1, Math.ceil(names / PAGE));
    },
    async delete(name) {
      counts.delete++;
      await store.delete(name);
    },
  };
}
