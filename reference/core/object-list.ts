import { createLimiter } from "./concurrency.js";
import { createIdMap, type IdMap, type ReadonlyIdMap } from "./id-map.js";
import { FOLDERS, objectName, parseName } from "./names.js";
import { storedObjectSize } from "./object.js";
import { PARALLEL, type Store } from "./store.js";

/** Sizes of the stored objects, by id. */
export type ObjectList = IdMap & {
  /** Where the list has what was asked for: asks for an object by its id and the length of its content. */
  lookUp?: (id: Uint8Array, length: number) => Promise<void>;
};

/** Lists the objects of a vault. */
export async function listObjects(store: Store): Promise<ObjectList> {
  const objects = createIdMap();
  await listInto(store, objects);
  return objects;
}

async function listInto(store: Store, objects: IdMap): Promise<void> {
  for await (const { name, size } of store.list(FOLDERS.object)) {
    const parsed = parseName(name);
    if (parsed?.kind === "object") objects.set(parsed.id, size);
  }
}

/** Lists everything from here on, where the list had only what was asked for. */
export async function listWhole(store: Store, listed: ObjectList): Promise<void> {
  if (listed.lookUp === undefined) return;
  await listInto(store, listed);
  delete listed.lookUp;
}

/** Whether a store lists all of these objects whole. @param lengths - of their content */
export async function storesAll(store: Store, lengths: ReadonlyIdMap): Promise<boolean> {
  let missing = lengths.size;
  for await (const { name, size } of store.list(FOLDERS.object)) {
    const parsed = parseName(name);
    const length = parsed?.kind === "object" ? lengths.get(parsed.id) : undefined;
    if (length !== undefined && size === storedObjectSize(length)) missing--;
  }
  return missing === 0;
}

/** Object stores charge about as much for listing a page as for reading from so many files. */
const READS_PER_PAGE = 10;
/** Names that an object store lists at a time. */
const PAGE = 1000;

/** How many requests the whole list takes, about: ids are spread evenly over the folders. */
async function pagesOf(store: Store): Promise<number> {
  let count = 0;
  for await (const _ of store.list(`${FOLDERS.object}00/`)) count++;
  return Math.max(1, Math.ceil((count * 256) / PAGE));
}

/**
 * A list of those objects that were asked for, by the last byte that each should have. Once that has cost about as much
 * as to list everything, everything is listed: so it costs at most about twice as much as the better of both.
 */
export function lookUpObjects(store: Store): ObjectList {
  const listed = createIdMap();
  const limited = createLimiter(store.parallel ?? PARALLEL);
  let asked = 0;
  let pages: Promise<number> | undefined;
  let whole: Promise<void> | undefined;

  async function lookUp(id: Uint8Array, length: number): Promise<void> {
    if (asked >= READS_PER_PAGE) {
      pages ??= pagesOf(store);
      if (asked >= (await pages) * READS_PER_PAGE) whole ??= listInto(store, listed);
    }
    if (whole !== undefined) return whole;
    asked++;
    const implied = storedObjectSize(length);
    const end = await limited(() => store.getRange(objectName(id), implied - 1, 2));
    if (end === undefined) listed.delete(id);
    else listed.set(id, implied - 1 + end.length);
  }

  return Object.assign(listed, { lookUp });
}
