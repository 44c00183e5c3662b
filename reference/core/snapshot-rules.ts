import { checkReference } from "./attachment-rules.js";
import { utf8 } from "./bytes.js";
import { KeepsakeError } from "./errors.js";
import { LIMITS } from "./limits.js";
import { compareOrderKeys, TIMELINE_RANK } from "./order-key.js";
import { decodeSnapshot } from "./proto/codec.js";
import { countFields } from "./proto/count-fields.js";
import type { Ancestor, Decoded, ObjectReference, OrderKey, SegmentReference, Snapshot } from "./proto/types.js";
import { ID_BYTES } from "./rule.js";

/** A segment of a snapshot that obeys the rules. */
export interface ValidSegmentReference extends Decoded<SegmentReference> {
  object: Decoded<ObjectReference>;
  first: Decoded<OrderKey>;
  last: Decoded<OrderKey>;
}

/** A snapshot that obeys the rules. */
export interface ValidSnapshot extends Decoded<Snapshot> {
  segments: ValidSegmentReference[];
}

const WRITER_ID = 16;
const DIGEST = 32;
const SETTINGS_RANK = 2;

/** Fields of Snapshot. */
const FIELDS = { ancestors: 10, segments: 11, requiredFeatures: 13 } as const;

/**
 * Decodes a snapshot and checks its rules, which its author could break although it is authentic. Spec: Snapshots, Reading.
 *
 * @throws KeepsakeError snapshot.malformed, input.unsupported-version
 */
export function parseSnapshot(protobuf: Uint8Array): ValidSnapshot {
  checkCounts(protobuf);
  return checkSnapshot(decodeSnapshot(protobuf));
}

/** The numbers of ancestors and segments, before memory is spent on them. */
function checkCounts(protobuf: Uint8Array): void {
  for (const name of ["ancestors", "segments"] as const) {
    if (countFields(protobuf, FIELDS[name], LIMITS[name]) <= LIMITS[name]) continue;
    if (countFields(protobuf, FIELDS.requiredFeatures, 0) > 0) throw newerProgram([]);
    throw malformed(`there are too many ${name}`);
  }
}

function newerProgram(features: readonly number[]): KeepsakeError {
  const which = features.length === 0 ? "features" : `the features ${features.join(", ")}`;
  const message = `This snapshot needs ${which} that this program does not know; use a newer version of it.`;
  return new KeepsakeError("input.unsupported-version", message, { features });
}

function checkSnapshot(snapshot: Decoded<Snapshot>): ValidSnapshot {
  const { sequence, epoch, minHeaderRevision, writerId, requiredFeatures } = snapshot;
  // Before the rules of fields, which a feature may change. [@snapshot-features]
  if (requiredFeatures.length > 0) throw newerProgram(requiredFeatures);
  if (sequence === 0 || epoch === 0 || minHeaderRevision === 0) throw malformed("a number is 0");
  if (writerId.length !== WRITER_ID) throw malformed("the writer's id has not 16 bytes");
  for (const name of ["writerName", "account", "service", "producer"] as const) {
    if (utf8(snapshot[name]).length > LIMITS.name) throw malformed(`${name} is too long`);
  }
  checkAncestors(snapshot.ancestors, sequence);
  checkSegments(snapshot.segments);
  return snapshot as ValidSnapshot;
}

function checkAncestors(ancestors: readonly Decoded<Ancestor>[], sequence: number): void {
  let last = sequence;
  for (const ancestor of ancestors) {
    if (ancestor.sequence === 0 || ancestor.sequence >= last) throw malformed("the ancestors are not in order");
    if (ancestor.digest.length !== DIGEST) throw malformed("the digest of an ancestor has not 32 bytes");
    last = ancestor.sequence;
  }
}

function checkSegments(segments: readonly Decoded<SegmentReference>[]): void {
  let before: Decoded<OrderKey> | undefined;
  for (const [i, { object, frameCount, first, last }] of segments.entries()) {
    if (object === null || first === null || last === null) throw malformed(`segment ${i} lacks a part`);
    const fault = checkReference(object);
    if (fault !== undefined) throw malformed(`the reference to segment ${i}: ${fault.path} ${fault.reason}`);
    if (object.length > LIMITS.segment) throw malformed(`segment ${i} is too long`);
    if (frameCount === 0 || frameCount > LIMITS.segmentFrameCount) throw malformed(`segment ${i} has no such count`);
    if (!isOrderKey(first) || !isOrderKey(last)) throw malformed(`segment ${i} has an impossible order key`);
    const oneClass = (first.rank === TIMELINE_RANK) === (last.rank === TIMELINE_RANK);
    const ascends = before === undefined || compareOrderKeys(before, first) < 0;
    if (!oneClass || !ascends || compareOrderKeys(first, last) > 0) throw malformed(`segment ${i} is not in order`);
    before = last;
  }
}

/** Whether a frame can have this key: the directory has no times, account and settings have no id. */
function isOrderKey({ rank, timeMs, id }: Decoded<OrderKey>): boolean {
  if (rank < 1 || rank > TIMELINE_RANK || utf8(id).length > ID_BYTES) return false;
  return timeMs > 0 === (rank === TIMELINE_RANK) && (id !== "") === rank > SETTINGS_RANK;
}

function malformed(what: string): KeepsakeError {
  return new KeepsakeError("snapshot.malformed", `The snapshot breaks a rule: ${what}.`);
}
