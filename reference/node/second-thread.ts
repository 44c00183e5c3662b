import { createSecretKey } from "node:crypto";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { CHUNK, NONCE, SEALED_CHUNK } from "../core/chunks.js";
import { type ChunkRun, convertChunk } from "./chunk-run.js";

/** Most chunks that are lent to the second thread at once. */
export const LENT_CHUNKS = 64;
/** A thread that has not answered for so long is gone. */
const LOST_MS = 5000;

/** Word of the slot that says what the second thread does. Both threads wait on it. */
export const STATE = 0;
export const ABSENT = 0;
export const IDLE = 1;
export const OFFERED = 2;
export const TAKEN = 3;
/** The next chunk that nobody works on yet. */
const NEXT = 1;
/** First chunk that the second thread found not to be authentic; COUNT if there is none. */
export const FAILED = 2;
const COUNT = 3;
const SEALING = 4;
const WORDS = 6;

/** Memory that both threads see, with one lent run in it: a thread gets no other memory without a copy. */
export interface Slot {
  readonly shared: SharedArrayBuffer;
  readonly words: Int32Array;
  readonly firstChunk: Float64Array;
  readonly key: Uint8Array;
  readonly baseNonce: Uint8Array;
  readonly plaintext: Uint8Array;
  readonly sealed: Uint8Array;
}

// Chunks start at multiples of 8, or V8 copies them byte by byte.
const KEY_AT = 32;
const NONCE_AT = KEY_AT + 32;
const PLAINTEXT_AT = 128;
const SEALED_AT = PLAINTEXT_AT + LENT_CHUNKS * CHUNK;
const SLOT_BYTES = SEALED_AT + LENT_CHUNKS * SEALED_CHUNK;

/** The views of a slot; each thread has its own. */
export function openSlot(shared: SharedArrayBuffer): Slot {
  return {
    shared,
    words: new Int32Array(shared, 0, WORDS),
    firstChunk: new Float64Array(shared, 4 * WORDS, 1),
    key: new Uint8Array(shared, KEY_AT, 32),
    baseNonce: new Uint8Array(shared, NONCE_AT, NONCE),
    plaintext: new Uint8Array(shared, PLAINTEXT_AT, LENT_CHUNKS * CHUNK),
    sealed: new Uint8Array(shared, SEALED_AT),
  };
}

/**
 * Works on the chunks of a slot in their order, while the other thread may do the same, until none is left or one is
 * not authentic.
 *
 * @returns that chunk, or the number of chunks. Each lower one has been taken by one of the threads.
 */
export function convertSlot({ words, firstChunk, key, baseNonce, plaintext, sealed }: Slot): number {
  const sealing = words[SEALING] === 1;
  const [input, output] = sealing ? [plaintext, sealed] : [sealed, plaintext];
  const run: ChunkRun = { sealing, key: createSecretKey(key), baseNonce, firstChunk: firstChunk[0]!, input, output };
  const count = words[COUNT]!;
  for (let i = Atomics.add(words, NEXT, 1); i < count; i = Atomics.add(words, NEXT, 1)) {
    if (convertChunk(run, i)) continue;
    Atomics.store(words, NEXT, count);
    return i;
  }
  return count;
}

// Compiled code only: Node 20 starts no thread from TypeScript.
let possible = import.meta.url.endsWith(".js") && availableParallelism() > 1;
let slot: Slot | undefined;
let thread: Worker | undefined;

/** Starts the second thread unless it runs. It is there some time later, and keeps no process alive. */
export function startSecondThread(): void {
  if (!possible || thread !== undefined) return;
  try {
    slot ??= openSlot(new SharedArrayBuffer(SLOT_BYTES));
    thread = new Worker(new URL("./chunk-worker.js", import.meta.url), {
      workerData: slot.shared,
      // It makes nothing but garbage: 18 MiB less at the peak.
      resourceLimits: { maxYoungGenerationSizeMb: 2 },
    });
    thread.on("error", giveUp);
    thread.on("exit", () => {
      thread = undefined;
    });
    thread.unref();
  } catch {
    giveUp();
  }
}

/** From now on there is one thread. The slot is dropped, because a lost thread may still write to it. */
function giveUp(): void {
  possible = false;
  slot = undefined;
}

/** Lends whole chunks of a run, from one to before another, to the second thread. Says whether it is there for them. */
export function lendChunks(run: ChunkRun, key: Uint8Array, from: number, to: number): boolean {
  if (slot === undefined || Atomics.load(slot.words, STATE) !== IDLE) return false;
  const [input, size] = run.sealing ? [slot.plaintext, CHUNK] : [slot.sealed, SEALED_CHUNK];
  input.set(run.input.subarray(from * size, to * size));
  slot.words.set([0, to - from, to - from, run.sealing ? 1 : 0], NEXT);
  slot.firstChunk[0] = run.firstChunk + from;
  slot.key.set(key);
  slot.baseNonce.set(run.baseNonce);
  // It may have ended meanwhile, having waited long enough.
  const lent = Atomics.compareExchange(slot.words, STATE, IDLE, OFFERED) === IDLE;
  if (lent) Atomics.notify(slot.words, STATE);
  else slot.key.fill(0);
  return lent;
}

/**
 * Helps with the chunks that were lent and takes them back.
 *
 * @returns the first of them that is not authentic, or the one after them; undefined if they are lost with the thread
 */
export function takeBackChunks(run: ChunkRun, from: number): number | undefined {
  const { words, key, plaintext, sealed } = slot!;
  const own = convertSlot(slot!);
  // It may not have come at all: then all of them were done here.
  Atomics.compareExchange(words, STATE, OFFERED, IDLE);
  while (Atomics.load(words, STATE) === TAKEN) {
    if (Atomics.wait(words, STATE, TAKEN, LOST_MS) !== "timed-out") continue;
    key.fill(0);
    giveUp();
    return undefined;
  }
  key.fill(0);
  const authentic = Math.min(own, words[FAILED]!);
  const [output, size] = run.sealing ? [sealed, SEALED_CHUNK] : [plaintext, CHUNK];
  run.output.set(output.subarray(0, authentic * size), from * size);
  return from + authentic;
}
