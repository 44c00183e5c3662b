import { fromHex, toHex } from "./bytes.js";
import { FOLDERS, objectName, parseName } from "./names.js";
import type { Store } from "./store.js";

/** Sizes of the stored objects, by id in hex. */
export type ObjectList = Map<string, number> & {
  /** Where only single names are listed: asks the store for an object, unless everything is listed by now. */
  readonly lookUp?: (hex: string) => Promise<void>;
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

/**
 * A list of those objects that were looked up. Once as many were as the whole list has pages, all are listed: so it never
 * costs more than twice as much as the better of both.
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

  async function lookUp(hex: string): Promise<void> {
    if (asked === pages) whole ??= listAll();
    if (whole !== undefined) return whole;
    asked++;
    const name = objectName(fromHex(hex));
    for await (const file of store.list(name)) if (file.name === name) listed.set(hex, file.size);
  }

  return Object.assign(listed, { lookUp });
}
