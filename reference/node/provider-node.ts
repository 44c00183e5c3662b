import { createHash, createHmac, createSecretKey, webcrypto } from "node:crypto";
import { CHUNK, openedRunSize, SEALED_CHUNK, sealedRunSize } from "../core/chunks.js";
import { hkdfExpand } from "../core/hkdf-expand.js";
import type { CryptoProvider } from "../core/provider.js";
import { type ChunkRun, convertChunk } from "./chunk-run.js";
import { LENT_CHUNKS, lendChunks, startSecondThread, takeBackChunks } from "./second-thread.js";

/** Chunks of a message, 4 MiB, after which a second thread is worth its start. */
const LARGE = 256;
/** Least number of chunks, 512 KiB, that are worth being shared with it. */
const WORTH_LENDING = 32;

/** Least number of bytes that are hashed on a thread of their own, while the caller seals them. */
const BACKGROUND = 262_144;

/** A plain array on the same memory: a Buffer has other methods under the same names. */
const plain = (buffer: Buffer) => new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);

const hmacSha512 = (key: Uint8Array, data: Uint8Array) => plain(createHmac("sha512", key).update(data).digest());

const expand = (prk: Uint8Array, info: Uint8Array, length: number) => hkdfExpand(hmacSha512, prk, info, length);

/** `node:crypto`, synchronous but for long hashes; a second thread helps with long runs of large messages. Default on Node. */
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
    const count = Math.ceil(output.length / SEALED_CHUNK);
    convertRun(
      { sealing: true, key: createSecretKey(key), baseNonce, firstChunk, input: plaintext, output },
      key,
      count,
    );
    return output;
  },

  openChunks(key, baseNonce, firstChunk, sealed, target) {
    const output = target ?? new Uint8Array(openedRunSize(sealed.length));
    const count = Math.ceil(sealed.length / SEALED_CHUNK);
    const run = { sealing: false, key: createSecretKey(key), baseNonce, firstChunk, input: sealed, output };
    const authentic = convertRun(run, key, count);
    if (authentic === count) return { plaintext: output };
    return { plaintext: output.subarray(0, authentic * CHUNK), failedChunk: authentic };
  },
};

/** Seals or opens a run of `count` chunks, of which the last may be short. Gives the number up to the first bad one. */
function convertRun(run: ChunkRun, key: Uint8Array, count: number): number {
  if (run.firstChunk + count > LARGE) startSecondThread();
  const whole = Math.floor(run.input.length / (run.sealing ? CHUNK : SEALED_CHUNK));
  let done = 0;
  while (done < count) {
    // The first half is done here, the second half meanwhile there.
    const end = Math.min(done + 2 * LENT_CHUNKS, whole);
    const middle = Math.ceil((done + end) / 2);
    const lent = end - done >= WORTH_LENDING && lendChunks(run, key, middle, end);
    const stop = lent ? middle : Math.max(end, done + 1);
    while (done < stop && convertChunk(run, done)) done++;
    const back = lent ? takeBackChunks(run, middle) : undefined;
    if (done < stop) return done;
    done = back ?? done;
    if (back !== undefined && back < end) return back;
  }
  return count;
}
