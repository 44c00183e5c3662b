import { defaultProvider } from "../core/default-provider.js";
import { KeepsakeError } from "../core/errors.js";
import type { ParsedHeader } from "../core/header.js";
import { headersInOrder } from "../core/header-choose.js";
import { readHeaders } from "../core/header-list.js";
import { FOLDERS, parseName } from "../core/names.js";
import type { Store } from "../core/store.js";

/** The newest well-formed header. @throws KeepsakeError header.missing, or what is wrong with the headers that exist */
export async function newestHeader(store: Store): Promise<ParsedHeader> {
  const listed = await readHeaders(store, defaultProvider());
  const [newest] = headersInOrder(listed);
  if (newest !== undefined) return newest;
  const [damaged] = listed.flatMap((entry) => ("error" in entry ? [entry.error] : []));
  if (damaged !== undefined) throw damaged;
  for (const folder of [FOLDERS.snapshot, FOLDERS.object]) {
    for await (const { name } of store.list(folder)) {
      if (parseName(name) === undefined) continue;
      const message = "The headers of this vault are missing: only snapshots and objects are here.";
      throw new KeepsakeError("header.missing", message, { reason: "headers-gone" });
    }
  }
  throw new KeepsakeError("header.missing", "There is no vault here.");
}
