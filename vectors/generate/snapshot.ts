import { u64 } from "../../reference/core/bytes.js";
import { deriveEpochKeys, sealContext } from "../../reference/core/derive.js";
import { digest } from "../../reference/core/digest.js";
import { snapshotName } from "../../reference/core/names.js";
import { pad, paddedSize } from "../../reference/core/padding.js";
import { encodeSnapshot, type SegmentReference, type Snapshot } from "../../reference/core/proto/codec.js";
import { bytesField, concat, varint } from "./bytes.js";
import { EPOCHS, epochFileFaults, openInputs } from "./epoch-file-faults.js";
import { forgeEpochFile } from "./forge.js";
import { PLACE, WRITER_ID } from "./people.js";
import { provider, random } from "./seed.js";
import type { Accepted, Layer, Rejected } from "./vector.js";

const { vaultId } = PLACE;
const SEQUENCE = 9;
const DAY = 86_400_000;
const TIME = 1_767_225_600_000;

const object = (n: number, length = 300) => ({
  id: random(`snapshot/object/${n}/id`, 32),
  key: random(`snapshot/object/${n}/key`, 32),
  length,
  digest: random(`snapshot/object/${n}/digest`, 32),
});
const key = (rank: number, timeMs = 0, id = "") => ({ rank, timeMs, id });
const DIRECTORY = { object: object(1), frameCount: 4, first: key(1), last: key(6, 0, "c1") } satisfies SegmentReference;
const TIMELINE = {
  object: object(2),
  frameCount: 9,
  first: key(7, TIME, "m1"),
  last: key(7, TIME + DAY, "m9"),
} satisfies SegmentReference;
const PLAIN = {
  sequence: SEQUENCE,
  epoch: 2,
  minHeaderRevision: 7,
  writerId: WRITER_ID,
  writerName: "Example phone",
  account: "sam",
  service: "chat.example",
  createdAtMs: TIME,
  producer: "example 1.0",
  ancestors: [8, 7, 5].map((sequence) => ({ sequence, digest: random(`snapshot/ancestor/${sequence}`, 32) })),
  segments: [DIRECTORY, TIMELINE],
  totals: { frames: 13, chats: 1, messages: 9 },
} satisfies Snapshot;

async function fileOf(snapshot: Snapshot | Uint8Array, epoch: 1 | 2 = 2, number = SEQUENCE): Promise<Uint8Array> {
  const protobuf = snapshot instanceof Uint8Array ? snapshot : encodeSnapshot(snapshot);
  return forgeEpochFile("snapshot", { vaultId, number, ...EPOCHS[epoch - 1]! }, pad(protobuf));
}

async function opens(
  id: string,
  requirement: string,
  snapshot: Snapshot,
  comment: string,
  raw?: Uint8Array,
): Promise<Accepted> {
  const { sequence = 0, epoch = 0, minHeaderRevision = 0, ancestors = [], segments = [] } = snapshot;
  const protobuf = raw ?? encodeSnapshot(snapshot);
  const file = await fileOf(protobuf, epoch as 1 | 2, sequence);
  const keys = await deriveEpochKeys(provider, EPOCHS[epoch - 1]!.rootKey, vaultId, epoch);
  return {
    id,
    title: comment,
    requirements: [requirement],
    operation: "open",
    inputs: openInputs(snapshotName(sequence), file),
    ok: {
      protobuf: encodeSnapshot(snapshot),
      sequence,
      epoch,
      minHeaderRevision,
      ancestors: ancestors.length,
      segments: segments.length,
      digest: await digest(provider, file),
    },
    intermediates: {
      key: keys.snapshot,
      context: sealContext("snapshot", vaultId, u64(epoch), u64(sequence)),
      paddedLength: paddedSize(protobuf.length),
    },
    comment,
  };
}

async function broken(id: string, mutation: string, snapshot: Snapshot): Promise<Rejected> {
  return {
    id: `snapshot-${id}`,
    title: mutation,
    requirements: ["snapshot-fields"],
    operation: "open",
    inputs: openInputs(snapshotName(SEQUENCE), await fileOf(snapshot)),
    reject: { code: "snapshot.malformed" },
    parent: "snapshot-plain",
    mutation,
    comment: "Authentic, and against a rule of the table of fields.",
  };
}

async function fields(): Promise<Rejected[]> {
  const set = (id: string, mutation: string, change: Snapshot) => broken(id, mutation, { ...PLAIN, ...change });
  const first = (id: string, mutation: string, change: SegmentReference) =>
    set(id, mutation, { segments: [{ ...DIRECTORY, ...change }, TIMELINE] });
  const second = (id: string, mutation: string, change: SegmentReference) =>
    set(id, mutation, { segments: [DIRECTORY, { ...TIMELINE, ...change }] });
  const part = (id: string, mutation: string, change: Partial<ReturnType<typeof object>>) =>
    first(id, mutation, { object: { ...DIRECTORY.object, ...change } });
  const { object: _, ...noObject } = DIRECTORY;
  const { first: __, ...noFirst } = DIRECTORY;
  const { last: ___, ...noLast } = DIRECTORY;
  const [eight, seven, five] = PLAIN.ancestors;
  const ancestors = (id: string, mutation: string, ...list: typeof PLAIN.ancestors) =>
    set(id, mutation, { ancestors: list });
  const feature = { requirements: ["snapshot-features"], reject: { code: "input.unsupported-version" } } as const;
  const many = Array.from({ length: 4097 }, (_, i) => ({ sequence: 5000 - i, digest: new Uint8Array(32) }));
  const late = (count: number) => ({ ...PLAIN, sequence: 6000, ancestors: many.slice(0, count) });
  const tooMany = {
    ...(await broken("ancestors-4097", "a 4097th ancestor", late(4097))),
    inputs: openInputs(snapshotName(6000), await fileOf(late(4097), 2, 6000)),
    parent: "snapshot-4096-ancestors",
  };
  return [
    await set("min-header-revision-0", "min_header_revision 0", { minHeaderRevision: 0 }),
    await set("writer-name-257", "a writer name of 257 bytes", { writerName: "n".repeat(257) }),
    await set("account-257", "an account of 257 bytes", { account: "n".repeat(257) }),
    await set("service-257", "a service of 257 bytes", { service: "n".repeat(257) }),
    await set("producer-257", "a producer of 257 bytes", { producer: "\u00e9".repeat(129) }),
    await ancestors("ancestors-order", "two ancestors change places", seven!, eight!, five!),
    await ancestors("ancestor-twice", "an ancestor stands twice", eight!, eight!, five!),
    await ancestors(
      "ancestor-itself",
      "the first ancestor has the sequence of the snapshot",
      { ...eight!, sequence: SEQUENCE },
      seven!,
    ),
    await ancestors("ancestor-0", "an ancestor of sequence 0", eight!, { ...five!, sequence: 0 }),
    await ancestors("ancestor-digest-31", "the digest of an ancestor has 31 bytes", {
      ...eight!,
      digest: eight!.digest.slice(1),
    }),
    tooMany,
    await set("segments-order", "the segments change places", { segments: [TIMELINE, DIRECTORY] }),
    await set("segment-twice", "a segment stands twice", { segments: [DIRECTORY, TIMELINE, TIMELINE] }),
    await second("segment-overlap", "a segment begins at the last key of the one before", {
      first: DIRECTORY.last,
      last: DIRECTORY.last,
    }),
    await set("segment-without-object", "the object of a segment is removed", { segments: [noObject, TIMELINE] }),
    await set("segment-without-first", "the first key of a segment is removed", { segments: [noFirst, TIMELINE] }),
    await set("segment-without-last", "the last key of a segment is removed", { segments: [noLast, TIMELINE] }),
    await part("object-id-31", "the id of a segment has 31 bytes", { id: DIRECTORY.object.id.slice(1) }),
    await part("object-key-33", "the key of a segment has 33 bytes", { key: new Uint8Array(33) }),
    await part("object-digest-0", "the digest of a segment is removed", { digest: new Uint8Array() }),
    await part("object-too-long", "a segment of 16,777,217 bytes", { length: 16_777_217 }),
    await first("frame-count-0", "a segment of no frames", { frameCount: 0 }),
    await first("frame-count-131073", "a segment of 131,073 frames", { frameCount: 131_073 }),
    await first("rank-0", "a first key of rank 0", { first: key(0) }),
    await second("rank-8", "a last key of rank 8", { last: key(8, TIME + DAY, "m9") }),
    await first("both-classes", "a segment from the account to a message", { last: key(7, TIME - 1, "m0") }),
    await first("first-above-last", "a first key above the last", { first: key(6, 0, "c2") }),
    await first("account-with-id", "the key of an account with an id", { first: key(1, 0, "x") }),
    await first("account-with-time", "the key of an account with a time", { first: key(1, 5) }),
    await first("chat-without-id", "the key of a chat without an id", { last: key(6) }),
    await first("chat-with-time", "the key of a chat with a time", { last: key(6, 5, "c1") }),
    await second("message-without-time", "the key of a message without a time", { first: key(7, 0, "m1") }),
    await second("message-without-id", "the key of a message without an id", { first: key(7, TIME, "") }),
    await second("message-id-129", "the key of a message with an id of 129 bytes", {
      last: key(7, TIME + DAY, "m".repeat(129)),
    }),
    { ...(await set("feature-1", "required feature 1", { requiredFeatures: [1] })), ...feature },
    {
      ...(await set("features-order", "required features 2 and 1", { requiredFeatures: [2, 1] })),
      ...feature,
      comment: "An unknown feature comes before the rules of fields.",
    },
  ];
}

/** Snapshots: what opens and what does not. */
export async function snapshotLayer(): Promise<Layer> {
  const { totals, segments, ancestors, ...least } = PLAIN;
  const unpacked = concat(encodeSnapshot(PLAIN), bytesField(500, Uint8Array.of(1)), varint(501 * 8), varint(7));
  const unknown = { ...PLAIN, $unknowns: [bytesField(500, Uint8Array.of(1)), concat(varint(501 * 8), varint(7))] };
  const name = "n".repeat(256);
  const many = Array.from({ length: 4096 }, (_, i) => ({ sequence: 5000 - i, digest: new Uint8Array(32) }));
  const longId = { ...TIMELINE, last: key(7, TIME + DAY, "m".repeat(128)) };
  const sample = {
    kind: "snapshot",
    number: SEQUENCE,
    protobuf: encodeSnapshot(PLAIN),
    parent: "snapshot-plain",
    name: snapshotName(SEQUENCE),
    otherName: snapshotName(SEQUENCE + 1),
  } as const;
  return {
    layer: "snapshot",
    spec: "spec/08-snapshots.md",
    notes: ["The reader has the root keys of `epochs`.", "`protobuf` is the canonical encoding of what was read."],
    vectors: [
      await opens("snapshot-plain", "snapshot-fields", PLAIN, "Two segments and three ancestors."),
      await opens(
        "snapshot-least",
        "snapshot-fields",
        { ...least, sequence: 1 },
        "No segment and no ancestor: well-formed.",
      ),
      await opens("snapshot-former-epoch", "snapshot-epoch", { ...PLAIN, epoch: 1 }, "Of the former epoch."),
      await opens(
        "snapshot-names-256",
        "snapshot-fields",
        { ...PLAIN, writerName: name, account: name, service: name, producer: name },
        "Names of 256 bytes.",
      ),
      await opens(
        "snapshot-4096-ancestors",
        "snapshot-fields",
        { ...PLAIN, sequence: 6000, ancestors: many },
        "As many ancestors as there may be.",
      ),
      await opens(
        "snapshot-segment-limits",
        "snapshot-fields",
        { ...PLAIN, segments: [{ ...DIRECTORY, object: object(1, 16_777_216), frameCount: 131_072 }, longId] },
        "The longest segment, the most frames, the longest id.",
      ),
      await opens("snapshot-unknown-fields", "proto-keep-unknown", unknown, "Unknown fields are kept.", unpacked),
      await opens(
        "snapshot-totals-wrong",
        "snapshot-totals",
        { ...PLAIN, totals: { frames: 1 } },
        "Totals are for display only.",
      ),
      ...(await epochFileFaults(sample)),
      ...(await fields()),
    ],
  };
}
