import { createHash, createHmac, createSecretKey, webcrypto } from "node:crypto";
import { CHUNK, openedRunSize, SEALED_CHUNK, sealedRunSize } from "../core/chunks.js";
import { hkdfExpand } from "../core/hkdf-expand.js";
import type { CryptoProvider } from "../core/provider.js";
import { type ChunkRun, convertChunk } from "./chunk-run.js";

/** Least number of bytes that are hashed on a thread of their own, while the caller seals them. */
const BACKGROUND = 262_144;

/** A plain array on the same memory: a Buffer has other methods under the same names. */
const plain = (buffer: Buffer) => new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);

const hmacSha512 = (key: Uint8Array, data: Uint8Array) => plain(createHmac("sha512", key).update(data).digest());

const expand = (prk: Uint8Array, info: Uint8Array, length: number) => hkdfExpand(hmacSha512, prk, info, length);

/** `node:crypto`, synchronous but for long hashes. Default on Node. */
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
    const output = target ?? new Uint8Array(sealedRunSize(plaintext.length, final));
    convertRun({ sealing: true, key: createSecretKey(key), baseNonce, firstChunk, input: plaintext }, output);
    return output;
  },

  openChunks(key, baseNonce, firstChunk, sealed, target) {
    const output = target ?? new Uint8Array(openedRunSize(sealed.length));
    const run = { sealing: false, key: createSecretKey(key), baseNonce, firstChunk, input: sealed };
    const failedChunk = convertRun(run, output);
    if (failedChunk === undefined) return { plaintext: output };
    return { plaintext: output.subarray(0, failedChunk * CHUNK), failedChunk };
  },
};

/** Seals or opens a run of chunks, of which the last may be short. Gives the first that is not authentic. */
function convertRun(run: ChunkRun, output: Uint8Array): number | undefined {
  const count = Math.ceil((run.sealing ? output : run.input).length / SEALED_CHUNK);
  let filled = 0;
  for (let i = 0; i < count; i++) {
    const parts = convertChunk(run, i);
    if (parts === undefined) return i;
    for (const part of parts) {
      output.set(part, filled);
      filled += part.length;
    }
  }
  return undefined;
}
