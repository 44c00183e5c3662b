import { concat, u64, utf8, zeroize } from "./bytes.js";
import { type CryptoProvider, chain, type MaybePromise } from "./provider.js";

/** What every key is derived for. Spec: Derivation. */
export const LABELS = {
  recoveryKeySlot: "slot/recovery-key",
  passkeySlot: "slot/passkey",
  headerMac: "header-mac",
  headerDetails: "header-details",
  snapshot: "snapshot",
  mark: "mark",
  objectId: "object-id",
  objectKey: "object-key",
} as const;

/** One of {@link LABELS}. */
export type Label = (typeof LABELS)[keyof typeof LABELS];

/** What can be sealed. Spec: Sealing. */
export type SealType = "slot" | "header-details" | "snapshot" | "mark" | "object";

const bound = (name: string, fields: readonly Uint8Array[]) => concat(utf8(`keepsake/v1/${name}\0`), ...fields);

/** The `info` of a derivation. */
export function deriveInfo(label: Label, context: Uint8Array): Uint8Array {
  return bound(label, [context]);
}

/**
 * HKDF-SHA-512 under one of Keepsake's labels. Spec: Derivation.
 *
 * @param context - fixed-length fields of the table, concatenated
 */
export function derive(
  provider: CryptoProvider,
  ikm: Uint8Array,
  salt: Uint8Array,
  label: Label,
  context: Uint8Array,
  length = 32,
): MaybePromise<Uint8Array> {
  return provider.hkdfSha512(ikm, salt, deriveInfo(label, context), length);
}

/** The first 32 bytes of HMAC-SHA-512. The key is used for nothing else. [@mac-key-separate] */
export function mac(provider: CryptoProvider, key: Uint8Array, data: Uint8Array): MaybePromise<Uint8Array> {
  return chain(provider.hmacSha512(key, data), (bytes) => bytes.slice(0, 32));
}

/** The context of a sealed message: its type and the fields that it is bound to. */
export function sealContext(type: SealType, ...fields: readonly Uint8Array[]): Uint8Array {
  return bound(type, fields);
}

/** The keys that a root key stands for in its epoch, 32 bytes each. */
export interface EpochKeys {
  readonly headerMac: Uint8Array;
  readonly headerDetails: Uint8Array;
  readonly snapshot: Uint8Array;
  readonly mark: Uint8Array;
  readonly objectId: Uint8Array;
  readonly objectKey: Uint8Array;
}

/**
 * Derives all keys of an epoch.
 *
 * @param rootKey - 32 bytes
 * @param vaultId - 16 bytes
 */
export async function deriveEpochKeys(
  provider: CryptoProvider,
  rootKey: Uint8Array,
  vaultId: Uint8Array,
  epoch: number,
): Promise<EpochKeys> {
  const key = (label: Label) => derive(provider, rootKey, vaultId, label, u64(epoch));
  return {
    headerMac: await key(LABELS.headerMac),
    headerDetails: await key(LABELS.headerDetails),
    snapshot: await key(LABELS.snapshot),
    mark: await key(LABELS.mark),
    objectId: await key(LABELS.objectId),
    objectKey: await key(LABELS.objectKey),
  };
}

/** Overwrites the keys of an epoch that is no longer in use. */
export function zeroizeEpochKeys(keys: EpochKeys): void {
  zeroize(...Object.values(keys));
}

/**
 * The key-encryption key of a recovery key's slot.
 *
 * @param digits - 64 ASCII digits, as `parseRecoveryKey` gives them
 * @param salt - the slot's salt, 32 bytes
 */
export function kekFromRecoveryKey(
  provider: CryptoProvider,
  digits: string,
  salt: Uint8Array,
  vaultId: Uint8Array,
  slotId: Uint8Array,
): MaybePromise<Uint8Array> {
  const ikm = utf8(digits);
  return chain(derive(provider, ikm, salt, LABELS.recoveryKeySlot, concat(vaultId, slotId)), (kek) => {
    zeroize(ikm);
    return kek;
  });
}

/**
 * The key-encryption key of a passkey's slot.
 *
 * @param prf - the 32 bytes that the passkey gave
 * @param salt - the slot's salt, 32 bytes
 */
export function kekFromPrf(
  provider: CryptoProvider,
  prf: Uint8Array,
  salt: Uint8Array,
  vaultId: Uint8Array,
  slotId: Uint8Array,
): MaybePromise<Uint8Array> {
  return derive(provider, prf, salt, LABELS.passkeySlot, concat(vaultId, slotId));
}
