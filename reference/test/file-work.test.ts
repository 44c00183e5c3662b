import { appendFileSync, closeSync, openSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { CHUNK } from "../core/chunks.js";
import { deriveEpochKeys } from "../core/derive.js";
import { DIGEST_PIECE, digest } from "../core/digest.js";
import { createReference, OBJECT_TYPE } from "../core/object.js";
import { sealObject } from "../core/object-seal.js";
import { type ObjectStart, startObject } from "../core/object-start.js";
import { LENGTH_FIELD } from "../core/padding.js";
import { collect } from "../core/store.js";
import { type ReadContent, readContentFile, sealContentFile } from "../node/file-work.js";
import { counting, expectBytes } from "./byte-support.js";
import { temporaryFolder } from "./command-harness.js";
import { thrownBy } from "./thrown.js";
import { provider, randomness, seed } from "./vault-helpers.js";

const vaultId = seed(1).subarray(0, 16);
const keys = await deriveEpochKeys(provider, seed(2), vaultId, 1);
const type = OBJECT_TYPE.attachment;
const go = () => {};

/** Room for a piece of the digest alone, and for three. */
const LEAST = LENGTH_FIELD + DIGEST_PIECE;
const MORE = LENGTH_FIELD + 3 * DIGEST_PIECE;

let path: string;
let target: string;
beforeEach(() => {
  const folder = temporaryFolder();
  path = join(folder, "source");
  target = join(folder, "target");
});

async function referenceTo(content: Uint8Array) {
  const description = { type, identity: "a", length: content.length, digest: await digest(provider, content) };
  return createReference(provider, keys, description);
}

function sealed(content: ReadContent, start: ObjectStart, memory: Uint8Array): Uint8Array {
  const file = openSync(target, "w");
  try {
    sealContentFile(path, content, start, file, memory, go);
  } finally {
    closeSync(file);
  }
  return readFileSync(target);
}

describe("a file that a thread reads and seals", () => {
  const around = (...lengths: number[]) => fc.constantFrom(...lengths.flatMap((n) => [n - 9, n - 8, n - 7, n, n + 1]));
  const length = fc.oneof(
    fc.nat(200_000),
    around(CHUNK, 4096, DIGEST_PIECE, 2 * DIGEST_PIECE, 3 * DIGEST_PIECE),
    fc.constantFrom(0, 1, 3_500_000),
  );

  it("becomes the object that the core makes of it, held or read twice", async () => {
    await fc.assert(
      fc.asyncProperty(length, fc.constantFrom(LEAST, MORE), async (length, room) => {
        const bytes = counting(length, length);
        writeFileSync(path, bytes);
        // Of the file before.
        const memory = new Uint8Array(room).fill(0xa5);
        const content = readContentFile(path, memory, go);
        const reference = await referenceTo(bytes);
        expect([content.length, content.digest]).toEqual([length, reference.digest]);
        const start = await startObject(provider, vaultId, type, reference, randomness);
        const expected = await collect(sealObject(provider, vaultId, type, reference, bytes, randomness));
        expectBytes(sealed(content, start, memory), expected);
      }),
      { numRuns: 30 },
    );
  });

  it.each([
    ["longer", "object.size", () => appendFileSync(path, "x")],
    ["shorter", "object.size", () => truncateSync(path, 1_999_999)],
    ["another", "object.digest", () => writeFileSync(path, counting(2_000_000, 1))],
  ])("is not sealed if it is %s the second time", async (_, code, change) => {
    const bytes = counting(2_000_000);
    writeFileSync(path, bytes);
    const memory = new Uint8Array(LEAST);
    const content = readContentFile(path, memory, go);
    expect(content.held).toBe(false);
    const start = await startObject(provider, vaultId, type, await referenceTo(bytes), randomness);
    change();
    expect(thrownBy(() => sealed(content, start, memory))?.code).toBe(code);
  });

  it("is what it was when it was read, if it is held", async () => {
    const bytes = counting(2_000_000);
    writeFileSync(path, bytes);
    const memory = new Uint8Array(MORE);
    const content = readContentFile(path, memory, go);
    const reference = await referenceTo(bytes);
    writeFileSync(path, "gone");
    const start = await startObject(provider, vaultId, type, reference, randomness);
    const expected = await collect(sealObject(provider, vaultId, type, reference, bytes, randomness));
    expectBytes(sealed(content, start, memory), expected);
  });
});
