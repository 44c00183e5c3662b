import { KeepsakeError } from "./errors.js";
import { candidatesAmong, type ListedHeader, readListedHeader } from "./header-choose.js";
import { LIMITS } from "./limits.js";
import { FOLDERS, headerName, parseName } from "./names.js";
import type { CryptoProvider } from "./provider.js";
import { listFiles, type Store } from "./store.js";

// Prefix, length, protobuf bytes, SHA-256, MAC.
const LARGEST = 10 + 4 + LIMITS.header + 32 + 32;

/** Reads every header file of a vault, keeping what is wrong with those that cannot be used. Needs no key. */
export async function readHeaders(store: Store, provider: CryptoProvider): Promise<ListedHeader[]> {
  const listed: ListedHeader[] = [];
  for (const { name, size } of await listFiles(store, FOLDERS.header)) {
    const parsed = parseName(name);
    if (parsed?.kind !== "header") continue;
    if (size > LARGEST) {
      const error = new KeepsakeError("header.malformed", "The header is damaged: it is too long.", { name });
      listed.push({ name, revision: parsed.number, error });
      continue;
    }
    const bytes = await store.get(name);
    // Deleted since it was listed, as old headers are.
    if (bytes !== undefined) listed.push(await readListedHeader(provider, name, bytes));
  }
  return listed;
}

/**
 * The name of the header that a reader would try first.
 *
 * @throws KeepsakeError header.missing, header.malformed, input.unsupported-version
 */
export async function newestHeaderName(store: Store, provider: CryptoProvider): Promise<string> {
  const listed = await readHeaders(store, provider);
  const [newest] = candidatesAmong(listed, undefined);
  return headerName(newest!.revision);
}
