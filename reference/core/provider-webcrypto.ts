import { concat } from "./bytes.js";
import { CHUNK, chunkNonce, openedRunSize, SEALED_CHUNK, sealedRunSize } from "./chunks.js";
import type { CryptoProvider } from "./provider.js";

/** A call takes longer to arrive than to compute, so several are under way at once. */
const IN_FLIGHT = 8;
const SHA512_LENGTH = 64;

/** The type that WebCrypto declares; it refuses shared memory, which nothing here uses. */
const source = (bytes: Uint8Array) => bytes as Uint8Array<ArrayBuffer>;

const importKey = (key: Uint8Array, algorithm: string | HmacImportParams, usage: KeyUsage) =>
  crypto.subtle.importKey("raw", source(key), algorithm, false, [usage]);

// Platforms refuse an empty key. HMAC fills keys up with zeros, so one zero is the same key.
const importHmacKey = (key: Uint8Array) =>
  importKey(key.length === 0 ? new Uint8Array(1) : key, { name: "HMAC", hash: "SHA-512" }, "sign");

const gcmParams = (baseNonce: Uint8Array, chunk: number) => ({
  name: "AES-GCM",
  iv: source(chunkNonce(baseNonce, chunk)),
});

/** Runs `task` for 0, 1, … in order of start, several at a time, until one says that nothing after it is needed. */
async function inFlight(count: number, task: (index: number) => Promise<boolean>): Promise<void> {
  let next = 0;
  let end = count;
  const lane = async () => {
    while (next < end) {
      const index = next++;
      if (!(await task(index))) end = Math.min(end, index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(IN_FLIGHT, count) }, lane));
}

/** The platform's WebCrypto. Default in browsers. */
export const webCryptoProvider: CryptoProvider = {
  name: "webcrypto",

  async sha256(data) {
    return new Uint8Array(await crypto.subtle.digest("SHA-256", source(data)));
  },

  async hmacSha512(key, data) {
    return new Uint8Array(await crypto.subtle.sign("HMAC", await importHmacKey(key), source(data)));
  },

  async hkdfSha512(ikm, salt, info, length) {
    const params = { name: "HKDF", hash: "SHA-512", salt: source(salt), info: source(info) };
    return new Uint8Array(
      await crypto.subtle.deriveBits(params, await importKey(ikm, "HKDF", "deriveBits"), 8 * length),
    );
  },

  // WebCrypto has HKDF only as a whole; expanding alone is a chain of HMACs. RFC 5869, section 2.3.
  async hkdfExpandSha512(prk, info, length) {
    const key = await importHmacKey(prk);
    const blocks: Uint8Array[] = [];
    for (let i = 1; (i - 1) * SHA512_LENGTH < length; i++) {
      const block = concat(blocks.at(-1) ?? new Uint8Array(), info, Uint8Array.of(i));
      blocks.push(new Uint8Array(await crypto.subtle.sign("HMAC", key, source(block))));
    }
    return concat(...blocks).slice(0, length);
  },

  async sealChunks(key, baseNonce, firstChunk, plaintext, final, target) {
    const sealed = target ?? new Uint8Array(sealedRunSize(plaintext.length, final));
    const gcmKey = await importKey(key, "AES-GCM", "encrypt");
    await inFlight(Math.ceil(sealed.length / SEALED_CHUNK), async (i) => {
      const chunk = source(plaintext.subarray(i * CHUNK, (i + 1) * CHUNK));
      const result = await crypto.subtle.encrypt(gcmParams(baseNonce, firstChunk + i), gcmKey, chunk);
      sealed.set(new Uint8Array(result), i * SEALED_CHUNK);
      return true;
    });
    return sealed;
  },

  async openChunks(key, baseNonce, firstChunk, sealed, target) {
    const plaintext = target ?? new Uint8Array(openedRunSize(sealed.length));
    const gcmKey = await importKey(key, "AES-GCM", "decrypt");
    let failedChunk = Number.POSITIVE_INFINITY;
    await inFlight(Math.ceil(sealed.length / SEALED_CHUNK), async (i) => {
      const chunk = source(sealed.subarray(i * SEALED_CHUNK, (i + 1) * SEALED_CHUNK));
      try {
        const result = await crypto.subtle.decrypt(gcmParams(baseNonce, firstChunk + i), gcmKey, chunk);
        plaintext.set(new Uint8Array(result), i * CHUNK);
        return true;
      } catch (error) {
        if ((error as Error).name !== "OperationError") throw error;
        failedChunk = Math.min(failedChunk, i);
        return false;
      }
    });
    if (failedChunk === Number.POSITIVE_INFINITY) return { plaintext };
    return { plaintext: plaintext.subarray(0, failedChunk * CHUNK), failedChunk };
  },
};
