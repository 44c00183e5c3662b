import { createCipheriv, createDecipheriv, type KeyObject } from "node:crypto";
import { CHUNK, chunkNonce, SEALED_CHUNK, TAG } from "../core/chunks.js";

/** A run of chunks to seal or to open. */
export interface ChunkRun {
  readonly sealing: boolean;
  readonly key: KeyObject;
  readonly baseNonce: Uint8Array;
  /** Number of the run's first chunk in the message. */
  readonly firstChunk: number;
  readonly input: Uint8Array;
}

const CIPHER = "aes-256-gcm";

/** Seals or opens chunk `i` of a run. Gives the parts of the result; undefined if the chunk is not authentic. */
export function convertChunk(run: ChunkRun, i: number): Uint8Array[] | undefined {
  const { sealing, key, input } = run;
  const nonce = chunkNonce(run.baseNonce, run.firstChunk + i);
  if (sealing) {
    const cipher = createCipheriv(CIPHER, key, nonce);
    const ciphertext = cipher.update(input.subarray(i * CHUNK, (i + 1) * CHUNK));
    cipher.final();
    return [ciphertext, cipher.getAuthTag()];
  }
  const end = Math.min((i + 1) * SEALED_CHUNK, input.length);
  const decipher = createDecipheriv(CIPHER, key, nonce);
  decipher.setAuthTag(input.subarray(end - TAG, end));
  const unverified = decipher.update(input.subarray(i * SEALED_CHUNK, end - TAG));
  try {
    decipher.final();
  } catch {
    unverified.fill(0);
    return undefined;
  }
  return [unverified];
}
