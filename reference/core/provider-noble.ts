import { gcm } from "@noble/ciphers/aes.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { CHUNK, chunkNonce, openedRunSize, SEALED_CHUNK, sealedRunSize } from "./chunks.js";
import { hkdfExpand } from "./hkdf-expand.js";
import type { CryptoProvider } from "./provider.js";

const hmacSha512 = (key: Uint8Array, data: Uint8Array) => hmac(sha512, key, data);

/** Pure JavaScript: slow, runs anywhere, and what the other providers are tested against. */
export const nobleProvider: CryptoProvider = {
  name: "noble",
  sha256,
  hmacSha512,
  hkdfSha512: (ikm, salt, info, length) => hkdf(sha512, ikm, salt, info, length),
  hkdfExpandSha512: (prk, info, length) => hkdfExpand(hmacSha512, prk, info, length),

  sealChunks(key, baseNonce, firstChunk, plaintext, final, target) {
    const sealed = target ?? new Uint8Array(sealedRunSize(plaintext.length, final));
    for (let i = 0; i * SEALED_CHUNK < sealed.length; i++) {
      const chunk = plaintext.subarray(i * CHUNK, (i + 1) * CHUNK);
      sealed.set(gcm(key, chunkNonce(baseNonce, firstChunk + i)).encrypt(chunk), i * SEALED_CHUNK);
    }
    return sealed;
  },

  openChunks(key, baseNonce, firstChunk, sealed, target) {
    const plaintext = target ?? new Uint8Array(openedRunSize(sealed.length));
    for (let i = 0; i * SEALED_CHUNK < sealed.length; i++) {
      const chunk = sealed.subarray(i * SEALED_CHUNK, (i + 1) * SEALED_CHUNK);
      try {
        plaintext.set(gcm(key, chunkNonce(baseNonce, firstChunk + i)).decrypt(chunk), i * CHUNK);
      } catch {
        // With lengths checked before, noble throws for a wrong tag only.
        return { plaintext: plaintext.subarray(0, i * CHUNK), failedChunk: i };
      }
    }
    return { plaintext };
  },
};
