import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { concat, utf8 } from "../core/bytes.js";
import { CHUNK, chunkNonce, MAX_CHUNKS, SEALED_CHUNK, TAG } from "../core/chunks.js";
import {
  createOpener,
  createSealer,
  open,
  openRange,
  plaintextSize,
  SEAL_HEADER,
  SealFailure,
  seal,
  sealedSize,
} from "../core/cobblestone.js";
import type { CryptoProvider } from "../core/provider.js";
import { nobleProvider } from "../core/provider-noble.js";
import { webCryptoProvider } from "../core/provider-webcrypto.js";
import { nodeProvider } from "../node/provider-node.js";
import { counting, expectBytes } from "./byte-support.js";

const KEY = counting(32, 1);
const SALT = counting(24, 2);
const CONTEXT = utf8("context");
const PROVIDERS = [nodeProvider, webCryptoProvider, nobleProvider];

const sealed = (plaintext: Uint8Array) => seal(nodeProvider, KEY, CONTEXT, plaintext, SALT);

async function failureOf(task: () => unknown): Promise<SealFailure> {
  try {
    await task();
  } catch (error) {
    expect(error).toBeInstanceOf(SealFailure);
    return error as SealFailure;
  }
  throw new Error("expected a failure");
}

describe("sizes", () => {
  test("every length has one sealed size, and back", () => {
    const length = fc.oneof(
      fc.integer({ min: 0, max: 5 * CHUNK }),
      fc.integer({ min: 0, max: 2 ** 30 }).map((n) => n * CHUNK),
      fc.integer({ min: 0, max: 2 ** 50 }),
    );
    fc.assert(fc.property(length, (n) => plaintextSize(sealedSize(n)) === n));
  });

  test("lengths that no message has", () => {
    for (const chunks of [0, 1, 5]) {
      const whole = SEAL_HEADER + chunks * SEALED_CHUNK;
      // A message never ends after a full chunk, nor within a tag.
      for (let rest = 0; rest < TAG; rest++) expect(plaintextSize(whole + rest)).toBeUndefined();
      expect(plaintextSize(whole + TAG)).toBe(chunks * CHUNK);
    }
    for (let size = 0; size < SEAL_HEADER + TAG; size++) expect(plaintextSize(size)).toBeUndefined();
    expect(plaintextSize(SEAL_HEADER + MAX_CHUNKS * SEALED_CHUNK + TAG)).toBeUndefined();
  });
});

test("the nonce is the chunk's number XOR the base nonce, in 38 bits", () => {
  const zeros = new Uint8Array(12);
  expect([...chunkNonce(zeros, 0)]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  expect([...chunkNonce(zeros, 0x0102030405)]).toEqual([0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5]);
  expect([...chunkNonce(zeros, MAX_CHUNKS - 1)]).toEqual([0, 0, 0, 0, 0, 0, 0, 0x3f, 255, 255, 255, 255]);
  const ones = new Uint8Array(12).fill(0xff);
  expect([...chunkNonce(ones, 0xffffffff)]).toEqual([255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0]);
});

describe("opening at once", () => {
  test("every bit flip is refused", async () => {
    const bytes = await sealed(counting(20));
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const copy = bytes.slice();
      copy[bit >> 3]! ^= 1 << (bit & 7);
      const { kind } = await failureOf(() => open(nodeProvider, KEY, CONTEXT, copy));
      expect(kind).toBe(bit >> 3 < SEAL_HEADER ? "commitment" : "chunk");
    }
  });

  test("every cut is refused", async () => {
    const bytes = await sealed(counting(CHUNK + 40));
    for (let length = 0; length < bytes.length; length += length > 100 && length < SEALED_CHUNK ? 997 : 1) {
      await failureOf(() => open(nodeProvider, KEY, CONTEXT, bytes.subarray(0, length)));
    }
  });

  test("a message cut after a full chunk is not taken for a shorter one", async () => {
    const bytes = await sealed(counting(3 * CHUNK));
    for (const chunks of [0, 1, 2, 3]) {
      const cut = bytes.subarray(0, SEAL_HEADER + chunks * SEALED_CHUNK);
      expect((await failureOf(() => open(nodeProvider, KEY, CONTEXT, cut))).kind).toBe("size");
    }
  });

  test("another key, context or salt is a commitment failure", async () => {
    const bytes = await sealed(counting(50));
    const other = KEY.slice();
    other[31]! ^= 1;
    expect((await failureOf(() => open(nodeProvider, other, CONTEXT, bytes))).kind).toBe("commitment");
    expect((await failureOf(() => open(nodeProvider, KEY, utf8("contexT"), bytes))).kind).toBe("commitment");
    expect((await failureOf(() => open(nodeProvider, KEY, utf8(""), bytes))).kind).toBe("commitment");
  });

  test("chunks swapped, repeated or left out are named by the lowest wrong one", async () => {
    const bytes = await sealed(counting(4 * CHUNK + 5));
    const chunk = (n: number) => bytes.slice(SEAL_HEADER + n * SEALED_CHUNK, SEAL_HEADER + (n + 1) * SEALED_CHUNK);
    const made = (...order: number[]) => concat(bytes.subarray(0, SEAL_HEADER), ...order.map(chunk));
    for (const [order, wrong] of [
      [[0, 2, 1, 3, 4], 1],
      [[0, 1, 1, 2, 3, 4], 2],
      [[0, 1, 2, 4], 3],
      [[1, 2, 3, 4], 0],
    ] as const) {
      const failure = await failureOf(() => open(nodeProvider, KEY, CONTEXT, made(...order)));
      expect([failure.kind, failure.chunk]).toEqual(["chunk", wrong]);
    }
  });

  test("a caller's mistakes are not failures of the data", async () => {
    await expect(seal(nodeProvider, KEY.subarray(1), CONTEXT, SALT, SALT)).rejects.toThrow(RangeError);
    await expect(seal(nodeProvider, KEY, CONTEXT, SALT, KEY)).rejects.toThrow(RangeError);
    await expect(open(nodeProvider, KEY.subarray(1), CONTEXT, await sealed(SALT))).rejects.toThrow(RangeError);
  });
});

describe.each(PROVIDERS)("opening in pieces with $name", (provider: CryptoProvider) => {
  /** Feeds the bytes in pieces, collecting what is released before the failure. */
  async function feed(bytes: Uint8Array, size: number): Promise<{ released: Uint8Array; failure?: SealFailure }> {
    const opener = createOpener(provider, KEY, CONTEXT);
    const released: Uint8Array[] = [];
    let failure: SealFailure | undefined;
    try {
      for (let offset = 0; offset < bytes.length; offset += size) {
        released.push(await opener.update(bytes.subarray(offset, offset + size)));
      }
      released.push(await opener.finish());
    } catch (error) {
      failure = error as SealFailure;
      // After a failure every call fails, and in the same way.
      for (const again of [() => opener.update(bytes), () => opener.finish()]) {
        expect(await failureOf(again)).toBe(failure);
      }
    }
    return { released: concat(...released), ...(failure === undefined ? {} : { failure }) };
  }

  const SIZES = [1000, SEALED_CHUNK, 50_000, 1_048_576];

  test("byte by byte", async () => {
    const plaintext = counting(CHUNK + 3);
    const { released, failure } = await feed(await sealed(plaintext), 1);
    expect(failure).toBeUndefined();
    expectBytes(released, plaintext);
  });

  test("what comes before the failing chunk is released, however the pieces fall", async () => {
    const plaintext = counting(4 * CHUNK + 77);
    const bytes = await sealed(plaintext);
    for (const wrong of [0, 1, 3, 4]) {
      const damaged = bytes.slice();
      damaged[SEAL_HEADER + wrong * SEALED_CHUNK + 5]! ^= 8;
      for (const size of SIZES) {
        const { released, failure } = await feed(damaged, size);
        expectBytes(released, plaintext.subarray(0, wrong * CHUNK));
        expect([failure?.kind, failure?.chunk]).toEqual(["chunk", wrong]);
      }
    }
  });

  test("nothing is released before the commitment is checked", async () => {
    const damaged = await sealed(counting(2 * CHUNK));
    damaged[40]! ^= 1;
    for (const size of SIZES) {
      const { released, failure } = await feed(damaged, size);
      expect(released.length).toBe(0);
      expect(failure?.kind).toBe("commitment");
    }
  });

  test("a cut message is truncated, or its last chunk is not authentic", async () => {
    const bytes = await sealed(counting(2 * CHUNK));
    const ends = [0, 10, 56, 57, 71, 72, 56 + SEALED_CHUNK, 56 + SEALED_CHUNK + 15, 56 + 2 * SEALED_CHUNK];
    for (const end of ends) {
      const { failure } = await feed(bytes.subarray(0, end), 5000);
      const isWholeTag = (end - 56) % SEALED_CHUNK >= TAG && end > 56;
      expect([end, failure?.kind]).toEqual([end, isWholeTag ? "chunk" : "truncated"]);
    }
  });

  test("bytes after the end are not authentic", async () => {
    const { failure } = await feed(concat(await sealed(counting(100)), Uint8Array.of(0)), 5000);
    expect(failure?.kind).toBe("chunk");
  });

  test("a finished message takes no more", async () => {
    const sealer = await createSealer(provider, KEY, CONTEXT, SALT);
    const last = concat(sealer.header, await sealer.finish());
    const call = async (task: () => unknown) => task();
    await expect(call(() => sealer.update(SALT))).rejects.toThrow("finished");
    await expect(call(() => sealer.finish())).rejects.toThrow("finished");
    const opener = createOpener(provider, KEY, CONTEXT);
    await opener.update(last);
    expect((await opener.finish()).length).toBe(0);
    await expect(call(() => opener.update(SALT))).rejects.toThrow("finished");
    await expect(call(() => opener.finish())).rejects.toThrow("finished");
  });
});

describe("opening a range", () => {
  const sourceOf = (bytes: Uint8Array) => ({
    size: bytes.length,
    read: async (offset: number, length: number) => bytes.subarray(offset, offset + length),
  });
  const range = (bytes: Uint8Array, start: number, end: number) =>
    openRange(nodeProvider, KEY, CONTEXT, sourceOf(bytes), start, end);

  test("reads only the chunks that hold it", async () => {
    const bytes = await sealed(counting(10 * CHUNK));
    const reads: [number, number][] = [];
    const source = {
      ...sourceOf(bytes),
      read: (offset: number, length: number) => {
        reads.push([offset, length]);
        return bytes.subarray(offset, offset + length);
      },
    };
    await openRange(nodeProvider, KEY, CONTEXT, source, 3 * CHUNK + 1, 5 * CHUNK);
    expect(reads).toEqual([
      [0, SEAL_HEADER],
      [SEAL_HEADER + 3 * SEALED_CHUNK, 2 * SEALED_CHUNK],
    ]);
  });

  test("fails only if one of its own chunks is wrong, and names it", async () => {
    const bytes = await sealed(counting(5 * CHUNK));
    bytes[SEAL_HEADER + 2 * SEALED_CHUNK]! ^= 1;
    expect((await range(bytes, 0, 2 * CHUNK)).length).toBe(2 * CHUNK);
    expect((await range(bytes, 3 * CHUNK, 5 * CHUNK)).length).toBe(2 * CHUNK);
    expect((await failureOf(() => range(bytes, CHUNK, 3 * CHUNK))).chunk).toBe(2);
  });

  test("refuses a source that is not what it says", async () => {
    const bytes = await sealed(counting(CHUNK));
    const short = { size: bytes.length, read: (offset: number, n: number) => bytes.subarray(offset, offset + n - 1) };
    expect((await failureOf(() => openRange(nodeProvider, KEY, CONTEXT, short, 0, 5))).kind).toBe("truncated");
    const cut = bytes.subarray(0, SEAL_HEADER + SEALED_CHUNK);
    expect((await failureOf(() => range(cut, 0, 5))).kind).toBe("size");
  });

  test("refuses bytes that are not there", async () => {
    const bytes = await sealed(counting(100));
    for (const [start, end] of [
      [-1, 5],
      [5, 4],
      [0, 101],
      [Number.NaN, 5],
    ] as const) {
      await expect(range(bytes, start, end)).rejects.toThrow(RangeError);
    }
  });
});
