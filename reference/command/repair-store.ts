import { parseName } from "../core/names.js";
import type { Store } from "../core/store.js";
import { createMemoryStore, type MemoryStore } from "../core/store-memory.js";

/** A store in which a backup puts back damaged objects, and changes nothing else. */
export interface RepairStore extends Store {
  /** Names of the objects that were put back. */
  readonly repaired: readonly string[];
}

/**
 * Shows a vault as if the damaged objects were not there. One of them that is put replaces the damaged one; whatever else
 * is put or deleted only seems to be.
 *
 * @param damaged - names of objects that are missing, or whose stored bytes are not theirs
 */
export function repairStore(store: Store, damaged: ReadonlySet<string>): RepairStore {
  const hidden = new Set(damaged);
  const repaired: string[] = [];
  const others: MemoryStore = createMemoryStore();
  /** Sizes of objects that the vault does not have and will not get. */
  const dropped = new Map<string, number>();

  return {
    repaired,
    async get(name) {
      if (hidden.has(name)) return undefined;
      return (await others.get(name)) ?? store.get(name);
    },
    async getRange(name, offset, length) {
      if (hidden.has(name)) return undefined;
      return (await others.getRange(name, offset, length)) ?? store.getRange(name, offset, length);
    },
    async putIfAbsent(name, data) {
      if (hidden.has(name)) {
        // Its id comes from the digest of the original, which is thus known to be at hand. [@object-repair]
        await store.delete(name);
        const result = await store.putIfAbsent(name, data);
        if (result === "stored") repaired.push(name);
        hidden.delete(name);
        return result;
      }
      if (parseName(name)?.kind !== "object") return others.putIfAbsent(name, data);
      let size = 0;
      if (data instanceof Uint8Array) size = data.length;
      else for await (const piece of data) size += piece.length;
      dropped.set(name, size);
      return "stored";
    },
    async *list(prefix) {
      for await (const file of store.list(prefix)) if (!hidden.has(file.name)) yield file;
      yield* others.list(prefix);
      for (const [name, size] of dropped) if (name.startsWith(prefix)) yield { name, size };
    },
    async delete(name) {
      others.files.delete(name);
    },
  };
}
