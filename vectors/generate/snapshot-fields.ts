import { snapshotName } from "../../reference/core/names.js";
import type { SegmentReference, Snapshot } from "../../reference/core/proto/codec.js";
import { openInputs } from "./epoch-file-faults.js";
import { DAY, DIRECTORY, fileOf, key, type object, PLAIN, SEQUENCE, TIME, TIMELINE } from "./snapshot-parts.js";
import type { Rejected } from "./vector.js";

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

export async function fields(): Promise<Rejected[]> {
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
