import { compareBytes } from "./bytes.js";
import type { EpochKeys } from "./derive.js";
import { largestFile, MARK_FILE, openEpochFile, peekEpoch, sealEpochFile } from "./epoch-file.js";
import { KeepsakeError } from "./errors.js";
import { LIMITS } from "./limits.js";
import { type Decoded, decodeMark, encodeMark, type Mark } from "./proto/codec.js";
import { countFields } from "./proto/count-fields.js";
import type { CryptoProvider } from "./provider.js";
import type { Randomness } from "./randomness.js";

/** Bytes of the largest file that can be a mark. A larger one is mark.malformed, and need not be read. */
export const LARGEST_MARK = largestFile(MARK_FILE);

const WRITER_ID = 16;
const OBJECT_ID = 32;
/** Field of Mark. */
const OBJECT_IDS = 6;

/**
 * Seals a mark as its stored file. Spec: Marks.
 *
 * @param keys - those of `mark.epoch`
 * @param vaultId - 16 bytes
 * @throws KeepsakeError mark.malformed if it breaks a rule; TypeError, RangeError for values of the wrong type
 */
export async function sealMark(
  provider: CryptoProvider,
  keys: EpochKeys,
  vaultId: Uint8Array,
  mark: Mark,
  randomness: Randomness,
): Promise<Uint8Array> {
  const protobuf = encodeMark(mark);
  const { epoch, number } = parseMark(protobuf);
  return sealEpochFile(provider, MARK_FILE, keys, { vaultId, epoch, number }, protobuf, randomness);
}

/**
 * Opens a stored mark. Spec: Marks.
 *
 * @param keysByEpoch - the keys of the current epoch and of those that the header lists
 * @param name - of the file in the vault
 * @throws KeepsakeError mark.malformed, mark.auth, input.unsupported-version
 */
export async function openMark(
  provider: CryptoProvider,
  keysByEpoch: ReadonlyMap<number, EpochKeys>,
  vaultId: Uint8Array,
  name: string,
  bytes: Uint8Array,
): Promise<Decoded<Mark>> {
  const { place, protobuf } = await openEpochFile(provider, MARK_FILE, keysByEpoch, vaultId, name, bytes);
  const mark = parseMark(protobuf);
  if (mark.number !== place.number || mark.epoch !== place.epoch)
    throw malformed("it is not the one that its file says");
  return mark;
}

/**
 * The epoch that a stored mark says it is of. Nothing has proved it yet.
 *
 * @param bytes - at least its first 18 bytes
 * @throws KeepsakeError mark.malformed, input.unsupported-version
 */
export function peekMarkEpoch(bytes: Uint8Array): number {
  return peekEpoch(MARK_FILE, bytes);
}

function parseMark(protobuf: Uint8Array): Decoded<Mark> {
  const most = LIMITS.markedObjects;
  if (countFields(protobuf, OBJECT_IDS, most) > most) throw malformed("it has too many objects");
  const mark = decodeMark(protobuf);
  // [@mark-malformed]
  if (mark.number === 0 || mark.epoch === 0) throw malformed("a number is 0");
  if (mark.writerId.length !== WRITER_ID) throw malformed("the writer's id has not 16 bytes");
  const ids = mark.objectIds;
  if (ids.length === 0) throw malformed("it has no object");
  for (const [i, id] of ids.entries()) {
    if (id.length !== OBJECT_ID) throw malformed("the id of an object has not 32 bytes");
    if (i > 0 && compareBytes(ids[i - 1]!, id) >= 0) throw malformed("the objects are not in order");
  }
  return mark;
}

function malformed(what: string): KeepsakeError {
  return new KeepsakeError("mark.malformed", `The mark breaks a rule: ${what}.`);
}
