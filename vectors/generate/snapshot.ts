import { u64 } from "../../reference/core/bytes.js";
import { deriveEpochKeys, sealContext } from "../../reference/core/derive.js";
import { digest } from "../../reference/core/digest.js";
import { snapshotName } from "../../reference/core/names.js";
import { paddedSize } from "../../reference/core/padding.js";
import { encodeSnapshot, type Snapshot } from "../../reference/core/proto/codec.js";
import { bytesField, concat, varint } from "./bytes.js";
import { EPOCHS, epochFileFaults, openInputs } from "./epoch-file-faults.js";
import { provider } from "./seed.js";
import { fields } from "./snapshot-fields.js";
import { DAY, DIRECTORY, fileOf, key, object, PLAIN, SEQUENCE, TIME, TIMELINE, vaultId } from "./snapshot-parts.js";
import type { Accepted, Layer } from "./vector.js";

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
