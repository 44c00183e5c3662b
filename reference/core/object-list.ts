import { toHex } from "./bytes.js";
import { FOLDERS, parseName } from "./names.js";
import type { Store } from "./store.js";

/** Sizes of the stored objects, by id in hex. */
export type ObjectList = Map<string, number>;

/** Lists the objects of a vault. */
export async function listObjects(store: Store): Promise<ObjectList> {
  const objects: ObjectList = new Map();
  for await (const { name, size } of store.list(FOLDERS.object)) {
    const parsed = parseName(name);
    if (parsed?.kind === "object") objects.set(toHex(parsed.id), size);
  }
  return objects;
}
