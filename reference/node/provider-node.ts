import { createCipheriv, createDecipheriv, createHash, createHmac, createSecretKey, webcrypto } from "node:crypto";
import { CHUNK, chunkNonce, NONCE, openedRunSize, SEALED_CHUNK, sealedRunSize, TAG } from "../core/chunks.js";
import { hkdfExpand } from "../core/hkdf-expand.js";
import type { CryptoProvider } from "../core/provider.js";

const CIPHER = "aes-256-gcm";

/** Least number of bytes that are hashed on a thread of their own, while the caller seals them. */
const BACKGROUND = 262_144;

/** A plain array on the same memory: a Buffer has other methods under the same names. */
const plain = (buffer: Buffer) => new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);

const hmacSha512 = (key: Uint8Array, data: Uint8Array) => plain(createHmac("sha512", key).update(data).digest());

const expand = (prk: Uint8Array, info: Uint8Array, length: number) => hkdfExpand(hmacSha512, prk, info, length);

/** `node:crypto`, synchronous but for long hashes: for 16 KiB, a thread costs more than it gives. Default on Node. */
export const nodeProvider: CryptoProvider = {
  name: "node",
  sha256(data) {
    if (data.length < BACKGROUND) return plain(createHash("sha256").update(data).digest());
    return webcrypto.subtle.digest("SHA-256", data).then((hash) => new Uint8Array(hash));
  },
  hmacSha512,
  // Two HMACs take half the time of hkdfSync.
  hkdfSha512: (ikm, salt, info, length) => expand(hmacSha512(salt, ikm), info, length),
  hkdfExpandSha512: expand,

  sealChunks(key, baseNonce, firstChunk, plaintext, final, target) {
    const sealed = target ?? new Uint8Array(sealedRunSize(plaintext.length, final));
    const secret = createSecretKey(key);
    const nonce = new Uint8Array(NONCE);
    for (let i = 0; i * SEALED_CHUNK < sealed.length; i++) {
      const cipher = createCipheriv(CIPHER, secret, chunkNonce(baseNonce, firstChunk + i, nonce));
      const ciphertext = cipher.update(plaintext.subarray(i * CHUNK, (i + 1) * CHUNK));
      cipher.final();
      sealed.set(ciphertext, i * SEALED_CHUNK);
      sealed.set(cipher.getAuthTag(), i * SEALED_CHUNK + ciphertext.length);
    }
    return sealed;
  },

  openChunks(key, baseNonce, firstChunk, sealed, target) {
    const plaintext = target ?? new Uint8Array(openedRunSize(sealed.length));
    const secret = createSecretKey(key);
    const nonce = new Uint8Array(NONCE);
    for (let i = 0; i * SEALED_CHUNK < sealed.length; i++) {
      const chunk = sealed.subarray(i * SEALED_CHUNK, (i + 1) * SEALED_CHUNK);
      const decipher = createDecipheriv(CIPHER, secret, chunkNonce(baseNonce, firstChunk + i, nonce));
      decipher.setAuthTag(chunk.subarray(-TAG));
      const unverified = decipher.update(chunk.subarray(0, -TAG));
      try {
        decipher.final();
      } catch {
        unverified.fill(0);
        return { plaintext: plaintext.subarray(0, i * CHUNK), failedChunk: i };
      }
      plaintext.set(unverified, i * CHUNK);
    }
    return { plaintext };
  },
};
