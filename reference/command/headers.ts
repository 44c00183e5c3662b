import type { ParsedHeader } from "../core/header.js";
import { headersInOrder, type ListedHeader, readListedHeader, unlock } from "../core/header-choose.js";
import { parseName } from "../core/names.js";
import { defaultProvider } from "../core/provider.js";
import { listFiles, type Store } from "../core/store.js";

/** Every header file of a vault, read without a key. */
export async function readHeaders(store: Store): Promise<ListedHeader[]> {
  const headers: ListedHeader[] = [];
  for (const { name } of await listFiles(store, "headers/")) {
    const bytes = parseName(name)?.kind === "header" ? await store.get(name) : undefined;
    if (bytes !== undefined) headers.push(await readListedHeader(defaultProvider(), name, bytes));
  }
  return headers;
}

/** The newest well-formed header. @throws KeepsakeError header.missing, or what is wrong with all of them */
export async function newestHeader(store: Store): Promise<ParsedHeader> {
  const listed = await readHeaders(store);
  const [newest] = headersInOrder(listed);
  // With no usable header, this finds the words for why.
  return newest ?? (await unlock(defaultProvider(), listed, { kind: "recovery-key", digits: "" })).header;
}
