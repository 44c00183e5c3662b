import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concat, toHex } from "../core/bytes.js";
import { CHUNK, SEALED_CHUNK } from "../core/chunks.js";
import { seal } from "../core/cobblestone.js";
import { messageKeys } from "../core/cobblestone-message.js";
import { deriveEpochKeys } from "../core/derive.js";
import { digest } from "../core/digest.js";
import { filePrefix, PREFIX_LENGTH } from "../core/file-prefix.js";
import { objectName } from "../core/names.js";
import {
  createReference,
  OBJECT_TYPE,
  type ObjectType,
  objectContext,
  objectId,
  type Reference,
  storedObjectSize,
} from "../core/object.js";
import { openObject, openObjectRange, readObject } from "../core/object-open.js";
import { SEALED_PIECE, sealHeldObject, sealObject, sealObjectBytes } from "../core/object-seal.js";
import { LENGTH_FIELD, pad, paddedSize } from "../core/padding.js";
import { evenPieces } from "../core/pieces.js";
import { nobleProvider } from "../core/provider-noble.js";
import { webCryptoProvider } from "../core/provider-webcrypto.js";
import { seededRandomness } from "../core/randomness.js";
import { collect } from "../core/store.js";
import { nodeProvider } from "../node/provider-node.js";
import { expectBytes } from "./byte-support.js";
import { rejectedBy } from "./thrown.js";

const provider = nodeProvider;
const randomness = seededRandomness(new Uint8Array(32));
const vaultId = new Uint8Array(16).fill(1);
const keys = await deriveEpochKeys(provider, new Uint8Array(32).fill(2), vaultId, 1);
const { attachment, segment } = OBJECT_TYPE;

const filled = (length: number) => new Uint8Array(length).map((_, i) => i * 7 + (i >>> 8));

async function referenceTo(content: Uint8Array, type: ObjectType = attachment): Promise<Reference> {
  const description = { type, identity: "a", length: content.length, digest: await digest(provider, content) };
  return createReference(provider, keys, description);
}

async function stored(content: Uint8Array, type: ObjectType = attachment) {
  const reference = await referenceTo(content, type);
  return { reference, file: await collect(sealObject(provider, vaultId, type, reference, content, randomness)) };
}

/** A file, and what was read of it. */
function sourceOf(file: Uint8Array, size = file.length) {
  const reads: [offset: number, length: number][] = [];
  const read = (offset: number, length: number) => {
    reads.push([offset, length]);
    return file.slice(offset, offset + length);
  };
  return { size, read, reads };
}

/** What is released, and the code of the failure after it. */
async function release(reference: Reference, file: Uint8Array | undefined, type: ObjectType = attachment) {
  const parts: Uint8Array[] = [];
  const error = await rejectedBy(async () => {
    const source = file === undefined ? undefined : sourceOf(file);
    for await (const part of openObject(provider, vaultId, type, reference, source)) parts.push(part.slice());
  });
  return { content: concat(...parts), code: error?.code, name: error?.details.name };
}

/** An object file with this padded content, whatever it is. */
async function sealedPadded(reference: Reference, padded: Uint8Array, type: ObjectType = attachment) {
  const context = objectContext(vaultId, type, reference.id);
  return concat(filePrefix(3), await seal(provider, reference.key, context, padded, new Uint8Array(24)));
}

const SIZES = [
  0,
  1,
  4087,
  4088,
  4089,
  CHUNK - 9,
  CHUNK - 8,
  CHUNK - 7,
  2 * CHUNK - 8,
  100_000,
  1_048_575,
  1_048_576,
  1_048_577,
  2_500_000,
];

describe("sealed objects", () => {
  it.each(SIZES)("of %i bytes come back", async (length) => {
    const content = filled(length);
    const { reference, file } = await stored(content);
    expect(file).toHaveLength(storedObjectSize(length));
    const released = await release(reference, file);
    expect(released.code).toBe(undefined);
    expectBytes(released.content, content);
    expectBytes(await readObject(provider, vaultId, attachment, reference, sourceOf(file)), content);
  });

  it("are the same however the content comes and whichever provider seals it", async () => {
    const content = filled(1_100_000);
    const { reference, file } = await stored(content);
    for (const size of [1000, 16_384, 70_000, 1_048_576, 5_000_000]) {
      const pieces = evenPieces(content, size);
      expectBytes(await collect(sealObject(provider, vaultId, attachment, reference, pieces, randomness)), file);
    }
    for (const other of [webCryptoProvider, nobleProvider]) {
      expectBytes(await collect(sealObject(other, vaultId, attachment, reference, content, randomness)), file);
      expectBytes(await readObject(other, vaultId, attachment, reference, sourceOf(file)), content);
    }
    expectBytes(await sealObjectBytes(provider, vaultId, attachment, reference, content, randomness), file);
  }, 120_000);

  it.each(SIZES)("of %i bytes are the same in memory that is used again", async (length) => {
    const content = filled(length);
    const { reference, file } = await stored(content);
    const memory = filled(SEALED_PIECE);
    for (const seal of [sealObject, sealHeldObject]) {
      const parts: Uint8Array[] = [];
      const pieces = seal(provider, vaultId, attachment, reference, content, randomness, memory);
      for await (const piece of pieces) parts.push(piece.slice());
      expectBytes(concat(...parts), file);
    }
  });

  it("are stored in pieces of about 1 MiB", async () => {
    const content = filled(5_000_000);
    const reference = await referenceTo(content);
    for await (const piece of sealObject(provider, vaultId, attachment, reference, [content], randomness)) {
      expect(piece.length).toBeLessThanOrEqual(65 * SEALED_CHUNK);
    }
  });

  it("of a segment are refused by a reference that is too long, before they are read", async () => {
    const { reference, file } = await stored(filled(10), segment);
    const source = sourceOf(file);
    const read = (length: number) => () => readObject(provider, vaultId, segment, { ...reference, length }, source);
    expect((await rejectedBy(read(16_777_217)))?.code).toBe("content.limit-exceeded");
    expect((await rejectedBy(read(16_777_216)))?.code).toBe("object.truncated");
    expect(source.reads).toEqual([]);
  });

  it("take their salt by the name of their file", async () => {
    const content = filled(10);
    const reference = await referenceTo(content);
    const names: string[] = [];
    const file = await collect(
      sealObject(provider, vaultId, attachment, reference, content, (name, length) => {
        names.push(name);
        return new Uint8Array(length).fill(9);
      }),
    );
    expect(names).toEqual([`salt/${objectName(reference.id)}`]);
    expect(file.subarray(PREFIX_LENGTH, PREFIX_LENGTH + 24)).toEqual(new Uint8Array(24).fill(9));
  });

  it.each<[string, string, number[]]>([
    ["ends early", "object.size", [100, 99]],
    ["goes on", "object.size", [100, 101]],
    ["goes on for ever", "object.size", [1_000_000, 2_000_000, 3_000_000]],
    ["has other bytes", "object.digest", [200]],
  ])("are not finished if the source %s", async (_, code, lengths) => {
    const reference = await referenceTo(new Uint8Array(200));
    const content = lengths.map((length) => new Uint8Array(length).fill(1));
    const error = await rejectedBy(() =>
      collect(sealObject(provider, vaultId, attachment, reference, content, randomness)),
    );
    expect(error).toMatchObject({ code, details: { name: objectName(reference.id) } });
    const short = () => sealObjectBytes(provider, vaultId, attachment, reference, new Uint8Array(199), randomness);
    await expect(short()).rejects.toThrow(RangeError);
  });

  it("have ids that bind type, generation, identity, length and content", async () => {
    const base = { type: attachment, identity: "photo-1", length: 8, digest: new Uint8Array(32), generation: 0 };
    const others = [
      { type: segment },
      { identity: "photo-2" },
      { identity: "photo-1/thumbnail" },
      { length: 9 },
      { digest: new Uint8Array(32).fill(1) },
      { generation: 1 },
    ];
    const ids = await Promise.all(
      [base, ...others.map((other) => ({ ...base, ...other }))].map(async (d) =>
        toHex(await objectId(provider, keys, d)),
      ),
    );
    expect(new Set(ids).size).toBe(others.length + 1);
    const { generation: _, ...normal } = base;
    expect(toHex(await objectId(provider, keys, normal))).toBe(ids[0]);
  });
});

describe("reading an object", async () => {
  const content = filled(100_000);
  const { reference, file } = await stored(content);
  const changed = (offset: number, bits = 1) => file.with(offset, file[offset]! ^ bits);
  const chunkAt = (chunk: number) => 66 + chunk * SEALED_CHUNK;

  it.each<[string, string, Uint8Array | undefined]>([
    ["that is not there", "object.missing", undefined],
    ["that is empty", "object.truncated", new Uint8Array()],
    ["that lacks a byte", "object.truncated", file.subarray(0, -1)],
    ["with a byte more", "object.size", concat(file, Uint8Array.of(0))],
    ["with another magic", "object.malformed", changed(0)],
    ["of another version", "input.unsupported-version", changed(8)],
    ["of another kind", "object.wrong-kind", changed(9)],
    ["with another salt", "object.auth", changed(10)],
    ["with another commitment", "object.auth", changed(65)],
    ["with a bit changed in chunk 0", "object.auth", changed(66)],
    ["with a bit changed in a tag", "object.auth", changed(chunkAt(1) - 1)],
    ["with a bit changed at the end", "object.auth", changed(file.length - 1)],
  ])("%s fails, and names it", async (_, code, bytes) => {
    const result = await release(reference, bytes);
    expect(result.code).toBe(code);
    if (code.startsWith("object") && !/malformed|kind/.test(code)) expect(result.name).toBe(objectName(reference.id));
    expectBytes(result.content, content.subarray(0, result.content.length));
  });

  it("releases what passed before the chunk that failed, and nothing of it", async () => {
    const { content: released, code } = await release(reference, changed(chunkAt(3) + 5));
    expect(code).toBe("object.auth");
    expectBytes(released, content.subarray(0, 3 * CHUNK - LENGTH_FIELD));
  });

  it("checks the length that the object says", async () => {
    const padded = pad(content).with(7, 1);
    expect((await release(reference, await sealedPadded(reference, padded))).code).toBe("object.size");
    expect((await release(reference, await sealedPadded(reference, padded.with(0, 0x20)))).code).toBe("object.size");
  });

  it("checks every byte of padding", async () => {
    const padded = pad(content);
    for (const place of [LENGTH_FIELD + content.length, padded.length - 1]) {
      expect((await release(reference, await sealedPadded(reference, padded.with(place, 1)))).code).toBe(
        "object.padding",
      );
    }
  });

  it("checks padding that spans many chunks, of which the lowest that fails counts", async () => {
    const long = new Uint8Array(2_162_700 - 8);
    const reference = await referenceTo(long);
    const padded = pad(long);
    const spare = padded.length - long.length;
    expect(spare).toBeGreaterThan(2 * CHUNK);
    const both = await sealedPadded(reference, padded.with(padded.length - CHUNK - 1, 1));
    const damaged = both.with(both.length - 1, both.at(-1)! ^ 1);
    expect((await release(reference, damaged)).code).toBe("object.padding");
    const tagFirst = both.with(66 + SEALED_CHUNK * Math.floor(long.length / CHUNK), 0xff);
    expect((await release(reference, tagFirst)).code).toBe("object.auth");
  });

  it("checks the digest last, and then gives no whole content", async () => {
    const other = { ...reference, digest: new Uint8Array(32) };
    const released = await release(other, file);
    expect(released.code).toBe("object.digest");
    expectBytes(released.content, content);
    const error = await rejectedBy(() => readObject(provider, vaultId, attachment, other, sourceOf(file)));
    expect(error?.code).toBe("object.digest");
  });

  it("is bound to vault, type, id and key", async () => {
    expect((await release(reference, file, segment)).code).toBe("object.auth");
    expect((await release({ ...reference, key: new Uint8Array(32) }, file)).code).toBe("object.auth");
    expect((await release({ ...reference, id: new Uint8Array(32) }, file)).code).toBe("object.auth");
    const elsewhere = () => readObject(provider, new Uint8Array(16), attachment, reference, sourceOf(file));
    expect((await rejectedBy(elsewhere))?.code).toBe("object.auth");
  });

  it("fails as cut off if the file has become shorter than the store said", async () => {
    const read = () =>
      readObject(provider, vaultId, attachment, reference, sourceOf(file.subarray(0, 50_000), file.length));
    expect((await rejectedBy(read))?.code).toBe("object.truncated");
  });

  it("of a damaged file never gives wrong content", async () => {
    const damage = fc.tuple(fc.nat(file.length - 1), fc.integer({ min: 1, max: 255 }));
    await fc.assert(
      fc.asyncProperty(damage, async ([offset, bits]) => {
        const result = await release(reference, changed(offset, bits));
        expect(result.code).toMatch(/^(object\.(malformed|wrong-kind|auth)|input\.unsupported-version)$/);
        expectBytes(result.content, content.subarray(0, result.content.length));
      }),
      { numRuns: 300 },
    );
  });
});

describe("reading a range", async () => {
  const content = filled(100_000);
  const { reference, file } = await stored(content);
  const range = (start: number, end: number, from = file) =>
    openObjectRange(provider, vaultId, attachment, reference, sourceOf(from), start, end);

  it("gives exactly those bytes", async () => {
    const place = fc.oneof(
      fc.nat(content.length),
      fc.constantFrom(0, CHUNK - 8, CHUNK - 9, 2 * CHUNK - 8, content.length),
    );
    await fc.assert(
      fc.asyncProperty(place, place, async (a, b) => {
        const [start, end] = [Math.min(a, b), Math.max(a, b)];
        expectBytes(await range(start, end), content.subarray(start, end));
      }),
      { numRuns: 200 },
    );
  });

  it("reads only the head and the chunks that hold them", async () => {
    const source = sourceOf(file);
    await openObjectRange(provider, vaultId, attachment, reference, source, 2 * CHUNK, 2 * CHUNK + 1);
    expect(source.reads).toEqual([
      [0, 66],
      [66 + 2 * SEALED_CHUNK, SEALED_CHUNK],
    ]);
  });

  it("is not disturbed by damage elsewhere, and fails for damage inside", async () => {
    const damaged = file.with(66 + 3 * SEALED_CHUNK, file[66 + 3 * SEALED_CHUNK]! ^ 1);
    expectBytes(await range(0, 3 * CHUNK - 8, damaged), content.subarray(0, 3 * CHUNK - 8));
    expect(await rejectedBy(() => range(0, 3 * CHUNK - 7, damaged))).toMatchObject({ code: "object.auth" });
    expect((await rejectedBy(() => range(0, 1, file.subarray(1))))?.code).toBe("object.truncated");
    expect((await rejectedBy(() => range(0, 1, file.with(0, 0))))?.code).toBe("object.malformed");
    expect((await rejectedBy(() => range(0, 1, file.with(40, file[40]! ^ 1))))?.code).toBe("object.auth");
  });

  it("applies every check to the chunks that it reads, the lowest first", async () => {
    const wrong = await sealedPadded(reference, pad(content).with(7, 1));
    expect((await rejectedBy(() => range(0, 1, wrong)))?.code).toBe("object.size");
    const twice = wrong.with(66 + SEALED_CHUNK, wrong[66 + SEALED_CHUNK]! ^ 1);
    expect((await rejectedBy(() => range(0, 2 * CHUNK, twice)))?.code).toBe("object.size");
    expect((await rejectedBy(() => range(CHUNK, 2 * CHUNK, twice)))?.code).toBe("object.auth");
    const padding = await sealedPadded(reference, pad(content).with(paddedSize(content.length) - 1, 1));
    expect((await rejectedBy(() => range(content.length - 1, content.length, padding)))?.code).toBe("object.padding");
  });

  it.each([
    [-1, 0],
    [1, 0],
    [0, 100_001],
    [0, Number.NaN],
  ])("from %d to %d is the caller's mistake", async (start, end) => {
    await expect(range(start, end)).rejects.toThrow(RangeError);
  });

  it("works in an object of 10 GiB", async () => {
    const length = 10 * 2 ** 30;
    const huge: Reference = { id: new Uint8Array(32), key: new Uint8Array(32), length, digest: new Uint8Array(32) };
    const context = objectContext(vaultId, attachment, huge.id);
    const sealing = await messageKeys(provider, huge.key, context, new Uint8Array(24));
    const head = concat(filePrefix(3), new Uint8Array(24), sealing.commitment);
    const size = storedObjectSize(length);
    // Only the chunks that are asked for exist, each full of the low byte of its number.
    const read = async (offset: number, count: number) => {
      if (offset === 0) return head.subarray(0, count);
      const first = (offset - 66) / SEALED_CHUNK;
      const chunks = Array.from({ length: Math.ceil(count / SEALED_CHUNK) }, (_, i) =>
        provider.sealChunks(sealing.key, sealing.baseNonce, first + i, new Uint8Array(CHUNK).fill(first + i), false),
      );
      return concat(...(await Promise.all(chunks)));
    };
    expect(size).toBeGreaterThan(length);
    const start = 9 * 2 ** 30 + 5;
    const middle = await openObjectRange(provider, vaultId, attachment, huge, { size, read }, start, start + 20_000);
    expect(middle).toEqual(new Uint8Array(20_000).map((_, i) => Math.floor((LENGTH_FIELD + start + i) / CHUNK)));
  });
});
