import { type CryptoProvider, chosenProvider } from "./provider.js";
import { nobleProvider } from "./provider-noble.js";
import { webCryptoProvider } from "./provider-webcrypto.js";

/** The provider to use where the caller names none: what {@link setDefaultProvider} set, else the best one here. */
export function defaultProvider(): CryptoProvider {
  // crypto.subtle is missing on pages that were not loaded over HTTPS.
  return chosenProvider() ?? (globalThis.crypto?.subtle === undefined ? nobleProvider : webCryptoProvider);
}
