import type { EpochKeys } from "./derive.js";
import { largestFile, openEpochFile, peekEpoch, SNAPSHOT_FILE, sealEpochFile } from "./epoch-file.js";
import { KeepsakeError } from "./errors.js";
import { encodeSnapshot, type Snapshot } from "./proto/codec.js";
import type { CryptoProvider } from "./provider.js";
import type { Randomness } from "./randomness.js";
import { parseSnapshot, type ValidSnapshot } from "./snapshot-rules.js";

export type { ValidSegmentReference, ValidSnapshot } from "./snapshot-rules.js";

/** Bytes of the largest file that can be a snapshot. A larger one is snapshot.malformed, and need not be read. */
export const LARGEST_SNAPSHOT = largestFile(SNAPSHOT_FILE);

/**
 * Seals a snapshot as its stored file. Spec: Snapshots.
 *
 * @param keys - those of `snapshot.epoch`
 * @param vaultId - 16 bytes
 * @throws KeepsakeError snapshot.malformed if it breaks a rule; TypeError, RangeError for values of the wrong type
 */
export async function sealSnapshot(
  provider: CryptoProvider,
  keys: EpochKeys,
  vaultId: Uint8Array,
  snapshot: Snapshot,
  randomness: Randomness,
): Promise<Uint8Array> {
  const protobuf = encodeSnapshot(snapshot);
  const { epoch, sequence: number } = parseSnapshot(protobuf);
  return sealEpochFile(provider, SNAPSHOT_FILE, keys, { vaultId, epoch, number }, protobuf, randomness);
}

/**
 * Opens a stored snapshot. Spec: Snapshots.
 *
 * @param keysByEpoch - the keys of the current epoch and of those that the header lists
 * @param name - of the file in the vault
 * @throws KeepsakeError snapshot.malformed, snapshot.auth, input.unsupported-version
 */
export async function openSnapshot(
  provider: CryptoProvider,
  keysByEpoch: ReadonlyMap<number, EpochKeys>,
  vaultId: Uint8Array,
  name: string,
  bytes: Uint8Array,
): Promise<ValidSnapshot> {
  const { place, protobuf } = await openEpochFile(provider, SNAPSHOT_FILE, keysByEpoch, vaultId, name, bytes);
  const snapshot = parseSnapshot(protobuf);
  // [@snapshot-name] [@snapshot-epoch]
  if (snapshot.sequence !== place.number || snapshot.epoch !== place.epoch) {
    throw new KeepsakeError("snapshot.malformed", "A snapshot is not the one that its file says it is.", { name });
  }
  return snapshot;
}

/**
 * The epoch that a stored snapshot says it is of. Nothing has proved it yet.
 *
 * @param bytes - at least its first 18 bytes
 * @throws KeepsakeError snapshot.malformed, input.unsupported-version
 */
export function peekSnapshotEpoch(bytes: Uint8Array): number {
  return peekEpoch(SNAPSHOT_FILE, bytes);
}
