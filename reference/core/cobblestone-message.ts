import { concat, equalBytes, utf8, zeroize } from "./bytes.js";
import { MAX_CHUNKS, NONCE, SEALED_CHUNK, sealedRunSize, TAG } from "./chunks.js";
import { type CryptoProvider, chain, type MaybePromise } from "./provider.js";

/** Bytes of a key that seals. */
export const SEAL_KEY = 32;
/** Bytes of the random salt that a sealed message starts with. */
export const SEAL_SALT = 24;
const COMMITMENT = 32;
/** Where the commitment starts in the key material of a message. */
export const COMMITMENT_AT = SEAL_KEY + NONCE;
const KEYS = COMMITMENT_AT + COMMITMENT;
/** Bytes of salt and commitment, which stand before the chunks. */
export const SEAL_HEADER = SEAL_SALT + COMMITMENT;

const INFO = utf8("c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0");

/**
 * Why a sealed message was not opened. `size`: no message has this length. `commitment`: sealed under another key or
 * context, or damaged there. `chunk`: a chunk is not authentic. `truncated`: the message ends too early.
 */
export type SealFailureKind = "size" | "commitment" | "chunk" | "truncated";

/** Thrown to the layer above, which gives the failure the code of what it was opening. */
export class SealFailure extends Error {
  readonly kind: SealFailureKind;
  /** Number of the chunk that is not authentic. */
  readonly chunk: number | undefined;

  constructor(kind: SealFailureKind, chunk?: number) {
    super(`The sealed data did not open (${kind}).`);
    this.kind = kind;
    this.chunk = chunk;
  }
}

/** Bytes of a sealed message, from the bytes of its plaintext. */
export function sealedSize(length: number): number {
  return SEAL_HEADER + sealedRunSize(length, true);
}

/** Bytes of plaintext in a sealed message; `undefined` if no message has that length. */
export function plaintextSize(sealedLength: number): number | undefined {
  const body = sealedLength - SEAL_HEADER;
  const chunks = Math.floor(body / SEALED_CHUNK) + 1;
  // The last chunk is always short, so a message that ends after a full one is truncated.
  // [@seal-possible-size] [@seal-chunk-limit]
  if (body < TAG || body % SEALED_CHUNK < TAG || chunks > MAX_CHUNKS) return undefined;
  return body - chunks * TAG;
}

/** Keys of one message. */
export interface MessageKeys {
  readonly key: Uint8Array;
  readonly baseNonce: Uint8Array;
  readonly commitment: Uint8Array;
}

/** What the keys of a message are expanded with: the construction, the message's salt and what it is bound to. */
export function messageInfo(context: Uint8Array, salt: Uint8Array): Uint8Array {
  return concat(INFO, salt, context);
}

/** Derives the keys of one message from the input key, the salt and what the message is bound to. */
export function messageKeys(
  provider: CryptoProvider,
  key: Uint8Array,
  context: Uint8Array,
  salt: Uint8Array,
): MaybePromise<MessageKeys> {
  if (key.length !== SEAL_KEY) throw new RangeError(`expected a key of ${SEAL_KEY} bytes, got ${key.length}`);
  if (salt.length !== SEAL_SALT) throw new RangeError(`expected a salt of ${SEAL_SALT} bytes, got ${salt.length}`);
  const output = provider.hkdfExpandSha512(key, messageInfo(context, salt), KEYS);
  return chain(output, (bytes) => ({
    key: bytes.subarray(0, SEAL_KEY),
    baseNonce: bytes.subarray(SEAL_KEY, COMMITMENT_AT),
    commitment: bytes.subarray(COMMITMENT_AT),
  }));
}

/** Derives the keys for opening. @throws SealFailure `commitment` if the message was not sealed with them */
export function committedKeys(
  provider: CryptoProvider,
  key: Uint8Array,
  context: Uint8Array,
  header: Uint8Array,
): MaybePromise<MessageKeys> {
  return chain(messageKeys(provider, key, context, header.subarray(0, SEAL_SALT)), (keys) => {
    // [@seal-commitment-first] [@constant-time]
    if (equalBytes(keys.commitment, header.subarray(SEAL_SALT, SEAL_HEADER))) return keys;
    zeroize(keys.key);
    throw new SealFailure("commitment");
  });
}
