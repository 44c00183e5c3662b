import { zeroize } from "./bytes.js";
import { CHUNK, SEALED_CHUNK } from "./chunks.js";
import {
  committedKeys,
  messageKeys,
  plaintextSize,
  SEAL_HEADER,
  SEAL_SALT,
  SealFailure,
  sealedSize,
} from "./cobblestone-message.js";
import type { CryptoProvider, MaybePromise } from "./provider.js";

export {
  plaintextSize,
  SEAL_HEADER,
  SEAL_KEY,
  SEAL_SALT,
  SealFailure,
  sealedSize,
} from "./cobblestone-message.js";
export { createOpener, createSealer } from "./cobblestone-stream.js";

/**
 * Seals a whole message with Cobblestone-256 (c2sp.org/chunked-encryption). Spec: Sealing.
 *
 * @param key - 32 bytes, uniformly random
 * @param context - what the message is bound to
 * @param salt - 24 random bytes, never used twice with the same key
 * @returns salt, commitment and chunks: {@link sealedSize} bytes
 */
export async function seal(
  provider: CryptoProvider,
  key: Uint8Array,
  context: Uint8Array,
  plaintext: Uint8Array,
  salt: Uint8Array,
): Promise<Uint8Array> {
  const sealed = new Uint8Array(sealedSize(plaintext.length));
  const keys = await messageKeys(provider, key, context, salt);
  sealed.set(salt);
  sealed.set(keys.commitment, SEAL_SALT);
  await provider.sealChunks(keys.key, keys.baseNonce, 0, plaintext, true, sealed.subarray(SEAL_HEADER));
  zeroize(keys.key);
  return sealed;
}

/**
 * Opens a whole sealed message.
 *
 * @returns the plaintext
 * @throws SealFailure; nothing of a message that is not authentic as a whole is given out
 */
export async function open(
  provider: CryptoProvider,
  key: Uint8Array,
  context: Uint8Array,
  sealed: Uint8Array,
): Promise<Uint8Array> {
  if (plaintextSize(sealed.length) === undefined) throw new SealFailure("size");
  const keys = await committedKeys(provider, key, context, sealed);
  const opened = await provider.openChunks(keys.key, keys.baseNonce, 0, sealed.subarray(SEAL_HEADER));
  zeroize(keys.key);
  if (opened.failedChunk !== undefined) {
    zeroize(opened.plaintext);
    throw new SealFailure("chunk", opened.failedChunk);
  }
  return opened.plaintext;
}

/** A sealed message in a place that can be read piecewise. */
export interface SealedSource {
  /** Bytes of the whole sealed message. */
  readonly size: number;
  /** Reads `length` bytes from `offset`. */
  read(offset: number, length: number): MaybePromise<Uint8Array>;
}

async function readExactly(source: SealedSource, offset: number, length: number): Promise<Uint8Array> {
  const bytes = await source.read(offset, length);
  if (bytes.length !== length) throw new SealFailure("truncated");
  return bytes;
}

/**
 * Opens the bytes from `start` to `end` of a message, reading only the chunks that hold them.
 *
 * @throws RangeError if the message has no such bytes
 * @throws SealFailure; nothing of the range is given out if one of its chunks is not authentic
 */
export async function openRange(
  provider: CryptoProvider,
  key: Uint8Array,
  context: Uint8Array,
  source: SealedSource,
  start: number,
  end: number,
): Promise<Uint8Array> {
  const length = plaintextSize(source.size);
  if (length === undefined) throw new SealFailure("size");
  if (!(start >= 0 && start <= end && end <= length)) {
    throw new RangeError(`no bytes from ${start} to ${end} in a message of ${length}`);
  }
  const keys = await committedKeys(provider, key, context, await readExactly(source, 0, SEAL_HEADER));
  const firstChunk = Math.floor(start / CHUNK);
  // An empty range reads one chunk, so that its place in the message is still authenticated.
  const chunks = Math.max(Math.ceil(end / CHUNK), firstChunk + 1) - firstChunk;
  const offset = SEAL_HEADER + firstChunk * SEALED_CHUNK;
  const sealed = await readExactly(source, offset, Math.min(chunks * SEALED_CHUNK, source.size - offset));
  const opened = await provider.openChunks(keys.key, keys.baseNonce, firstChunk, sealed);
  zeroize(keys.key);
  if (opened.failedChunk !== undefined) {
    zeroize(opened.plaintext);
    throw new SealFailure("chunk", firstChunk + opened.failedChunk);
  }
  return opened.plaintext.subarray(start - firstChunk * CHUNK, end - firstChunk * CHUNK);
}
