import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { concat, fromHex, toHex, utf8 } from "../core/bytes.js";
import { CHUNK, SEALED_CHUNK } from "../core/chunks.js";
import { createOpener, createSealer, open, openRange, seal } from "../core/cobblestone.js";
import { createDigest, digest } from "../core/digest.js";
import type { CryptoProvider } from "../core/provider.js";
import { nobleProvider } from "../core/provider-noble.js";
import { webCryptoProvider } from "../core/provider-webcrypto.js";
import { nodeProvider } from "../node/provider-node.js";
import { counting, expectBytes } from "./byte-support.js";

const PROVIDERS = [nodeProvider, webCryptoProvider, nobleProvider];
const PAIRS = PROVIDERS.flatMap((a) => PROVIDERS.map((b) => [a, b] as const));

const KEY = counting(32, 1);
const NONCE = counting(12, 7);
const SALT = counting(24, 3);
const CONTEXT = utf8("keepsake/v1/test");

describe.each(PROVIDERS)("provider $name", (provider) => {
  test("SHA-256 of RFC 6234", async () => {
    expect(toHex(await provider.sha256(utf8("abc")))).toBe(
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    );
  });

  test("HMAC-SHA-512 of RFC 4231, test cases 1 and 6", async () => {
    const first = await provider.hmacSha512(new Uint8Array(20).fill(0x0b), utf8("Hi There"));
    expect(toHex(first)).toBe(
      "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cdedaa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854",
    );
    const long = await provider.hmacSha512(
      new Uint8Array(131).fill(0xaa),
      utf8("Test Using Larger Than Block-Size Key - Hash Key First"),
    );
    expect(toHex(long)).toBe(
      "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f3526b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598",
    );
  });

  test("answers are plain arrays that own their bytes", async () => {
    const values = [
      await provider.sha256(KEY),
      await provider.hmacSha512(KEY, KEY),
      await provider.hkdfSha512(KEY, SALT, CONTEXT, 32),
      await provider.hkdfExpandSha512(KEY, CONTEXT, 76),
      await provider.sealChunks(KEY, NONCE, 0, new Uint8Array(5), true),
    ];
    for (const value of values) expect(value.constructor).toBe(Uint8Array);
  });

  test("SHA-256 has read a long argument when it returns", async () => {
    const data = counting(1_048_576, 2);
    const expected = await nobleProvider.sha256(data);
    const answer = provider.sha256(data);
    data.fill(0);
    expect(await answer).toEqual(expected);
  });

  test("a run stops at the first chunk that is not authentic", async () => {
    const plaintext = counting(20 * CHUNK + 9, 5);
    const sealed = await provider.sealChunks(KEY, NONCE, 3, plaintext, true);
    for (const damaged of [[0], [7], [19], [20], [12, 4], [20, 0], [9, 10, 11]]) {
      const copy = sealed.slice();
      for (const chunk of damaged) copy[chunk * SEALED_CHUNK + 3]! ^= 0x40;
      const first = Math.min(...damaged);
      const opened = await provider.openChunks(KEY, NONCE, 3, copy);
      expect(opened.failedChunk).toBe(first);
      expectBytes(opened.plaintext, plaintext.subarray(0, first * CHUNK));
    }
  });

  test("nothing that is not authentic is written to the target", async () => {
    const sealed = await provider.sealChunks(KEY, NONCE, 0, counting(3 * CHUNK, 5), false);
    sealed[SEALED_CHUNK]! ^= 1;
    const target = new Uint8Array(3 * CHUNK);
    await provider.openChunks(KEY, NONCE, 0, sealed, target);
    expect(target.subarray(CHUNK, 2 * CHUNK).every((byte) => byte === 0)).toBe(true);
  });

  test("runs that cannot be are refused", async () => {
    const call = async (task: () => unknown) => task();
    await expect(call(() => provider.sealChunks(KEY, NONCE, 0, new Uint8Array(5), false))).rejects.toThrow(RangeError);
    await expect(call(() => provider.openChunks(KEY, NONCE, 0, new Uint8Array(15)))).rejects.toThrow(RangeError);
  });
});

describe.each(PAIRS)("providers %# crosswise", (a, b) => {
  const title = `${a.name} and ${b.name}`;

  test(`${title}: hashes, MACs and derivations are equal`, async () => {
    const bytes = fc.uint8Array({ maxLength: 300 });
    await fc.assert(
      fc.asyncProperty(bytes, fc.uint8Array({ maxLength: 200 }), fc.integer({ min: 1, max: 300 }), async (x, y, n) => {
        for (const call of [
          (p: CryptoProvider) => p.sha256(y),
          (p: CryptoProvider) => p.hmacSha512(x, y),
          (p: CryptoProvider) => p.hkdfSha512(x, y, x, n),
          (p: CryptoProvider) => p.hkdfExpandSha512(x, y, n),
        ]) {
          expect(await call(a)).toEqual(await call(b));
        }
      }),
      { numRuns: 20 },
    );
  });

  test(`${title}: one opens what the other seals, at every kind of length`, async () => {
    for (const length of [0, 1, 15, 16, 17, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 20 * CHUNK + 11]) {
      const plaintext = counting(length, 11);
      const sealed = await seal(a, KEY, CONTEXT, plaintext, SALT);
      expectBytes(await open(b, KEY, CONTEXT, sealed), plaintext);
    }
  });

  test(`${title}: one opens in pieces what the other seals in pieces`, async () => {
    const plaintext = counting(5 * CHUNK + 100, 13);
    const cuts = fc.array(fc.integer({ min: 0, max: 3 * CHUNK }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(cuts, cuts, async (cutsIn, cutsOut) => {
        const sealer = await createSealer(a, KEY, CONTEXT, SALT);
        const sealed = [sealer.header];
        for (const piece of pieces(plaintext, cutsIn)) sealed.push(await sealer.update(piece));
        sealed.push(await sealer.finish());
        const opener = createOpener(b, KEY, CONTEXT);
        const opened = [];
        for (const piece of pieces(concat(...sealed), cutsOut)) opened.push(await opener.update(piece));
        opened.push(await opener.finish());
        expectBytes(concat(...opened), plaintext);
      }),
      { numRuns: 8 },
    );
  });

  test(`${title}: one opens a range of what the other seals`, async () => {
    const plaintext = counting(4 * CHUNK, 17);
    const sealed = await seal(a, KEY, CONTEXT, plaintext, SALT);
    const source = { size: sealed.length, read: (offset: number, n: number) => sealed.subarray(offset, offset + n) };
    const position = fc.oneof(
      fc.integer({ min: 0, max: plaintext.length }),
      fc.constantFrom(0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 4 * CHUNK - 1, 4 * CHUNK),
    );
    await fc.assert(
      fc.asyncProperty(position, position, async (x, y) => {
        const [start, end] = [Math.min(x, y), Math.max(x, y)];
        const range = await openRange(b, KEY, CONTEXT, source, start, end);
        expectBytes(range, plaintext.subarray(start, end));
      }),
      { numRuns: 20 },
    );
  });

  test(`${title}: digests are equal, at once and in pieces`, async () => {
    const content = counting(2 * 1_048_576 + 5, 19);
    const expected = await digest(a, content);
    const running = createDigest(b);
    const buffer = new Uint8Array(700_000);
    for (let offset = 0; offset < content.length; offset += buffer.length) {
      const piece = content.subarray(offset, offset + buffer.length);
      buffer.set(piece);
      // The same memory every time: a digest must not read it later.
      await running.update(buffer.subarray(0, piece.length));
    }
    expect(running.length).toBe(content.length);
    expect(toHex(await running.finish())).toBe(toHex(expected));
  });
});

test("the digest of nothing is the hash of its length alone", async () => {
  expect(await digest(nodeProvider, new Uint8Array())).toEqual(await nodeProvider.sha256(new Uint8Array(8)));
  const one = await nodeProvider.sha256(
    concat(fromHex("0000000000000001"), await nodeProvider.sha256(Uint8Array.of(9))),
  );
  expect(await digest(nodeProvider, Uint8Array.of(9))).toEqual(one);
});

/** `bytes`, cut into pieces of the given lengths and a rest. */
function pieces(bytes: Uint8Array, lengths: readonly number[]): Uint8Array[] {
  const result = [];
  let offset = 0;
  for (const length of [...lengths, bytes.length]) {
    result.push(bytes.subarray(offset, offset + length));
    offset += length;
  }
  return result;
}
