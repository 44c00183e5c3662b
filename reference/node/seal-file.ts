import { createSecretKey, randomBytes } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { concat, zeroize } from "../core/bytes.js";
import { CHUNK } from "../core/chunks.js";
import {
  committedKeys,
  type MessageKeys,
  messageKeys,
  plaintextSize,
  SEAL_HEADER,
  SEAL_SALT,
  SealFailure,
} from "../core/cobblestone-message.js";
import { nodeProvider } from "./provider-node.js";
import { readAt } from "./read-at.js";
import { convertStripes, type FileConversion } from "./stripes.js";

/** Plaintext for which it pays to start one more thread: 32 MiB. */
const THREAD_BYTES = 33_554_432;
/** Each thread takes memory, and four are as fast as a disk. */
const MAX_THREADS = 4;

/**
 * Seals a file into another as one message of Cobblestone-256, as large as it may be, on several threads where that is
 * faster. Spec: Sealing.
 *
 * @param source - a file that does not change meanwhile
 * @param target - a new, empty file; empty again if this throws
 * @param key - 32 bytes, uniformly random
 * @param context - what the message is bound to
 * @param salt - 24 random bytes, never used twice with the same key
 * @throws the error of the file system
 */
export async function sealFile(
  source: FileHandle,
  target: FileHandle,
  key: Uint8Array,
  context: Uint8Array,
  salt: Uint8Array = randomBytes(SEAL_SALT),
): Promise<void> {
  const { size } = await source.stat();
  const keys = await messageKeys(nodeProvider, key, context, salt);
  await target.write(concat(salt, keys.commitment), 0, SEAL_HEADER, 0);
  await convertFile(true, keys, size, source, size, target);
}

/**
 * Opens a file that {@link sealFile} made, or any sealed message, into another. What is written meanwhile is authentic
 * but not known to be whole, so give the file its name only afterwards, as {@link writeNewFile} does.
 *
 * @param source - a file that does not change meanwhile
 * @param target - a new, empty file; empty again if this throws
 * @param key - 32 bytes
 * @param context - what the message must be bound to
 * @throws SealFailure if the message is not authentic, with the lowest chunk that is not; the error of the file system
 */
export async function openSealedFile(
  source: FileHandle,
  target: FileHandle,
  key: Uint8Array,
  context: Uint8Array,
): Promise<void> {
  const { size } = await source.stat();
  const length = plaintextSize(size);
  if (length === undefined) throw new SealFailure("size");
  const keys = await committedKeys(nodeProvider, key, context, await readAt(source, size, 0, SEAL_HEADER));
  await convertFile(false, keys, length, source, size, target);
}

async function convertFile(
  sealing: boolean,
  keys: MessageKeys,
  length: number,
  source: FileHandle,
  sourceSize: number,
  target: FileHandle,
): Promise<void> {
  const conversion: FileConversion = {
    sealing,
    key: createSecretKey(keys.key),
    // A copy, because a thread is sent the whole memory that an array is a part of.
    baseNonce: keys.baseNonce.slice(),
    chunks: Math.floor(length / CHUNK) + 1,
    source: source.fd,
    sourceSize,
    target: target.fd,
    nextRun: new Int32Array(new SharedArrayBuffer(4)),
  };
  zeroize(keys.key);
  const others = Array.from({ length: usefulThreads(length) - 1 }, () => convertElsewhere(conversion));
  // All have to end, even if one fails: until then they use the files.
  const ends = await Promise.allSettled([convertStripes(conversion), ...others]);
  try {
    const failed = Math.min(...ends.map(endOf));
    if (failed < conversion.chunks) throw new SealFailure("chunk", failed);
  } catch (error) {
    // A device has no length to take back.
    await target.truncate(0).catch(() => {});
    throw error;
  }
}

function endOf(end: PromiseSettledResult<number>): number {
  if (end.status === "rejected") throw end.reason;
  return end.value;
}

function usefulThreads(length: number): number {
  // Node 20 starts no thread from TypeScript.
  if (!import.meta.url.endsWith(".js")) return 1;
  return Math.min(availableParallelism(), MAX_THREADS, 1 + Math.floor(length / THREAD_BYTES));
}

/** As {@link convertStripes}, on another thread. */
function convertElsewhere(conversion: FileConversion): Promise<number> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./stripes-worker.js", import.meta.url), {
      workerData: conversion,
      // It makes nothing but garbage: less memory at the peak.
      resourceLimits: { maxYoungGenerationSizeMb: 2 },
    });
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", () => reject(new Error("A thread ended before its work was done.")));
  });
}
