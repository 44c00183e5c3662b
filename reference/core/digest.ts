import { concat, u64 } from "./bytes.js";
import { type CryptoProvider, chain, type MaybePromise } from "./provider.js";

/** Bytes of a piece of content that is hashed at once. Spec: Digest. */
export const DIGEST_PIECE = 1_048_576;

/** Digests content that comes piece by piece. Await each call before the next. */
export interface Digest {
  /** Bytes taken so far. */
  readonly length: number;
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
  const hashes: Uint8Array[] = [];
  for (let offset = 0; offset < content.length; offset += DIGEST_PIECE) {
    hashes.push(await provider.sha256(content.subarray(offset, offset + DIGEST_PIECE)));
  }
  return provider.sha256(concat(u64(content.length), ...hashes));
}

/** The same as {@link digest}, for content that need not fit into memory. */
export function createDigest(provider: CryptoProvider): Digest {
  const hashes: Uint8Array[] = [];
  const waiting = new Uint8Array(DIGEST_PIECE);
  let filled = 0;
  let length = 0;

  const take = (piece: Uint8Array) => chain(provider.sha256(piece), (hash) => void hashes.push(hash));

  const update = (data: Uint8Array): MaybePromise<void> => {
    length += data.length;
    return consume(data);
  };

  const consume = (data: Uint8Array): MaybePromise<void> => {
    let rest = data;
    while (rest.length > 0) {
      // A whole piece is hashed where it is; only what spans two calls is copied.
      const whole = filled === 0 && rest.length >= DIGEST_PIECE;
      const piece = rest.subarray(0, DIGEST_PIECE - filled);
      rest = rest.subarray(piece.length);
      if (!whole) {
        waiting.set(piece, filled);
        filled += piece.length;
        if (filled < DIGEST_PIECE) return;
        filled = 0;
      }
      const taken = take(whole ? piece : waiting);
      if (taken instanceof Promise) return taken.then(() => consume(rest));
    }
  };

  return {
    get length() {
      return length;
    },
    update,
    async finish() {
      if (filled > 0) await take(waiting.subarray(0, filled));
      return provider.sha256(concat(u64(length), ...hashes));
    },
  };
}
