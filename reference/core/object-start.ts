import { concat } from "./bytes.js";
import { messageKeys } from "./cobblestone-message.js";
import { FILE_KIND, filePrefix } from "./file-prefix.js";
import { bindObject, type ObjectType, type Reference } from "./object.js";
import type { CryptoProvider } from "./provider.js";
import type { Randomness } from "./randomness.js";

/** The stored file of an object up to its chunks, and what they are sealed with. Spec: Objects. */
export interface ObjectStart {
  /** Prefix, salt and commitment. */
  readonly bytes: Uint8Array;
  /** 32 bytes. */
  readonly key: Uint8Array;
  /** 12 bytes. */
  readonly baseNonce: Uint8Array;
  /** Of the stored file. */
  readonly name: string;
}

/** Starts the stored file of an object that is sealed elsewhere. */
export async function startObject(
  provider: CryptoProvider,
  vaultId: Uint8Array,
  type: ObjectType,
  reference: Reference,
  randomness: Randomness,
): Promise<ObjectStart> {
  const { name, context, salt } = bindObject(vaultId, type, reference, randomness);
  const { key, baseNonce, commitment } = await messageKeys(provider, reference.key, context, salt);
  return { bytes: concat(filePrefix(FILE_KIND.object), salt, commitment), key, baseNonce, name };
}
