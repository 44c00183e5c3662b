import { KeepsakeError } from "./errors.js";
import { forEachAttachment, objectIdentity } from "./frame-refs.js";
import type { StoredSnapshot } from "./history.js";
import type { Reference } from "./object.js";
import type { OrderKey } from "./order-key.js";
import { segmentAt } from "./segment-at.js";
import { readSegment } from "./segment-read.js";
import type { Vault } from "./vault.js";

/** Finds the object that the parent snapshot has for a frame at `key`, by its identity. */
export type ParentLookup = (key: OrderKey, identity: string) => Promise<Reference | undefined>;

/** Segments that are kept: those around the place that the backup has reached. */
const KEPT = 4;

/**
 * Starts to look up what the parent snapshot refers to. A segment is read when something in its range is asked for;
 * one that cannot be read has nothing.
 */
export function createParentLookup(vault: Vault, parent: StoredSnapshot | undefined): ParentLookup {
  const segments = parent?.snapshot.segments ?? [];
  const cache = new Map<number, Promise<ReadonlyMap<string, Reference>>>();

  async function read(index: number): Promise<ReadonlyMap<string, Reference>> {
    const references = new Map<string, Reference>();
    try {
      const { frames } = await readSegment(vault, segments[index]!);
      for (const frame of frames) {
        forEachAttachment(frame, ({ id = "", object, thumbnail }) => {
          // decodeSegment has checked that references are complete.
          if (object != null) references.set(objectIdentity(id), object as Reference);
          if (thumbnail != null) references.set(objectIdentity(id, true), thumbnail as Reference);
        });
      }
    } catch (error) {
      if (!(error instanceof KeepsakeError) || error.code === "store.unavailable") throw error;
    }
    return references;
  }

  return async (key, identity) => {
    const index = segmentAt(segments, key);
    if (index < 0) return undefined;
    let references = cache.get(index);
    if (references === undefined) {
      references = read(index);
      references.catch(() => cache.delete(index));
      cache.set(index, references);
      const [oldest] = cache.keys();
      if (cache.size > KEPT) cache.delete(oldest!);
    }
    return (await references).get(identity);
  };
}
