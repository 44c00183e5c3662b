import { concat, equalBytes, readU32, toHex, u32, u64, zeroize } from "./bytes.js";
import { open, SEAL_SALT, SealFailure, seal } from "./cobblestone.js";
import { derive, LABELS, mac, sealContext } from "./derive.js";
import { digest } from "./digest.js";
import { KeepsakeError } from "./errors.js";
import { FILE_KIND, filePrefix, PREFIX_LENGTH, readPrefix } from "./file-prefix.js";
import { checkHeaderDetails } from "./header-details.js";
import { LIMITS } from "./limits.js";
import { headerName } from "./names.js";
import { pad, unpad } from "./padding.js";
import {
  type Decoded,
  decodeHeader,
  decodeHeaderDetails,
  encodeHeader,
  encodeHeaderDetails,
  type Header,
  type HeaderDetails,
} from "./proto/codec.js";
import { countFields } from "./proto/count-fields.js";
import type { CryptoProvider } from "./provider.js";
import type { Randomness } from "./randomness.js";
import { type ParsedSlot, parseSlot } from "./slot.js";

/** Bytes of a vault's id. */
export const VAULT_ID = 16;
/** Bytes of the salt of an epoch's PRF input. */
export const PRF_SALT = 32;
const HASH = 32;
const MAC = 32;
const START = PREFIX_LENGTH + 4;
/** Field of Header. */
const SLOTS = 5;

/** A well-formed header. Nothing in it is authentic before `verifyHeader`. Spec: Header. */
export interface ParsedHeader {
  /** 16 bytes. */
  readonly vaultId: Uint8Array;
  readonly epoch: number;
  readonly revision: number;
  /** 32 bytes. */
  readonly prfSalt: Uint8Array;
  readonly slots: readonly ParsedSlot[];
  /** The clear part as it is stored, with what this version does not know. */
  readonly message: Decoded<Header>;
  /** The stored file. */
  readonly bytes: Uint8Array;
  /** Digest of the stored file, 32 bytes. */
  readonly digest: Uint8Array;
}

const malformed = (what: string) => new KeepsakeError("header.malformed", `The header is damaged: ${what}.`);

/**
 * Reads a stored header as far as it can be read without a secret.
 *
 * @param revision - the number in the file's name; `undefined` if the file is looked at outside of a vault
 * @throws KeepsakeError `header.malformed`, or `input.unsupported-version` for a header of a later version
 */
export async function parseHeader(
  provider: CryptoProvider,
  bytes: Uint8Array,
  revision: number | undefined,
): Promise<ParsedHeader> {
  const header = await parseAnyHeader(provider, bytes, revision);
  refuseFeatures(header);
  return header;
}

/** Refuses a header with features. Version 1.0 knows none. @throws KeepsakeError `input.unsupported-version` */
export function refuseFeatures({ message }: ParsedHeader): void {
  // [@header-features]
  if (message.requiredFeatures.length > 0) {
    throw new KeepsakeError(
      "input.unsupported-version",
      "This vault uses features that this program does not know; use a newer version of it.",
      { features: message.requiredFeatures },
    );
  }
}

/** As {@link parseHeader}, whatever features the header has: all that can be told of a header of a newer program. */
export async function parseAnyHeader(
  provider: CryptoProvider,
  bytes: Uint8Array,
  revision: number | undefined,
): Promise<ParsedHeader> {
  readPrefix(bytes, FILE_KIND.header, { magic: "header.malformed", kind: "header.malformed" });
  const content = await checkedContent(provider, bytes);
  if (countFields(content, SLOTS, LIMITS.slots) > LIMITS.slots) throw malformed("it has too many key slots");
  const message = decodeHeader(content);
  const slots = checkFields(message);
  // [@header-name]
  if (revision !== undefined && message.revision !== revision) {
    throw malformed(`it is revision ${message.revision} under the name of revision ${revision}`);
  }
  const { vaultId, epoch, prfSalt } = message;
  return {
    vaultId,
    epoch,
    revision: message.revision,
    prfSalt,
    slots,
    message,
    bytes,
    digest: await digest(provider, bytes),
  };
}

/** The protobuf bytes of a header whose length and SHA-256 are right. */
async function checkedContent(provider: CryptoProvider, bytes: Uint8Array): Promise<Uint8Array> {
  if (bytes.length < START) throw malformed("it is too short");
  const length = readU32(bytes, PREFIX_LENGTH);
  if (length > LIMITS.header) throw malformed("it is too long"); // [@header-size-limit]
  const end = START + length;
  if (bytes.length !== end + HASH + MAC) throw malformed("its length is wrong"); // [@header-length]
  const hash = await provider.sha256(bytes.subarray(0, end));
  if (!equalBytes(hash, bytes.subarray(end, end + HASH))) throw malformed("its check sum is wrong"); // [@header-sha256]
  return bytes.subarray(START, end);
}

// [@header-fields]
function checkFields(message: Decoded<Header>): ParsedSlot[] {
  if (message.vaultId.length !== VAULT_ID) throw malformed("its vault id has not 16 bytes");
  if (message.epoch === 0) throw malformed("it has no epoch");
  if (message.revision === 0) throw malformed("it has no revision");
  if (message.prfSalt.length !== PRF_SALT) throw malformed("its PRF salt has not 32 bytes");
  const count = message.slots.length;
  if (count < 1) throw malformed("it has no key slot");
  const slots = message.slots.map(parseSlot);
  if (new Set(slots.map(({ slotId }) => toHex(slotId))).size !== count) throw malformed("two key slots have one id");
  if (message.requiredFeatures.some((feature, i, all) => i > 0 && feature <= all[i - 1]!)) {
    throw malformed("its features are not in order");
  }
  return slots;
}

const detailsContext = (header: { vaultId: Uint8Array; epoch: number; revision: number }) =>
  sealContext("header-details", header.vaultId, u64(header.epoch), u64(header.revision));

const headerKey = (
  provider: CryptoProvider,
  rootKey: Uint8Array,
  label: "header-mac" | "header-details",
  { vaultId, epoch }: { vaultId: Uint8Array; epoch: number },
) => derive(provider, rootKey, vaultId, label, u64(epoch));

/**
 * Checks that a header was written by a holder of the root key, and opens its sealed part.
 *
 * @param rootKey - 32 bytes, from one of the header's slots or from the device's key store
 * @throws KeepsakeError `header.auth`; `header.malformed` if its author sealed something that is not allowed
 */
export async function verifyHeader(
  provider: CryptoProvider,
  header: ParsedHeader,
  rootKey: Uint8Array,
): Promise<Decoded<HeaderDetails>> {
  if (!(await isAuthentic(provider, header, rootKey))) throw notAuthentic(); // [@header-mac]
  const details = decodeHeaderDetails(await openDetails(provider, header, rootKey));
  checkHeaderDetails(details, header);
  return details;
}

/** Whether a header was written by a holder of the root key, by its MAC alone. */
export async function isAuthentic(
  provider: CryptoProvider,
  header: ParsedHeader,
  rootKey: Uint8Array,
): Promise<boolean> {
  const { bytes } = header;
  const macKey = await headerKey(provider, rootKey, LABELS.headerMac, header);
  const expected = await mac(provider, macKey, bytes.subarray(0, -MAC));
  zeroize(macKey);
  return equalBytes(expected, bytes.subarray(-MAC)); // [@constant-time]
}

async function openDetails(provider: CryptoProvider, header: ParsedHeader, rootKey: Uint8Array): Promise<Uint8Array> {
  const key = await headerKey(provider, rootKey, LABELS.headerDetails, header);
  try {
    const content = unpad(await open(provider, key, detailsContext(header), header.message.sealedDetails));
    if (content === undefined) throw malformed("its sealed part is not padded"); // [@header-details-malformed]
    return content;
  } catch (error) {
    throw error instanceof SealFailure ? notAuthentic() : error; // [@header-details-auth]
  } finally {
    zeroize(key);
  }
}

const notAuthentic = () =>
  new KeepsakeError("header.auth", "The header was changed by someone without the key; an older one may still open.");

/** The clear part of a header that is to be written, but for what `buildHeader` seals. */
export type HeaderFields = Required<Pick<Header, "vaultId" | "epoch" | "revision" | "prfSalt" | "slots">> &
  Pick<Header, "$unknowns">;

/**
 * Makes a stored header.
 *
 * @param rootKey - the root key of the header's epoch, which every one of its slots has to seal
 * @returns the bytes of `headers/<revision>`
 * @throws RangeError if a reader would refuse the fields or the details
 */
export async function buildHeader(
  provider: CryptoProvider,
  rootKey: Uint8Array,
  fields: HeaderFields,
  details: HeaderDetails,
  randomness: Randomness,
): Promise<Uint8Array> {
  const { revision } = fields;
  const salt = randomness(`salt/${headerName(revision)}/details`, SEAL_SALT);
  const detailsKey = await headerKey(provider, rootKey, LABELS.headerDetails, fields);
  const content = pad(encodeHeaderDetails(details));
  const sealedDetails = await seal(provider, detailsKey, detailsContext(fields), content, salt);
  zeroize(detailsKey, content);
  const message = encodeHeader({ ...fields, sealedDetails });
  const start = concat(filePrefix(FILE_KIND.header), u32(message.length), message);
  const hashed = concat(start, await provider.sha256(start));
  const macKey = await headerKey(provider, rootKey, LABELS.headerMac, fields);
  const bytes = concat(hashed, await mac(provider, macKey, hashed));
  zeroize(macKey);
  try {
    // A header that cannot be read again would lock its owner out.
    await verifyHeader(provider, await parseHeader(provider, bytes, revision), rootKey);
  } catch (cause) {
    if (!(cause instanceof KeepsakeError)) throw cause;
    throw new RangeError(`these fields make no header: ${cause.message}`, { cause });
  }
  return bytes;
}
