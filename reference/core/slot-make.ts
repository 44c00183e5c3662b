import { equalBytes, zeroize } from "./bytes.js";
import { kekFromPrf, kekFromRecoveryKey } from "./derive.js";
import { prfInput, takePrfResult } from "./passkey.js";
import { BackupEligibility, type KeySlot, type PasskeySlot, type SlotDetails } from "./proto/types.js";
import type { CryptoProvider, MaybePromise } from "./provider.js";
import type { Randomness } from "./randomness.js";
import type { Secret } from "./secret.js";
import { newSlotInfo, sealSlot } from "./slot.js";

/** A way to open a vault that is to be added. */
export interface NewSlot {
  /** A recovery key, or a passkey whose `prf` is asked once, in a ceremony of its own. */
  readonly secret: Secret;
  /** Needed for a passkey: how the header describes it. */
  readonly passkey?: PasskeySlot;
  /** How the owner knows it, at most 256 bytes. */
  readonly label?: string;
  /** For a passkey: WebAuthn's flag BE, whether it may be synced to other devices. */
  readonly backupEligibility?: BackupEligibility;
}

/**
 * A slot to add, or how to make it: a passkey that does not exist yet is created with the PRF input of the epoch that
 * its slot will be in (spec: Passkeys, Enrolling).
 */
export type SlotToAdd = NewSlot | ((prfInput: Uint8Array) => Promise<NewSlot>);

/** Gives the key-encryption key that a secret has for a slot. */
export interface KekSource {
  (slotId: Uint8Array, salt: Uint8Array): MaybePromise<Uint8Array>;
  /** Overwrites what a passkey gave. */
  readonly forget?: () => void;
}

/** Asks for a secret once, for any number of slots of one epoch. */
export async function kekSource(
  provider: CryptoProvider,
  secret: Secret,
  vaultId: Uint8Array,
  prfSalt: Uint8Array,
): Promise<KekSource> {
  if (secret.kind === "recovery-key") {
    return (slotId, salt) => kekFromRecoveryKey(provider, secret.digits, salt, vaultId, slotId);
  }
  if (secret.kind !== "passkey") throw new TypeError("a slot is made for a recovery key or a passkey");
  const prf = takePrfResult(await secret.prf(prfInput(prfSalt)));
  const keks = (slotId: Uint8Array, salt: Uint8Array) => kekFromPrf(provider, prf, salt, vaultId, slotId);
  return Object.assign(keks, { forget: () => zeroize(prf) });
}

/** A slot to add whose secret has been asked for. */
export interface SlotMaker {
  readonly slot: NewSlot;
  readonly keks: KekSource;
}

/**
 * Asks for the secret of each slot to add, in order, making those that have to be made, for as long as `use` takes:
 * what passkeys gave is overwritten then, whatever happens.
 */
export async function withSlotMakers<T>(
  provider: CryptoProvider,
  add: readonly SlotToAdd[],
  { vaultId, prfSalt }: { readonly vaultId: Uint8Array; readonly prfSalt: Uint8Array },
  use: (makers: readonly SlotMaker[]) => Promise<T>,
): Promise<T> {
  const makers: SlotMaker[] = [];
  try {
    for (const one of add) {
      const slot = typeof one === "function" ? await one(prfInput(prfSalt)) : one;
      makers.push({ slot, keks: await kekSource(provider, slot.secret, vaultId, prfSalt) });
    }
    return await use(makers);
  } finally {
    for (const { keks } of makers) keks.forget?.();
  }
}

/** Where a slot is made: header and epoch. */
export interface SlotTarget {
  readonly vaultId: Uint8Array;
  readonly epoch: number;
  readonly revision: number;
  /** Root key of the epoch. */
  readonly rootKey: Uint8Array;
}

/** A slot that was made, with what the sealed part of the header says of it. */
export interface MadeSlot {
  readonly slotId: Uint8Array;
  readonly stored: KeySlot;
  readonly details: SlotDetails;
  readonly kek: Uint8Array;
}

/** Makes a new slot. `index` is its place in the header. */
export async function makeSlot(
  provider: CryptoProvider,
  randomness: Randomness,
  target: SlotTarget,
  index: number,
  { slot, keks }: SlotMaker,
  now: number,
): Promise<MadeSlot> {
  const { slotId, salt, info } = newSlotInfo(randomness, target.revision, index, describe(slot));
  const kek = await keks(slotId, salt);
  const stored = await sealSlot(provider, target.rootKey, target, info, kek, randomness);
  const { secret, label = "", backupEligibility = BackupEligibility.UNSPECIFIED } = slot;
  // [@slot-details-new] A passkey has just been asked; whether digits were typed from paper, nobody knows.
  const confirmedAtMs = secret.kind === "passkey" ? now : 0;
  return { slotId, stored, details: { slotId, label, createdAtMs: now, confirmedAtMs, backupEligibility }, kek };
}

function describe({ secret, passkey }: NewSlot): PasskeySlot | undefined {
  if (secret.kind !== "passkey") return undefined;
  if (passkey?.credentialId === undefined || !equalBytes(passkey.credentialId, secret.credentialId)) {
    throw new TypeError("the description of a passkey must name its credential id");
  }
  return passkey;
}
