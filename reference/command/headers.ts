import { defaultProvider } from "../core/default-provider.js";
import { KeepsakeError } from "../core/errors.js";
import type { ParsedHeader } from "../core/header.js";
import { headersInOrder } from "../core/header-choose.js";
import { readHeaders } from "../core/header-list.js";
import type { Store } from "../core/store.js";

/** The newest well-formed header. @throws KeepsakeError header.missing, or what is wrong with the headers that exist */
export async function newestHeader(store: Store): Promise<ParsedHeader> {
  const listed = await readHeaders(store, defaultProvider());
  const [newest] = headersInOrder(listed);
  if (newest !== undefined) return newest;
  const [damaged] = listed.flatMap((entry) => ("error" in entry ? [entry.error] : []));
  throw damaged ?? new KeepsakeError("header.missing", "There is no vault here.");
}
