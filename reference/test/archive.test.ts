import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { type Archive, openArchive, verifyArchive } from "../core/archive-read.js";
import { packArchive, unpackArchive } from "../core/archive-write.js";
import { concat, readU64, u64, utf8 } from "../core/bytes.js";
import { buildHeader } from "../core/header.js";
import { headerName, objectName, snapshotName } from "../core/names.js";
import { encodeArchiveIndex } from "../core/proto/codec.js";
import { nobleProvider as provider } from "../core/provider-noble.js";
import { seededRandomness } from "../core/randomness.js";
import { newSlotInfo, sealSlot } from "../core/slot.js";
import { bytesSource } from "../core/source.js";
import { collect, listFiles } from "../core/store.js";
import { archiveStore } from "../core/store-archive.js";
import { createMemoryStore, type MemoryStore } from "../core/store-memory.js";

const randomness = seededRandomness(new Uint8Array(32));
const vaultId = new Uint8Array(16).fill(1);

async function header(revision: number): Promise<Uint8Array> {
  const rootKey = new Uint8Array(32).fill(2);
  const { info } = newSlotInfo(randomness, revision, 0);
  const slot = await sealSlot(provider, rootKey, { vaultId, epoch: 1, revision }, info, rootKey, randomness);
  const fields = { vaultId, epoch: 1, revision, prfSalt: rootKey, slots: [slot] };
  return buildHeader(provider, rootKey, fields, { writerId: vaultId }, randomness);
}

const object = (n: number) => objectName(new Uint8Array(32).fill(n));

let store: MemoryStore;
let bytes: Uint8Array;
beforeAll(async () => {
  store = createMemoryStore(
    new Map([
      [object(9), new Uint8Array(3000).fill(9)],
      [headerName(1), await header(1)],
      [headerName(2), await header(2)],
      [headerName(3), utf8("KEEPSAKE is not enough")],
      [snapshotName(1), utf8("first")],
      [object(0), new Uint8Array()],
      ["marks/0000000000000001", utf8("a mark")],
      ["notes.txt", utf8("not part of a vault")],
    ]),
  );
  bytes = await pack(store);
});

const pack = (from: MemoryStore, names?: Set<string>) =>
  collect(packArchive(from, names === undefined ? { provider } : { provider, names }));
const open = (archive: Uint8Array): Promise<Archive> => openArchive(bytesSource(archive), provider);

/** Ends `records` with an index of these entries and a footer, as a careless or hostile writer might. */
async function finish(
  records: Uint8Array,
  entries: { name: string; offset: number; length: number }[],
): Promise<Uint8Array> {
  const protobuf = encodeArchiveIndex({ entries });
  const index = concat(Uint8Array.of(2, 0, 0, protobuf.length >> 8, protobuf.length), protobuf);
  return concat(records, index, u64(records.length), await provider.sha256(index), utf8("KEEPSAKE"));
}

async function parts() {
  const archive = await open(bytes);
  const indexOffset = readU64(bytes, bytes.length - 48)!;
  return { entries: [...archive.entries.values()], records: bytes.subarray(0, indexOffset), indexOffset };
}

describe("an archive", () => {
  it("holds the newest header and every snapshot and object, and is a store of them", async () => {
    const archive = await open(bytes);
    expect([...archive.entries.keys()]).toEqual([headerName(2), object(0), object(9), snapshotName(1)]);
    await verifyArchive(archive);
    const view = archiveStore(archive);
    for (const name of archive.entries.keys()) expect(await view.get(name)).toEqual(store.files.get(name));
    expect(await view.getRange(object(9), 2990, 100)).toEqual(new Uint8Array(10).fill(9));
    expect(await view.getRange(object(9), 4000, 100)).toEqual(new Uint8Array());
    expect(await view.get(headerName(1))).toBeUndefined();
    expect(await listFiles(view, "objects/")).toEqual([
      { name: object(0), size: 0 },
      { name: object(9), size: 3000 },
    ]);
    await expect(view.putIfAbsent(object(1), utf8("x"))).rejects.toMatchObject({ code: "store.unavailable" });
    await expect(view.delete(object(9))).rejects.toMatchObject({ code: "store.unavailable" });
  });

  it("is the same bytes whenever it is packed, also out of an archive", async () => {
    expect(await pack(store)).toEqual(bytes);
    const copy = createMemoryStore();
    await unpackArchive(await open(bytes), copy);
    expect(copy.files.size).toBe(4);
    expect(await pack(copy)).toEqual(bytes);
    expect(await collect(packArchive(archiveStore(await open(bytes)), { provider }))).toEqual(bytes);
  });

  it("holds chosen files", async () => {
    const archive = await open(await pack(store, new Set([object(9)])));
    expect([...archive.entries.keys()]).toEqual([headerName(2), object(9)]);
  });

  it("is not made of nothing", async () => {
    await expect(pack(createMemoryStore())).rejects.toMatchObject({ code: "header.missing" });
    const damaged = createMemoryStore(new Map([[headerName(1), utf8("damaged")]]));
    await expect(pack(damaged)).rejects.toMatchObject({ code: "header.malformed" });
  });

  it("is not made of a store that changes meanwhile", async () => {
    const changing = { ...store, getRange: async (name: string) => store.files.get(name)?.subarray(0, 0) };
    await expect(collect(packArchive(changing, { provider }))).rejects.toMatchObject({ code: "store.unavailable" });
  });

  it("stops when asked to", async () => {
    const stop = new AbortController();
    const packing = packArchive(store, { provider, signal: stop.signal, onProgress: () => stop.abort() });
    await expect(collect(packing)).rejects.toMatchObject({ name: "AbortError" });
  });
});

describe("unpacking", () => {
  it("can be repeated, and refuses other content and other vaults", async () => {
    const target = createMemoryStore();
    const archive = await open(bytes);
    await unpackArchive(archive, target);
    target.files.delete(headerName(2));
    target.files.delete(object(9));
    await unpackArchive(archive, target);
    expect(target.files.get(object(9))).toEqual(store.files.get(object(9)));

    target.files.set(object(9), new Uint8Array(3000));
    await expect(unpackArchive(archive, target)).rejects.toMatchObject({ code: "store.conflict" });
    const other = createMemoryStore(new Map([[headerName(7), await header(7)]]));
    await expect(unpackArchive(archive, other)).rejects.toMatchObject({ code: "store.conflict" });
    expect(other.files.size).toBe(1);
  });

  it("makes it a vault last", async () => {
    const order: string[] = [];
    const target = createMemoryStore();
    const watched = {
      ...target,
      putIfAbsent: (name: string, data: AsyncIterable<Uint8Array>) => {
        order.push(name);
        return target.putIfAbsent(name, data);
      },
    };
    await unpackArchive(await open(bytes), watched as typeof target);
    expect(order).toEqual([object(0), object(9), snapshotName(1), headerName(2)]);
  });
});

describe("a damaged archive", () => {
  const code = async (archive: Uint8Array) => {
    try {
      await verifyArchive(await open(archive));
    } catch (error) {
      return (error as { code: string }).code;
    }
    return undefined;
  };

  it("is truncated wherever it is cut", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), async (length) => {
        const cut = bytes.subarray(0, length);
        const expected = utf8("KEEPSAKE").every((byte, i) => byte === cut[cut.length - 8 + i]) && length >= 10;
        expect(await code(cut)).toBe(expected ? "archive.malformed" : "input.truncated");
      }),
      { numRuns: 60 },
    );
  });

  it("has trailing data", async () => {
    expect(await code(concat(bytes, utf8("more")))).toBe("input.trailing-data");
    expect(await code(concat(bytes, new Uint8Array(100)))).toBe("input.trailing-data");
  });

  it("is no archive, of another version, or another file of Keepsake", async () => {
    expect(await code(utf8("%PDF-1.7 and so on"))).toBe("input.malformed");
    expect(await code(utf8("%PDF"))).toBe("input.malformed");
    const changed = (at: number, to: number) => bytes.map((byte, i) => (i === at ? to : byte));
    expect(await code(changed(8, 2))).toBe("input.unsupported-version");
    expect(await code(changed(9, 1))).toBe("archive.malformed");
  });

  it("has a footer or index that is wrong in any bit", async () => {
    const { indexOffset } = await parts();
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: indexOffset, max: bytes.length - 1 }), fc.nat(7), async (at, bit) => {
        const changed = bytes.slice();
        changed[at]! ^= 1 << bit;
        const magic = at >= bytes.length - 8;
        expect(await code(changed)).toBe(magic ? "input.truncated" : "archive.malformed");
      }),
      { numRuns: 60 },
    );
  });

  it("has more entries than any archive, before it takes memory for them", async () => {
    const protobuf = new Uint8Array(16_777_216);
    for (let i = 0; i < protobuf.length; i += 2) protobuf[i] = 0x0a;
    const index = concat(Uint8Array.of(2, 1, 0, 0, 0), protobuf);
    const archive = concat(bytes.subarray(0, 10), index, u64(10), await provider.sha256(index), utf8("KEEPSAKE"));
    const start = performance.now();
    const before = process.memoryUsage().heapUsed;
    // [@archive-entries-limit]
    expect(await code(archive)).toBe("input.limit-exceeded");
    expect(performance.now() - start).toBeLessThan(3000);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(100_000_000);
  });

  it("has a record that is not what the index says", async () => {
    const { entries } = await parts();
    for (const entry of entries) {
      for (const at of [0, 1, 2, 3 + entry.name.length - 1, 3 + entry.name.length + 7]) {
        const changed = bytes.slice();
        changed[entry.offset + at]! ^= 1;
        expect(await code(changed)).toBe("archive.malformed");
        const view = archiveStore(await open(changed));
        await expect(view.get(entry.name)).rejects.toMatchObject({ code: "archive.malformed" });
      }
    }
  });

  it("has entries that no writer makes", async () => {
    const { entries, records } = await parts();
    const [first, second, ...rest] = entries as [Entry, Entry, ...Entry[]];
    const with_ = async (...changed: Entry[]) => code(await finish(records, changed));
    type Entry = (typeof entries)[number];

    expect(await with_(first, second, ...rest)).toBeUndefined();
    expect(await with_(first, first, second, ...rest)).toBe("archive.duplicate");
    expect(await with_(second, first, ...rest)).toBe("archive.malformed");
    expect(await with_(first, ...rest)).toBe("archive.malformed");
    expect(await with_(first, { ...second, length: second.length + 1 }, ...rest)).toBe("archive.malformed");
    expect(await with_({ ...first, name: "headers/../../etc/passwd" }, second, ...rest)).toBe("archive.malformed");
    expect(await with_({ ...first, name: "marks/0000000000000001" }, second, ...rest)).toBe("archive.malformed");
    expect(await with_()).toBe("archive.malformed");
    expect(await code(await finish(bytes.subarray(0, 10), []))).toBe("archive.malformed");
  });
});
