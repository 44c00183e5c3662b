import type { SealedSource } from "./cobblestone.js";
import { objectName } from "./names.js";
import { type Reference, storedObjectSize } from "./object.js";
import { bytesSource } from "./source.js";
import type { Store } from "./store.js";

/** Stored files up to this are read in one go: thumbnails, voice notes, segments. */
const WHOLE = 2_097_152;

/**
 * The stored file of an object; undefined if there is none. Asks for one byte more than the file should have, so that
 * its size is compared without listing anything; of a file that is too short or too long, no more is known than that.
 */
export async function objectSource(store: Store, { id, length }: Reference): Promise<SealedSource | undefined> {
  const name = objectName(id);
  const implied = storedObjectSize(length);
  if (implied <= WHOLE) {
    const bytes = await store.getRange(name, 0, implied + 1);
    return bytes === undefined ? undefined : bytesSource(bytes);
  }
  const end = await store.getRange(name, implied - 1, 2);
  if (end === undefined) return undefined;
  return {
    size: implied - 1 + end.length,
    read: async (offset, count) => (await store.getRange(name, offset, count)) ?? new Uint8Array(),
  };
}
