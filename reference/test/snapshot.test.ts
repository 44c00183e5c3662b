import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mutated } from "../arbitraries/mutations.js";
import { bytes, text } from "../arbitraries/scalars.js";
import { concat, u64 } from "../core/bytes.js";
import { seal } from "../core/cobblestone.js";
import { deriveEpochKeys, type EpochKeys, sealContext } from "../core/derive.js";
import { filePrefix } from "../core/file-prefix.js";
import { LARGEST_MARK, openMark, peekMarkEpoch, sealMark } from "../core/mark.js";
import { markName, snapshotName } from "../core/names.js";
import { pad } from "../core/padding.js";
import { encodeMark, encodeSnapshot, type Mark, type SegmentReference, type Snapshot } from "../core/proto/codec.js";
import { seededRandomness } from "../core/randomness.js";
import { LARGEST_SNAPSHOT, openSnapshot, peekSnapshotEpoch, sealSnapshot } from "../core/snapshot.js";
import { nodeProvider as provider } from "../node/provider-node.js";
import { rejectedBy, thrownBy } from "./thrown.js";

const randomness = seededRandomness(new Uint8Array(32));
const vaultId = new Uint8Array(16).fill(1);
const keysOf = (epoch: number) => deriveEpochKeys(provider, new Uint8Array(32).fill(epoch), vaultId, epoch);
const keys = new Map<number, EpochKeys>([
  [1, await keysOf(1)],
  [2, await keysOf(2)],
]);

const key = (rank: number, timeMs = 0, id = "") => ({ rank, timeMs, id });
const part = (first: SegmentReference["first"], last = first): SegmentReference => ({
  object: { id: new Uint8Array(32), key: new Uint8Array(32), length: 9, digest: new Uint8Array(32) },
  frameCount: 1,
  first: first!,
  last: last!,
});
const directory = part(key(1), key(6, 0, "c"));
const SNAPSHOT: Snapshot = {
  sequence: 5,
  epoch: 2,
  minHeaderRevision: 3,
  writerId: new Uint8Array(16),
  writerName: "phone",
  producer: "test",
  createdAtMs: 7,
  ancestors: [
    { sequence: 4, digest: new Uint8Array(32) },
    { sequence: 1, digest: new Uint8Array(32) },
  ],
  segments: [directory, part(key(7, 1, "a"), key(7, 9, "a"))],
  totals: { frames: 2 },
};
const MARK: Mark = {
  number: 5,
  epoch: 2,
  writerId: new Uint8Array(16),
  graceMs: 1,
  objectIds: [1, 2].map((n) => new Uint8Array(32).fill(n)),
};

/** A stored file with this protobuf, whether it obeys the rules or not. */
async function file(kind: "snapshot" | "mark", protobuf: Uint8Array, epoch = 2, number = 5, padded = pad(protobuf)) {
  const context = sealContext(kind, vaultId, u64(epoch), u64(number));
  const sealed = await seal(provider, keys.get(epoch)![kind], context, padded, new Uint8Array(24));
  return concat(filePrefix(kind === "snapshot" ? 2 : 4), u64(epoch), sealed);
}

const KINDS = {
  snapshot: {
    name: snapshotName(5),
    other: snapshotName(6),
    valid: () => sealSnapshot(provider, keys.get(2)!, vaultId, SNAPSHOT, randomness),
    open: (stored: Uint8Array, name = snapshotName(5), known = keys, vault = vaultId) =>
      openSnapshot(provider, known, vault, name, stored),
    peek: peekSnapshotEpoch,
    protobuf: encodeSnapshot(SNAPSHOT),
    largest: LARGEST_SNAPSHOT,
  },
  mark: {
    name: markName(5),
    other: markName(6),
    valid: () => sealMark(provider, keys.get(2)!, vaultId, MARK, randomness),
    open: (stored: Uint8Array, name = markName(5), known = keys, vault = vaultId) =>
      openMark(provider, known, vault, name, stored),
    peek: peekMarkEpoch,
    protobuf: encodeMark(MARK),
    largest: LARGEST_MARK,
  },
};

describe.each(["snapshot", "mark"] as const)("a stored %s", async (kind) => {
  const { name, other, valid, open, peek, protobuf, largest } = KINDS[kind];
  const stored = await valid();
  const malformed = `${kind}.malformed`;
  const auth = `${kind}.auth`;
  const codeOf = async (bytes: Uint8Array, at = name, known = keys, vault = vaultId) =>
    (await rejectedBy(() => open(bytes, at, known, vault)))?.code;
  const changed = (offset: number, bits = 1) => stored.with(offset, stored[offset]! ^ bits);

  it("opens, and says its epoch before", async () => {
    expect(await open(stored)).toMatchObject(kind === "snapshot" ? SNAPSHOT : MARK);
    expect(peek(stored.subarray(0, 18))).toBe(2);
  });

  it("takes its salt by its name", async () => {
    expect(stored.subarray(18, 42)).toEqual(randomness(`salt/${name}`, 24));
  });

  it.each<[string, string, () => Uint8Array]>([
    ["with another magic", malformed, () => changed(0)],
    ["of another version", "input.unsupported-version", () => changed(8)],
    ["of another kind", malformed, () => changed(9)],
    ["that is empty", malformed, () => new Uint8Array()],
    ["that ends in its epoch", malformed, () => stored.subarray(0, 17)],
    ["of epoch 0", malformed, () => stored.with(17, 0)],
    ["of epoch 2^56", malformed, () => stored.with(10, 1)],
    ["of an impossible size", malformed, () => stored.subarray(0, 89)],
    ["above the largest size", malformed, () => concat(stored, new Uint8Array(largest))],
    ["of an epoch that is not known", auth, () => stored.with(17, 3)],
    ["of an epoch that it is not of", auth, () => stored.with(17, 1)],
    ["with another salt", auth, () => changed(18)],
    ["with another commitment", auth, () => changed(43)],
    ["with a bit changed", auth, () => changed(stored.length - 1)],
    ["that is cut to a possible size", auth, () => stored.subarray(0, -1)],
  ])("%s is refused", async (_, code, bytes) => expect(await codeOf(bytes())).toBe(code));

  it("under another name, or of another vault, is refused", async () => {
    expect(await codeOf(stored, other)).toBe(auth);
    expect(await codeOf(stored, name, keys, new Uint8Array(16))).toBe(auth);
    expect(await codeOf(stored, name, new Map())).toBe(auth);
    await expect(open(stored, "headers/0000000000000005")).rejects.toThrow(RangeError);
  });

  it("must say the number and epoch that its file says", async () => {
    expect(await codeOf(await file(kind, protobuf, 2, 6), other)).toBe(malformed);
    expect(await codeOf(await file(kind, protobuf, 1))).toBe(malformed);
  });

  it("must be padded as everything is", async () => {
    const padded = pad(protobuf);
    for (const wrong of [
      padded.with(7, padded[7]! + 1),
      padded.with(padded.length - 1, 1),
      padded.subarray(0, -1),
      concat(padded, Uint8Array.of(0)),
    ]) {
      // A length that is one more takes a zero of the padding as content, which is no field.
      expect(await codeOf(await file(kind, protobuf, 2, 5, wrong))).toBe(malformed);
    }
    expect(await codeOf(await file(kind, Uint8Array.of(0x0b)))).toBe(malformed);
  });

  it("of any bytes opens or fails with one of its codes", async () => {
    await fc.assert(
      fc.asyncProperty(mutated(fc.constant(stored)), async (bytes) => {
        expect([undefined, malformed, auth, "input.unsupported-version"]).toContain(await codeOf(bytes));
      }),
      { numRuns: 1000 },
    );
  });
});

describe("the rules of a snapshot", () => {
  const many = <T>(count: number, build: (i: number) => T) => Array.from({ length: count }, (_, i) => build(i));
  const without = (name: "object" | "first" | "last") => ({ ...directory, [name]: null });

  it.each<[string, Partial<Snapshot>]>([
    ["sequence 0", { sequence: 0 }],
    ["epoch 0", { epoch: 0 }],
    ["header revision 0", { minHeaderRevision: 0 }],
    ["a short writer id", { writerId: new Uint8Array(15) }],
    ["a long writer name", { writerName: "é".repeat(129) }],
    ["a long account", { account: "x".repeat(257) }],
    ["a long service", { service: "x".repeat(257) }],
    ["a long producer", { producer: "x".repeat(257) }],
    ["itself as an ancestor", { ancestors: [{ sequence: 5, digest: new Uint8Array(32) }] }],
    ["ancestor 0", { ancestors: [{ sequence: 0, digest: new Uint8Array(32) }] }],
    ["ancestors that ascend", { ancestors: [1, 2].map((sequence) => ({ sequence, digest: new Uint8Array(32) })) }],
    ["an ancestor without a digest", { ancestors: [{ sequence: 1 }] }],
    [
      "too many ancestors",
      { sequence: 5000, ancestors: many(4097, (i) => ({ sequence: 4999 - i, digest: new Uint8Array(32) })) },
    ],
    ["too many segments", { segments: many(65_537, (i) => part(key(7, i + 1, "a"))) }],
    ["a segment without an object", { segments: [without("object")] }],
    ["a segment without a first key", { segments: [without("first")] }],
    ["a segment without a last key", { segments: [without("last")] }],
    [
      "a segment with a short id",
      { segments: [{ ...directory, object: { ...directory.object, id: new Uint8Array(31) } }] },
    ],
    ["a segment above 16 MiB", { segments: [{ ...directory, object: { ...directory.object, length: 16_777_217 } }] }],
    ["a segment without frames", { segments: [{ ...directory, frameCount: 0 }] }],
    ["a segment with too many frames", { segments: [{ ...directory, frameCount: 131_073 }] }],
    ["rank 0", { segments: [part(key(0))] }],
    ["rank 8", { segments: [part(key(8))] }],
    ["a key with a long id", { segments: [part(key(3, 0, "x".repeat(129)))] }],
    ["a segment that ends before it starts", { segments: [part(key(7, 2, "a"), key(7, 1, "a"))] }],
    ["a segment of both classes", { segments: [part(key(6, 0, "a"), key(7, 1, "a"))] }],
    [
      "segments that overlap",
      { segments: [part(key(3, 0, "a"), key(3, 0, "c")), part(key(3, 0, "c"), key(3, 0, "d"))] },
    ],
    ["segments in the wrong order", { segments: [part(key(3, 0, "c")), part(key(3, 0, "a"))] }],
  ])("refuse %s", async (_, parts) => {
    const snapshot = { ...SNAPSHOT, ...parts };
    const seal = () => sealSnapshot(provider, keys.get(2)!, vaultId, snapshot, randomness);
    expect((await rejectedBy(seal))?.code).toBe("snapshot.malformed");
    const number = snapshot.sequence || 5;
    const stored = await file("snapshot", encodeSnapshot(snapshot), 2, number);
    const open = () => openSnapshot(provider, keys, vaultId, snapshotName(number), stored);
    expect((await rejectedBy(open))?.code).toBe("snapshot.malformed");
  });

  it("ask for a newer program where a feature is required, before all rules of fields", async () => {
    const open = async (parts: Partial<Snapshot>) =>
      (
        await rejectedBy(async () =>
          openSnapshot(
            provider,
            keys,
            vaultId,
            snapshotName(5),
            await file("snapshot", encodeSnapshot({ ...SNAPSHOT, ...parts })),
          ),
        )
      )?.code;
    expect(await open({ requiredFeatures: [1] })).toBe("input.unsupported-version");
    expect(await open({ requiredFeatures: [2, 1] })).toBe("input.unsupported-version");
    expect(await open({ requiredFeatures: [1], writerId: new Uint8Array() })).toBe("input.unsupported-version");
  });

  it("allow a snapshot without segments, unknown fields, and everything at its limit", async () => {
    const largest: Snapshot = {
      ...SNAPSHOT,
      sequence: 5000,
      writerName: "x".repeat(256),
      ancestors: many(4096, (i) => ({ sequence: 4999 - i, digest: new Uint8Array(32) })),
      segments: many(65_536, (i) => part(key(7, i + 1, "a"))),
      $unknowns: [Uint8Array.of(0xf8, 0x07, 0)],
    };
    for (const snapshot of [{ ...SNAPSHOT, segments: [] }, largest]) {
      const stored = await sealSnapshot(provider, keys.get(2)!, vaultId, snapshot, randomness);
      const opened = await openSnapshot(provider, keys, vaultId, snapshotName(snapshot.sequence!), stored);
      expect(Buffer.compare(encodeSnapshot(opened), encodeSnapshot(snapshot))).toBe(0);
    }
  });

  it("hold for what was sealed", async () => {
    const parts = fc.record({
      writerId: bytes(16),
      writerName: text(256),
      account: text(256),
      service: text(256),
      producer: text(256),
    });
    await fc.assert(
      fc.asyncProperty(parts, async (some) => {
        const snapshot = { ...SNAPSHOT, ...some };
        const stored = await sealSnapshot(provider, keys.get(2)!, vaultId, snapshot, randomness);
        expect(await openSnapshot(provider, keys, vaultId, snapshotName(5), stored)).toMatchObject(some);
      }),
    );
  });

  it("are the caller's where a type is wrong", async () => {
    const seal = () =>
      sealSnapshot(provider, keys.get(2)!, vaultId, { ...SNAPSHOT, sequence: 5n as never }, randomness);
    await expect(seal()).rejects.toThrow(TypeError);
  });
});

describe("the rules of a mark", () => {
  const id = (n: number) => new Uint8Array(32).fill(n);
  it.each<[string, Partial<Mark>]>([
    ["number 0", { number: 0 }],
    ["epoch 0", { epoch: 0 }],
    ["a long writer id", { writerId: new Uint8Array(17) }],
    ["no objects", { objectIds: [] }],
    ["a short object id", { objectIds: [new Uint8Array(31)] }],
    ["objects in the wrong order", { objectIds: [id(2), id(1)] }],
    ["an object twice", { objectIds: [id(1), id(1)] }],
  ])("refuse %s", async (_, parts) => {
    const mark = { ...MARK, ...parts };
    expect((await rejectedBy(() => sealMark(provider, keys.get(2)!, vaultId, mark, randomness)))?.code).toBe(
      "mark.malformed",
    );
    const stored = await file("mark", encodeMark(mark));
    expect((await rejectedBy(() => openMark(provider, keys, vaultId, markName(5), stored)))?.code).toBe(
      "mark.malformed",
    );
  });

  it("allow 262,144 objects and not one more", async () => {
    const ids = Array.from({ length: 262_145 }, (_, i) => concat(u64(i), new Uint8Array(24)));
    const seal = (objectIds: Uint8Array[]) =>
      sealMark(provider, keys.get(2)!, vaultId, { ...MARK, objectIds }, randomness);
    expect((await rejectedBy(() => seal(ids)))?.code).toBe("mark.malformed");
    const stored = await seal(ids.slice(1));
    expect((await openMark(provider, keys, vaultId, markName(5), stored)).objectIds).toHaveLength(262_144);
  });

  it("have an epoch that can be seen before", () => {
    expect(thrownBy(() => peekMarkEpoch(new Uint8Array(18)))?.code).toBe("mark.malformed");
    expect(thrownBy(() => peekSnapshotEpoch(new Uint8Array(18)))?.code).toBe("snapshot.malformed");
  });
});
