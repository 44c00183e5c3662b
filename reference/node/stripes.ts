import type { KeyObject } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import { CHUNK, SEALED_CHUNK } from "../core/chunks.js";
import { SEAL_HEADER } from "../core/cobblestone-message.js";
import { convertChunk } from "./chunk-run.js";
import { readUpTo, writeAll } from "./whole-io.js";

/** Chunks that a thread takes at once: 1 MiB. */
const RUN = 64;

/** A message in one file that becomes one in another. Every thread gets this; descriptors are those of the process. */
export interface FileConversion {
  readonly sealing: boolean;
  readonly key: KeyObject;
  readonly baseNonce: Uint8Array;
  /** Chunks of the message. */
  readonly chunks: number;
  readonly source: number;
  readonly sourceSize: number;
  readonly target: number;
  /** The next run that no thread has taken yet; all threads see it. */
  readonly nextRun: Int32Array;
}

/**
 * Seals or opens runs of chunks from file to file, each at its place, until none is left or one chunk is not
 * authentic. Any number of threads may do so at once. No run with such a chunk is written.
 *
 * @returns that chunk, or the number of chunks. Each run below it has been taken, by this thread or another.
 */
export async function convertStripes(file: FileConversion): Promise<number> {
  const { sealing, key, baseNonce, chunks, nextRun } = file;
  const plain = { start: 0, chunk: CHUNK };
  const sealed = { start: SEAL_HEADER, chunk: SEALED_CHUNK };
  const [from, to] = sealing ? [plain, sealed] : [sealed, plain];
  const memory = new Uint8Array(RUN * from.chunk);
  try {
    for (;;) {
      const firstChunk = Atomics.add(nextRun, 0, 1) * RUN;
      const count = Math.min(RUN, chunks - firstChunk);
      if (count <= 0) return chunks;
      const offset = from.start + firstChunk * from.chunk;
      const input = memory.subarray(0, file.sourceSize - offset);
      if (readUpTo(file.source, input, offset) < input.length) {
        throw new Error("The file became shorter while it was read.");
      }
      const output: Uint8Array[] = [];
      for (let i = 0; i < count; i++) {
        const parts = convertChunk({ sealing, key, baseNonce, firstChunk, input }, i);
        if (parts === undefined) return firstChunk + i;
        output.push(...parts);
      }
      writeAll(file.target, output, to.start + firstChunk * to.chunk);
      // Other work of the program goes on between the runs.
      await nextTurn();
    }
  } finally {
    // However this one ended, no thread needs to begin another run.
    Atomics.store(nextRun, 0, Math.ceil(chunks / RUN));
  }
}
