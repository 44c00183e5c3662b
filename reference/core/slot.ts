import { equalBytes, lengthPrefixed, toHex, u64, utf8, zeroize } from "./bytes.js";
import { open, SEAL_SALT, SealFailure, seal, sealedSize } from "./cobblestone.js";
import { sealContext } from "./derive.js";
import { KeepsakeError } from "./errors.js";
import { LIMITS } from "./limits.js";
import { headerName } from "./names.js";
import { type Decoded, decodeSlotInfo, encodeSlotInfo, type KeySlot, type PasskeySlot } from "./proto/codec.js";
import type { CryptoProvider } from "./provider.js";
import type { Randomness } from "./randomness.js";

/** Bytes of a slot's id. */
export const SLOT_ID = 16;
/** Bytes of a slot's salt. */
export const SLOT_SALT = 32;
/** Bytes of the root key of an epoch. */
export const ROOT_KEY = 32;

/** A key slot of a header, taken apart. Spec: Key slots. */
export interface ParsedSlot {
  /** As it is stored, and as a new header carries it on. */
  readonly stored: Decoded<KeySlot>;
  /** 16 bytes. */
  readonly slotId: Uint8Array;
  /** 32 bytes. */
  readonly salt: Uint8Array;
  /** `unknown`: of a kind that this version cannot open. It is kept and skipped. */
  readonly kind: "recovery-key" | "passkey" | "unknown";
  /** For a slot of a passkey. */
  readonly passkey: Decoded<PasskeySlot> | null;
}

const malformed = (what: string) =>
  new KeepsakeError("header.malformed", `A key slot of the header is damaged: ${what}.`);

/**
 * Takes a key slot apart.
 *
 * @throws KeepsakeError `header.malformed`
 */
export function parseSlot(stored: Decoded<KeySlot>): ParsedSlot {
  if (stored.info.length > LIMITS.slotInfo) throw malformed("its description is too long");
  const { slotId, salt, recoveryKey, passkey } = decodeSlotInfo(stored.info);
  if (slotId.length !== SLOT_ID) throw malformed("its id has not 16 bytes");
  if (salt.length !== SLOT_SALT) throw malformed("its salt has not 32 bytes");
  if (passkey !== null) checkPasskey(passkey);
  const kind = recoveryKey !== null ? "recovery-key" : passkey !== null ? "passkey" : "unknown";
  const size = stored.sealedRootKey.length;
  if (kind === "unknown" ? size < 1 || size > LIMITS.unknownSealedRootKey : size !== sealedSize(ROOT_KEY)) {
    throw malformed("its sealed key has a wrong length");
  }
  return { stored, slotId, salt, kind, passkey };
}

function checkPasskey(passkey: Decoded<PasskeySlot>): void {
  const within = (length: number, min: number, max: number) => length >= min && length <= max;
  if (!within(utf8(passkey.rpId).length, 1, LIMITS.relyingPartyId)) throw malformed("its rp id has a wrong length");
  if (!within(passkey.credentialId.length, 1, LIMITS.credentialId)) {
    throw malformed("its credential id has a wrong length");
  }
  const { transports } = passkey;
  if (transports.length > LIMITS.transports || transports.some((name) => utf8(name).length > LIMITS.transport)) {
    throw malformed("its transports are too many or too long");
  }
}

/** The description of a slot that goes over to a new epoch by its secret: a kept key-encryption key opens it no more. */
export function newSaltInfo(
  randomness: Randomness,
  { stored, slotId }: ParsedSlot,
  epoch: number,
): { salt: Uint8Array; info: Uint8Array } {
  // [@slot-new-salt]
  const salt = randomness(`slot-salt/${toHex(slotId)}/${epoch}`, SLOT_SALT);
  return { salt, info: encodeSlotInfo({ ...decodeSlotInfo(stored.info), salt }) };
}

/** What a slot is bound to, besides its own description. */
export interface SlotPlace {
  /** 16 bytes. */
  readonly vaultId: Uint8Array;
  readonly epoch: number;
}

/** What the root key in a slot is bound to: `info` as it is stored. [@slot-info-as-stored] */
export const slotContext = (place: SlotPlace, info: Uint8Array) =>
  sealContext("slot", place.vaultId, u64(place.epoch), lengthPrefixed(info));

/** Describes a new slot: a fresh id and salt. @param index - its place in the header of that revision, from 0 */
export function newSlotInfo(
  randomness: Randomness,
  revision: number,
  index: number,
  passkey?: PasskeySlot,
): { slotId: Uint8Array; salt: Uint8Array; info: Uint8Array } {
  // [@slot-random-ids]
  const slotId = randomness(`slot-id/${revision}/${index}`, SLOT_ID);
  const salt = randomness(`slot-salt/${toHex(slotId)}`, SLOT_SALT);
  const kind = passkey === undefined ? { recoveryKey: {} } : { passkey };
  return { slotId, salt, info: encodeSlotInfo({ slotId, salt, ...kind }) };
}

/**
 * Seals the root key of an epoch in a slot of the header of `revision`.
 *
 * @param info - the description of the slot, as it will be stored
 * @param kek - the slot's key-encryption key, 32 bytes
 */
export async function sealSlot(
  provider: CryptoProvider,
  rootKey: Uint8Array,
  place: SlotPlace & { readonly revision: number },
  info: Uint8Array,
  kek: Uint8Array,
  randomness: Randomness,
): Promise<KeySlot> {
  if (rootKey.length !== ROOT_KEY) throw new RangeError(`expected a root key of 32 bytes, got ${rootKey.length}`);
  const { slotId } = decodeSlotInfo(info);
  const salt = randomness(`salt/${headerName(place.revision)}/slots/${toHex(slotId)}`, SEAL_SALT);
  const context = slotContext(place, info);
  const sealedRootKey = await seal(provider, kek, context, rootKey, salt);
  // A slot that does not open is a backup that is lost, whatever made it so. [@slot-verify-before-store]
  const opened = await open(provider, kek, context, sealedRootKey);
  if (!equalBytes(opened, rootKey)) throw new Error("the key slot does not open again; do not use it");
  zeroize(opened);
  return { info, sealedRootKey };
}

/**
 * Opens a slot of a known kind.
 *
 * @returns the root key, or null if the slot was not sealed with this key-encryption key
 * @throws KeepsakeError `header.auth` if it was, but is damaged
 */
export async function openSlot(
  provider: CryptoProvider,
  slot: ParsedSlot,
  place: SlotPlace,
  kek: Uint8Array,
): Promise<Uint8Array | null> {
  try {
    return await open(provider, kek, slotContext(place, slot.stored.info), slot.stored.sealedRootKey);
  } catch (error) {
    if (!(error instanceof SealFailure)) throw error;
    if (error.kind === "commitment") return null; // [@slot-commitment-skip]
    // [@slot-tag-auth]
    throw new KeepsakeError("header.auth", "A key slot of the header was changed; use an older copy of the vault.");
  }
}
