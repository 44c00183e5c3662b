import { type CryptoProvider, setDefaultProvider } from "../core/provider.js";
import { UsageError } from "./exit-codes.js";

const PROVIDERS: Readonly<Record<string, () => Promise<CryptoProvider>>> = {
  node: async () => (await import("../node/provider-node.js")).nodeProvider,
  webcrypto: async () => (await import("../core/provider-webcrypto.js")).webCryptoProvider,
  noble: async () => (await import("../core/provider-noble.js")).nobleProvider,
};

/** Chooses who computes the cryptography: the one named, or the fastest on Node. */
export async function useProvider(name: string | undefined): Promise<void> {
  const load = PROVIDERS[name || "node"];
  if (load === undefined) {
    throw new UsageError(`KEEPSAKE_PROVIDER is ${name}, and can be ${Object.keys(PROVIDERS).join(", ")}.`);
  }
  // Imported first: it makes its own provider the default.
  await import("../node/index.js");
  setDefaultProvider(await load());
}
