import { createCipheriv, createDecipheriv, createHash, createHmac, createSecretKey } from "node:crypto";
import { CHUNK, chunkNonce, NONCE, openedRunSize, SEALED_CHUNK, sealedRunSize, TAG } from "../core/chunks.js";
import type { CryptoProvider } from "../core/provider.js";

const CIPHER = "aes-256-gcm";
const SHA512_LENGTH = 64;

/** A plain array on the same memory: a Buffer has other methods under the same names. */
const plain = (buffer: Buffer) => new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);

const hmac = (key: Uint8Array, ...data: Uint8Array[]) => {
  const running = createHmac("sha512", key);
  for (const part of data) running.update(part);
  return plain(running.digest());
};

// RFC 5869, section 2.3. Two HMACs take half the time of hkdfSync, which cannot expand alone either.
const expand = (prk: Uint8Array, info: Uint8Array, length: number) => {
  const output = new Uint8Array(Math.ceil(length / SHA512_LENGTH) * SHA512_LENGTH);
  let block: Uint8Array = new Uint8Array();
  for (let i = 0; i * SHA512_LENGTH < length; i++) {
    block = hmac(prk, block, info, Uint8Array.of(i + 1));
    output.set(block, i * SHA512_LENGTH);
  }
  return output.slice(0, length);
};

/** `node:crypto`, synchronous: at 16 KiB a call is worth more than a thread. Default on Node. */
export const nodeProvider: CryptoProvider = {
  name: "node",
  sha256: (data) => plain(createHash("sha256").update(data).digest()),
  hmacSha512: (key, data) => hmac(key, data),
  hkdfSha512: (ikm, salt, info, length) => expand(hmac(salt, ikm), info, length),
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
        return { plaintext: plaintext.subarray(0, i * CHUNK), failedChunk: i };
      }
      plaintext.set(unverified, i * CHUNK);
    }
    return { plaintext };
  },
};
