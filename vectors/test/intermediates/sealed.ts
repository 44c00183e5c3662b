import { messageKeys } from "../../../reference/core/cobblestone-message.js";
import type { CryptoProvider } from "../../../reference/core/provider.js";

/** The keys with which a message is sealed, and what they are bound to. */
export async function sealedWith(
  provider: CryptoProvider,
  key: Uint8Array,
  context: Uint8Array,
  salt: Uint8Array,
): Promise<Record<"context" | "chunkKey" | "baseNonce" | "commitment", Uint8Array>> {
  const { key: chunkKey, baseNonce, commitment } = await messageKeys(provider, key, context, salt);
  return { context, chunkKey, baseNonce, commitment };
}
