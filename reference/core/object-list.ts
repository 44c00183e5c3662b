import { fromHex, toHex } from "./bytes.js";
import { FOLDERS, objectName, parseName } from "./names.js";
import { storedObjectSize } from "./object.js";
import type { Store } from "./store.js";

/** Sizes of the stored objects, by id in hex. */
export type ObjectList = Map<string, number> & {
  /** Where the list has what was asked for: asks for an object by its id in hex and the length of its content. */
  readonly lookUp?: (hex: string, length: number) => Promise<void>;
};

/** Lists the objects of a vault. */
export async function listObjects(store: Store): Promise<ObjectList> {
  const objects: ObjectList = new Map();
  for await (const { name, size } of store.list(FOLDERS.object)) {
    const parsed = parseName(name);
    if (parsed?.kind === "object") objects.set(toHex(parsed.id), size);
  }
  return objects;
}

/** Whether a store lists all of these objects whole. @param lengths - of their content, by id in hex */
export async function storesAll(store: Store, lengths: ReadonlyMap<string, number>): Promise<boolean> {
  let missing = lengths.size;
  for await (const { name, size } of store.list(FOLDERS.object)) {
    const parsed = parseName(name);
    const length = parsed?.kind === "object" ? lengths.get(toHex(parsed.id)) : undefined;
    if (length !== undefined && size === storedObjectSize(length)) missing--;
  }
  return missing === 0;
}

/** Object stores charge about as much for listing a page as for reading from so many files. */
const READS_PER_PAGE = 10;

/**
 * A list of those objects that were asked for, by the last byte that each should have. Once that has cost as much as to
 * list everything, everything is listed: so it never costs more than twice as much as the better of both.
 *
 * @param pages - how many requests the whole list takes, about
 */
export function lookUpObjects(store: Store, pages: number): ObjectList {
  const listed: ObjectList = new Map();
  let asked = 0;
  let whole: Promise<void> | undefined;

  async function listAll(): Promise<void> {
    for (const [hex, size] of await listObjects(store)) listed.set(hex, size);
  }

  async function lookUp(hex: string, length: number): Promise<void> {
    if (asked === pages * READS_PER_PAGE) whole ??= listAll();
    if (whole !== undefined) return whole;
    asked++;
    const implied = storedObjectSize(length);
    const end = await store.getRange(objectName(fromHex(hex)), implied - 1, 2);
    if (end === undefined) listed.delete(hex);
    else listed.set(hex, implied - 1 + end.length);
  }

  return Object.assign(listed, { lookUp });
}
