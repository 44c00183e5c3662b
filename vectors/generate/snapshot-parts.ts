import { pad } from "../../reference/core/padding.js";
import { encodeSnapshot, type SegmentReference, type Snapshot } from "../../reference/core/proto/codec.js";
import { EPOCHS } from "./epoch-file-faults.js";
import { forgeEpochFile } from "./forge.js";
import { PLACE, WRITER_ID } from "./people.js";
import { random } from "./seed.js";

export const { vaultId } = PLACE;

export const SEQUENCE = 9;

export const DAY = 86_400_000;

export const TIME = 1_767_225_600_000;

export const object = (n: number, length = 300) => ({
  id: random(`snapshot/object/${n}/id`, 32),
  key: random(`snapshot/object/${n}/key`, 32),
  length,
  digest: random(`snapshot/object/${n}/digest`, 32),
});

export const key = (rank: number, timeMs = 0, id = "") => ({ rank, timeMs, id });

export const DIRECTORY = {
  object: object(1),
  frameCount: 4,
  first: key(1),
  last: key(6, 0, "c1"),
} satisfies SegmentReference;

export const TIMELINE = {
  object: object(2),
  frameCount: 9,
  first: key(7, TIME, "m1"),
  last: key(7, TIME + DAY, "m9"),
} satisfies SegmentReference;

export const PLAIN = {
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

export async function fileOf(
  snapshot: Snapshot | Uint8Array,
  epoch: 1 | 2 = 2,
  number = SEQUENCE,
): Promise<Uint8Array> {
  const protobuf = snapshot instanceof Uint8Array ? snapshot : encodeSnapshot(snapshot);
  return forgeEpochFile("snapshot", { vaultId, number, ...EPOCHS[epoch - 1]! }, pad(protobuf));
}
