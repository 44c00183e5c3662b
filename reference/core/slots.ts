import { equalBytes } from "./bytes.js";
import { currentEpoch } from "./epochs.js";
import { KeepsakeError } from "./errors.js";
import { LIMITS } from "./limits.js";
import { type RotateOptions, type Rotation, rotate } from "./rotate.js";
import { listSlots, refuseDeviceBoundOnly } from "./slot-list.js";
import { makeSlot, type SlotToAdd, withSlotMakers } from "./slot-make.js";
import { keepKek, type Vault } from "./vault.js";
import { nextDetails, refresh, storeHeader, type WriteOptions } from "./vault-write.js";

export { listSlots, type SlotSummary } from "./slot-list.js";
export type { NewSlot, SlotToAdd } from "./slot-make.js";
export { type DeletedHeader, type RepairOptions, repair, takeOver } from "./writer.js";
export { type RotateOptions, type Rotation, rotate, type WriteOptions };

/**
 * Adds a way to open the vault (spec: Slots added and removed).
 *
 * @returns The id of the new slot.
 * @throws KeepsakeError input.limit-exceeded for a 33rd slot, key.prf-missing, store.conflict, and the reason why the
 * vault is read-only
 */
export async function addSlot(
  vault: Vault,
  slot: SlotToAdd,
  { now = Date.now() }: WriteOptions = {},
): Promise<Uint8Array> {
  await refresh(vault);
  const { provider, randomness, vaultId, header } = vault;
  const { epoch, rootKey } = currentEpoch(vault);
  const { prfSalt, slots } = header;
  // [@slot-limit]
  if (slots.length >= LIMITS.slots)
    throw new KeepsakeError("input.limit-exceeded", "A vault has at most 32 key slots.");
  return withSlotMakers(provider, [slot], { vaultId, prfSalt }, async ([maker]) => {
    const make = (revision: number) =>
      makeSlot(provider, randomness, { vaultId, epoch, revision, rootKey }, slots.length, maker!, now);
    let made = await make(header.revision + 1);
    const content = async (revision: number) => {
      if (revision !== header.revision + 1) made = await make(revision);
      const details = nextDetails(vault, now);
      // [@slot-keep-unknown] [@slot-carry-ids]
      const stored = [...slots.map((existing) => existing.stored), made.stored];
      return { slots: stored, details: { ...details, slots: [...details.slots, made.details] } };
    };
    await storeHeader(vault, { epoch, rootKey, prfSalt, content });
    if (maker!.slot.secret.kind === "recovery-key") keepKek(vault, made.slotId, made.kek);
    return made.slotId;
  });
}

/** How to remove a slot: by changing the key, or without, if nobody can use the secret any more. */
export type RemoveOptions =
  | (WriteOptions & {
      /** The user states that the secret no longer exists anywhere. An old header still opens with it. */
      readonly secretDestroyed: true;
      readonly allowDeviceBoundOnly?: boolean;
    })
  | RotateOptions;

/**
 * Takes a way to open the vault away, by rotation unless its secret is destroyed: an older header that somebody kept
 * would go on to open the same key.
 *
 * @returns What the rotation did; undefined if there was none.
 * @throws KeepsakeError key.last-slot, and as {@link rotate}; RangeError if there is no such slot
 */
export async function removeSlot(
  vault: Vault,
  slotId: Uint8Array,
  options: RemoveOptions,
): Promise<Rotation | undefined> {
  // [@remove-rotates]
  if (!("secretDestroyed" in options))
    return rotate(vault, { ...options, remove: [...(options.remove ?? []), slotId] });
  await refresh(vault);
  const { now = Date.now(), allowDeviceBoundOnly = false } = options;
  const { epoch, rootKey } = currentEpoch(vault);
  const { slots, prfSalt } = vault.header;
  const left = listSlots(vault).filter((slot) => !equalBytes(slot.slotId, slotId));
  if (left.length === slots.length) throw new RangeError("the vault has no such slot");
  // [@last-slot] [@last-slot-known]
  if (!left.some(({ kind }) => kind !== "unknown")) throw lastSlot();
  if (!allowDeviceBoundOnly) refuseDeviceBoundOnly(left.map((slot) => slot.backupEligibility));
  const keep = (entry: { slotId?: Uint8Array }) => !equalBytes(entry.slotId!, slotId);
  const content = async () => {
    const details = nextDetails(vault, now);
    return {
      slots: slots.filter(keep).map((slot) => slot.stored),
      details: { ...details, slots: details.slots.filter(keep) },
    };
  };
  await storeHeader(vault, { epoch, rootKey, prfSalt, content });
  vault.slotKeks = vault.slotKeks.filter(keep);
  return undefined;
}

function lastSlot(): KeepsakeError {
  return new KeepsakeError("key.last-slot", "Without this key nobody could open the backup; add another one first.");
}
