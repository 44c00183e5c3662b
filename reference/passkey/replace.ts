import { equalBytes } from "../core/bytes.js";
import { type RotateOptions, type Rotation, rotate } from "../core/rotate.js";
import { listSlots, type SlotSummary } from "../core/slot-list.js";
import type { Vault } from "../core/vault.js";
import type { CeremonyOptions } from "./ceremony.js";
import { enrollPasskey, type NewPasskey } from "./enroll.js";

/**
 * How to replace a passkey: the new one, and what the rotation takes. `secrets` carry the other slots over; where a slot
 * besides the replaced one would be dropped, `confirmDropped` has to be given, and decides.
 */
export type ReplaceOptions = NewPasskey & CeremonyOptions & Omit<RotateOptions, "add" | "prfSalt">;

/**
 * Replaces a passkey by a new one: creates and confirms it, and only then changes the key of the vault, without the old
 * slot. If anything fails before, nothing is stored and the old passkey goes on to open the vault.
 *
 * @param slotId - slot of the old passkey, 16 bytes
 * @throws KeepsakeError key.prf-missing with {@link PasskeyFailure}, and as `rotate`; the signal's reason; RangeError if
 * there is no such passkey, or if other slots would be dropped that nobody confirmed
 */
export async function replacePasskey(vault: Vault, slotId: Uint8Array, options: ReplaceOptions): Promise<Rotation> {
  const { remove = [] } = options;
  const isOld = (slot: SlotSummary) => equalBytes(slot.slotId, slotId);
  if (!listSlots(vault).some((slot) => isOld(slot) && slot.kind === "passkey")) {
    throw new RangeError("the vault has no such passkey");
  }
  return rotate(vault, {
    ...options,
    remove: [slotId, ...remove],
    confirmDropped: options.confirmDropped ?? ((dropped) => refuseOthers(dropped, [slotId, ...remove])),
    add: [
      (input) => {
        // [@enroll-exclude] [@enroll-exclude-dropped]
        const staying = listSlots(vault).filter((slot) => !isOld(slot));
        return enrollPasskey({ ...options, input, existing: staying.flatMap(({ passkey }) => passkey ?? []) });
      },
    ],
  });
}

function refuseOthers(dropped: readonly SlotSummary[], expected: readonly Uint8Array[]): void {
  const others = dropped.filter(({ slotId }) => !expected.some((id) => equalBytes(id, slotId)));
  if (others.length === 0) return;
  const labels = others.map(({ kind, label }) => label || kind).join(", ");
  throw new RangeError(`the rotation would drop other slots (${labels}); present their secrets, or confirm it`);
}
