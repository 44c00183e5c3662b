import { concat, u64 } from "./bytes.js";
import type { CryptoProvider, MaybePromise } from "./provider.js";

/** Bytes of a piece of content that is hashed at once. Spec: Digest. */
export const DIGEST_PIECE = 1_048_576;

/** Pieces that may be hashed in the background at once; each is a copy in memory. */
const IN_FLIGHT = 2;

/** Digests content that comes piece by piece. Await each call before the next. */
export interface Digest {
  /** Bytes taken so far. */
  readonly length: number;
  /** Takes the next bytes, of any number. They may be changed once this has answered, though hashing may go on. */
  update(data: Uint8Array): MaybePromise<void>;
  /** The digest, 32 bytes. */
  finish(): Promise<Uint8Array>;
}

/**
 * SHA-256 over the length and the SHA-256 of each piece of 1 MiB. Spec: Digest.
 *
 * @returns 32 bytes
 */
export async function digest(provider: CryptoProvider, content: Uint8Array): Promise<Uint8Array> {
  const hashes: MaybePromise<Uint8Array>[] = [];
  for (let offset = 0; offset < content.length; offset += DIGEST_PIECE) {
    hashes.push(provider.sha256(content.subarray(offset, offset + DIGEST_PIECE)));
  }
  return provider.sha256(concat(u64(content.length), ...(await Promise.all(hashes))));
}

/** The same as {@link digest}, for content that need not fit into memory. */
export function createDigest(provider: CryptoProvider): Digest {
  const hashes: MaybePromise<Uint8Array>[] = [];
  let waiting = new Uint8Array();
  let filled = 0;
  let length = 0;

  const hash = (piece: Uint8Array): MaybePromise<void> => {
    const result = provider.sha256(piece);
    hashes.push(result);
    if (!(result instanceof Promise)) return;
    // Seen by finish(); until then it must not count as unhandled.
    result.catch(() => {});
    const oldest = hashes[hashes.length - IN_FLIGHT];
    if (oldest instanceof Promise) return oldest.then(() => {});
  };

  /** A whole piece at once would be a lot of memory for each of many short files. */
  const grow = (least: number): void => {
    const grown = new Uint8Array(Math.min(DIGEST_PIECE, Math.max(least, 2 * waiting.length)));
    grown.set(waiting.subarray(0, filled));
    waiting = grown;
  };

  /** Takes what fits into a piece. @returns the rest, and what to wait for */
  const take = (data: Uint8Array): { rest: Uint8Array; wait: MaybePromise<void> } => {
    const piece = data.subarray(0, DIGEST_PIECE - filled);
    const rest = data.subarray(piece.length);
    // A whole piece is hashed where it is; only what spans two calls is copied.
    if (piece.length === DIGEST_PIECE) return { rest, wait: hash(piece) };
    if (filled + piece.length > waiting.length) grow(filled + piece.length);
    waiting.set(piece, filled);
    filled += piece.length;
    if (filled < DIGEST_PIECE) return { rest, wait: undefined };
    filled = 0;
    return { rest, wait: hash(waiting) };
  };

  const takeAll = (data: Uint8Array): MaybePromise<void> => {
    let left = data;
    while (left.length > 0) {
      const { rest, wait } = take(left);
      if (wait instanceof Promise) return wait.then(() => takeAll(rest));
      left = rest;
    }
  };

  return {
    get length() {
      return length;
    },
    update(data) {
      length += data.length;
      return takeAll(data);
    },
    async finish() {
      if (filled > 0) hashes.push(provider.sha256(waiting.subarray(0, filled)));
      return provider.sha256(concat(u64(length), ...(await Promise.all(hashes))));
    },
  };
}
