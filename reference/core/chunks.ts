/** Bytes of plaintext in every chunk but the last, which is shorter. Spec: Sealing. */
export const CHUNK = 16_384;
/** Bytes of the authentication tag after each chunk. */
export const TAG = 16;
/** Bytes of a sealed chunk that is not the last. */
export const SEALED_CHUNK = CHUNK + TAG;
/** Bytes of the nonce of AES-256-GCM. */
export const NONCE = 12;
/** Highest number of chunks in one message. */
export const MAX_CHUNKS = 2 ** 38;

/** Bytes that a run of plaintext takes once it is sealed. */
export function sealedRunSize(length: number, final: boolean): number {
  const full = Math.floor(length / CHUNK);
  if (!final && full * CHUNK !== length)
    throw new RangeError(`a run that is not the last must be whole chunks, got ${length} bytes`);
  return length + (full + (final ? 1 : 0)) * TAG;
}

/** Bytes of plaintext in a run of sealed chunks. */
export function openedRunSize(length: number): number {
  const rest = length % SEALED_CHUNK;
  if (rest > 0 && rest < TAG) throw new RangeError(`a run of ${length} sealed bytes does not end in a whole tag`);
  return length - Math.ceil(length / SEALED_CHUNK) * TAG;
}

/** The nonce of a chunk: its number, big-endian, XOR the base nonce. */
export function chunkNonce(baseNonce: Uint8Array, chunk: number, nonce = new Uint8Array(NONCE)): Uint8Array {
  nonce.set(baseNonce);
  const high = Math.floor(chunk / 2 ** 32);
  nonce[7]! ^= high;
  nonce[8]! ^= chunk >>> 24;
  nonce[9]! ^= chunk >>> 16;
  nonce[10]! ^= chunk >>> 8;
  nonce[11]! ^= chunk;
  return nonce;
}
