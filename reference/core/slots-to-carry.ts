import { equalBytes, zeroize } from "./bytes.js";
import { kekFromPrf } from "./derive.js";
import { currentEpoch } from "./epochs.js";
import { prfInput } from "./passkey.js";
import type { RotateOptions } from "./rotate.js";
import { askPasskeys, type PasskeySecret, type Secret } from "./secret.js";
import { newSaltInfo, openSlot, type ParsedSlot } from "./slot.js";
import { kekSource } from "./slot-make.js";
import type { Vault } from "./vault.js";

type OtherSecret = Exclude<Secret, PasskeySecret>;

/** How a slot goes over to the new epoch. */
interface Carried {
  /** The clear part of the slot, with a new salt unless a kept key-encryption key has to fit. */
  readonly info: Uint8Array;
  readonly kek: Uint8Array;
  /** Whether this device may keep the key-encryption key. */
  readonly keep: boolean;
}

/** For each slot how it goes over to the new epoch; undefined if it is dropped. [@rotate-carry] */
export async function slotsToCarry(
  vault: Vault,
  { secrets = [], remove = [], secretsOnly = false }: RotateOptions,
  prfSalt: Uint8Array,
): Promise<(Carried | undefined)[]> {
  const { slots } = vault.header;
  const carried: (Carried | undefined)[] = slots.map(() => undefined);
  const open = (index: number) =>
    carried[index] === undefined && !remove.some((slotId) => equalBytes(slotId, slots[index]!.slotId));
  // Secrets first: what they open gets a new salt. [@rotate-secret-first]
  for (const secret of secrets) {
    if (secret.kind === "passkey" || secret.kind === "any-passkey") {
      const unopened = slots.filter((_, index) => open(index));
      for (const [slot, kept] of await byPasskey(vault, unopened, secret, prfSalt)) carried[slots.indexOf(slot)] = kept;
      continue;
    }
    for (const [index, slot] of slots.entries()) {
      if (open(index) && (await opensSlot(vault, slot, secret)))
        carried[index] = await bySecret(vault, slot, secret, prfSalt);
    }
  }
  // [@rotate-shut-out]
  for (const { slotId, kek } of secretsOnly ? [] : vault.slotKeks) {
    const index = slots.findIndex((slot) => equalBytes(slot.slotId, slotId));
    const slot = slots[index];
    if (slot?.kind !== "recovery-key" || !open(index)) continue;
    // [@slot-carry-ids]
    if (await opensByKek(vault, slot, kek)) carried[index] = { info: slot.stored.info, kek, keep: true };
  }
  return carried;
}

/** A passkey is asked once, for the new epoch only: what it gives for the old one would take another ceremony. */
async function byPasskey(
  vault: Vault,
  slots: readonly ParsedSlot[],
  secret: PasskeySecret,
  prfSalt: Uint8Array,
): Promise<[ParsedSlot, Carried][]> {
  const { provider, randomness, vaultId } = vault;
  const answer = await askPasskeys(secret, prfInput(prfSalt), slots);
  if (answer === undefined) return [];
  const carried: [ParsedSlot, Carried][] = [];
  for (const slot of answer.slots) {
    const { salt, info } = newSaltInfo(randomness, slot, currentEpoch(vault).epoch + 1);
    const kek = await kekFromPrf(provider, answer.prf, salt, vaultId, slot.slotId);
    carried.push([slot, { info, kek, keep: false }]);
  }
  zeroize(answer.prf);
  return carried;
}

async function bySecret(vault: Vault, slot: ParsedSlot, secret: OtherSecret, prfSalt: Uint8Array): Promise<Carried> {
  if (secret.kind === "kek") return { info: slot.stored.info, kek: secret.kek, keep: true };
  const { provider, randomness, vaultId } = vault;
  const { salt, info } = newSaltInfo(randomness, slot, currentEpoch(vault).epoch + 1);
  const kek = await (await kekSource(provider, secret, vaultId, prfSalt))(slot.slotId, salt);
  return { info, kek, keep: secret.kind === "recovery-key" };
}

/** Whether a secret other than a passkey opens a slot: one that does not today must not tomorrow. */
export async function opensSlot(vault: Vault, slot: ParsedSlot, secret: OtherSecret): Promise<boolean> {
  if (slot.kind !== "recovery-key" || secret.kind === "root-key") return false;
  if (secret.kind === "kek") return equalBytes(secret.slotId, slot.slotId) && opensByKek(vault, slot, secret.kek);
  const { provider, vaultId, header } = vault;
  const keks = await kekSource(provider, secret, vaultId, header.prfSalt);
  return opensByKek(vault, slot, await keks(slot.slotId, slot.salt));
}

async function opensByKek({ provider, header }: Vault, slot: ParsedSlot, kek: Uint8Array): Promise<boolean> {
  return (await openSlot(provider, slot, header, kek)) !== null;
}
