import { createSecretKey } from "node:crypto";
import { closeSync, openSync } from "node:fs";
import type { ContentDigest } from "../core/attachment-content.js";
import { equalBytes, u64, zeroize } from "../core/bytes.js";
import { CHUNK } from "../core/chunks.js";
import { DIGEST_PIECE } from "../core/digest.js";
import type { ObjectStart } from "../core/object-start.js";
import { LENGTH_FIELD, paddedSize } from "../core/padding.js";
import { contentChanged } from "../core/source-error.js";
import { convertChunk } from "./chunk-run.js";
import { createFileDigest } from "./file-digest.js";
import { storeError } from "./file-error.js";
import { readUpTo, writeAll } from "./whole-io.js";

/** Plaintext that is sealed and written at once: 1 MiB, in whole chunks. */
const RUN = 64 * CHUNK;

/** Content that was read. */
export interface ReadContent extends ContentDigest {
  /** It stands in memory behind its length field, with room for its padding. */
  readonly held: boolean;
}

/**
 * Reads a file once, and leaves it in `memory` if it fits.
 *
 * @param memory - at least a length field and a piece of the digest
 * @param check - throws between pieces if this is to stop
 */
export function readContentFile(path: string, memory: Uint8Array, check: () => void): ReadContent {
  const file = openSync(path, "r");
  try {
    const digest = createFileDigest();
    let fits = true;
    for (;;) {
      check();
      const at = LENGTH_FIELD + digest.length();
      const isRoom = at + DIGEST_PIECE <= memory.length;
      const piece = memory.subarray(isRoom ? at : LENGTH_FIELD).subarray(0, DIGEST_PIECE);
      const read = readUpTo(file, piece, digest.length());
      if (read > 0) fits &&= isRoom;
      digest.update(piece.subarray(0, read));
      if (read === DIGEST_PIECE) continue;
      const length = digest.length();
      return { length, digest: digest.finish(), held: fits && paddedSize(length) <= memory.length };
    }
  } finally {
    closeSync(file);
  }
}

/**
 * Seals what {@link readContentFile} has read, and writes it as the stored file of an object. Content that is not held
 * is read once more.
 *
 * @param target - descriptor of a new file
 * @param check - told before each piece how many bytes are sealed; throws if this is to stop
 * @throws KeepsakeError object.size, object.digest if the file has changed, store.unavailable
 */
export function sealContentFile(
  path: string,
  content: ReadContent,
  { bytes, key, baseNonce, name }: ObjectStart,
  target: number,
  memory: Uint8Array,
  check: (sealed: number) => void,
): void {
  const size = paddedSize(content.length);
  const sealing = { sealing: true, key: createSecretKey(key), baseNonce };
  zeroize(key);
  let parts: Uint8Array[] = [bytes];
  let [taken, written] = [0, 0];
  for (const input of content.held ? heldRuns(content, memory, size) : readRuns(path, content, memory, size, name)) {
    check(taken);
    const firstChunk = taken / CHUNK;
    taken += input.length;
    // The last chunk is always short, and may be empty.
    const chunks = Math.floor(input.length / CHUNK) + (taken === size ? 1 : 0);
    for (let i = 0; i < chunks; i++) parts.push(...convertChunk({ ...sealing, firstChunk, input }, i)!);
    try {
      written += writeAll(target, parts, written);
    } catch (error) {
      // What has no code of ours is of the source.
      throw storeError(error, name);
    }
    parts = [];
  }
}

function* heldRuns({ length }: ContentDigest, memory: Uint8Array, size: number): Generator<Uint8Array> {
  memory.set(u64(length));
  memory.fill(0, LENGTH_FIELD + length, size);
  for (let at = 0; at < size; at += RUN) yield memory.subarray(at, Math.min(at + RUN, size));
}

function* readRuns(
  path: string,
  { length, digest }: ContentDigest,
  memory: Uint8Array,
  size: number,
  name: string,
): Generator<Uint8Array> {
  const file = openSync(path, "r");
  try {
    const again = createFileDigest();
    const run = memory.subarray(0, RUN);
    run.set(u64(length));
    for (let at = 0; at < size; at += RUN) {
      const start = at === 0 ? LENGTH_FIELD : 0;
      const content = run.subarray(start).subarray(0, length - again.length());
      if (readUpTo(file, content, again.length()) < content.length) throw contentChanged("object.size", name);
      again.update(content);
      run.fill(0, start + content.length);
      if (at + RUN >= size) {
        if (readUpTo(file, new Uint8Array(1), length) > 0) throw contentChanged("object.size", name);
        if (!equalBytes(again.finish(), digest)) throw contentChanged("object.digest", name);
      }
      yield run.subarray(0, Math.min(RUN, size - at));
    }
  } finally {
    closeSync(file);
  }
}
