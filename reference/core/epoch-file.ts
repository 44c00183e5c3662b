import { concat, readU64, u64 } from "./bytes.js";
import { open, plaintextSize, SEAL_SALT, SealFailure, seal, sealedSize } from "./cobblestone.js";
import { type EpochKeys, sealContext } from "./derive.js";
import { type ErrorCode, KeepsakeError } from "./errors.js";
import { FILE_KIND, filePrefix, PREFIX_LENGTH, readPrefix } from "./file-prefix.js";
import { LIMITS } from "./limits.js";
import { markName, parseName, snapshotName } from "./names.js";
import { pad, paddedSize, unpad } from "./padding.js";
import type { CryptoProvider } from "./provider.js";
import type { Randomness } from "./randomness.js";

/** A kind of file that says its epoch in the clear and is sealed under a key of that epoch. */
export interface EpochFileKind {
  readonly kind: "snapshot" | "mark";
  readonly nameOf: (number: number) => string;
  /** Most bytes of its protobuf. */
  readonly limit: number;
  readonly malformed: ErrorCode;
  readonly auth: ErrorCode;
}

/** Spec: Snapshots. */
export const SNAPSHOT_FILE: EpochFileKind = {
  kind: "snapshot",
  nameOf: snapshotName,
  limit: LIMITS.snapshot,
  malformed: "snapshot.malformed",
  auth: "snapshot.auth",
};

/** Spec: Marks. */
export const MARK_FILE: EpochFileKind = {
  kind: "mark",
  nameOf: markName,
  limit: LIMITS.mark,
  malformed: "mark.malformed",
  auth: "mark.auth",
};

const EPOCH = 8;
/** Bytes before the sealed part: the prefix and the epoch. */
export const HEAD = PREFIX_LENGTH + EPOCH;

/** Bytes of the largest file of a kind. */
export function largestFile({ limit }: EpochFileKind): number {
  return HEAD + sealedSize(paddedSize(limit));
}

/** Where a file of this kind belongs: what it is sealed for. */
export interface EpochFilePlace {
  readonly vaultId: Uint8Array;
  readonly epoch: number;
  /** The number in its name. */
  readonly number: number;
}

function contextOf({ kind }: EpochFileKind, { vaultId, epoch, number }: EpochFilePlace): Uint8Array {
  return sealContext(kind, vaultId, u64(epoch), u64(number));
}

/** Seals protobuf bytes as a stored file. */
export async function sealEpochFile(
  provider: CryptoProvider,
  file: EpochFileKind,
  keys: EpochKeys,
  place: EpochFilePlace,
  protobuf: Uint8Array,
  randomness: Randomness,
): Promise<Uint8Array> {
  if (protobuf.length > file.limit) throw new RangeError(`a ${file.kind} of ${protobuf.length} bytes is too large`);
  const salt = randomness(`salt/${file.nameOf(place.number)}`, SEAL_SALT);
  const sealed = await seal(provider, keys[file.kind], contextOf(file, place), pad(protobuf), salt);
  return concat(filePrefix(FILE_KIND[file.kind]), u64(place.epoch), sealed);
}

/**
 * The epoch that a stored file says it is of, which nothing has proved yet.
 *
 * @param bytes - at least its first 18 bytes
 */
export function peekEpoch(file: EpochFileKind, bytes: Uint8Array): number {
  readPrefix(bytes, FILE_KIND[file.kind], { magic: file.malformed, kind: file.malformed });
  const epoch = bytes.length < HEAD ? undefined : readU64(bytes, PREFIX_LENGTH);
  // [@snapshot-epoch-field]
  if (epoch === undefined || epoch === 0) throw new KeepsakeError(file.malformed, `A ${file.kind} names no epoch.`);
  return epoch;
}

/** The number in the name of such a file. */
function numberOf(file: EpochFileKind, name: string): number {
  const parsed = parseName(name);
  if (parsed?.kind !== file.kind) throw new RangeError(`${name} is not the name of a ${file.kind}`);
  return parsed.number;
}

/** Opens a stored file and gives its place and its protobuf bytes. */
export async function openEpochFile(
  provider: CryptoProvider,
  file: EpochFileKind,
  keysByEpoch: ReadonlyMap<number, EpochKeys>,
  vaultId: Uint8Array,
  name: string,
  bytes: Uint8Array,
): Promise<{ place: EpochFilePlace; protobuf: Uint8Array }> {
  const number = numberOf(file, name);
  const fail = (code: ErrorCode, what: string, cause?: unknown) =>
    new KeepsakeError(code, `The ${file.kind} ${number} ${what}.`, { name, ...(cause === undefined ? {} : { cause }) });

  const epoch = peekEpoch(file, bytes);
  const size = plaintextSize(bytes.length - HEAD);
  // [@snapshot-size]
  if (size === undefined || size > paddedSize(file.limit)) throw fail(file.malformed, "has an impossible size");
  const keys = keysByEpoch.get(epoch);
  // [@snapshot-epoch-unknown]
  if (keys === undefined) throw fail(file.auth, `is of epoch ${epoch}, which the header does not list`);
  const place = { vaultId, epoch, number };
  const padded = await open(provider, keys[file.kind], contextOf(file, place), bytes.subarray(HEAD)).catch((error) => {
    // [@snapshot-auth] [@mark-auth]
    throw error instanceof SealFailure ? fail(file.auth, "was changed, or is of another vault", error) : error;
  });
  const protobuf = unpad(padded);
  // [@snapshot-padding]
  if (protobuf === undefined || protobuf.length > file.limit)
    throw fail(file.malformed, "has a wrong length or padding");
  return { place, protobuf };
}
