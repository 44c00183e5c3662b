import { type Archive, locateFile } from "./archive-read.js";
import { KeepsakeError } from "./errors.js";
import type { Store } from "./store.js";

/** The vault in an archive, for reading. Writing is `store.unavailable`; unpack the archive for that. */
export function archiveStore(archive: Archive): Store {
  // Where the files start whose records have been compared with the index.
  const located = new Map<string, number>();

  async function read(name: string, offset: number, length?: number): Promise<Uint8Array | undefined> {
    const entry = archive.entries.get(name);
    if (entry === undefined) return undefined;
    const start = located.get(name) ?? (await locateFile(archive, entry));
    located.set(name, start);
    const end = Math.min(entry.length, offset + (length ?? entry.length));
    return (await archive.source.read(start + offset, Math.max(0, end - offset))).slice();
  }

  const readOnly = async (): Promise<never> => {
    throw new KeepsakeError("store.unavailable", "An archive cannot be changed; unpack it into a vault first.");
  };

  return {
    get: (name) => read(name, 0),
    getRange: read,
    putIfAbsent: readOnly,
    delete: readOnly,
    list: async function* (prefix) {
      for (const { name, length } of archive.entries.values()) {
        if (name.startsWith(prefix)) yield { name, size: length };
      }
    },
  };
}
