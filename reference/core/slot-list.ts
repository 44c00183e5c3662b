import { equalBytes } from "./bytes.js";
import { KeepsakeError } from "./errors.js";
import { BackupEligibility, type Decoded, type PasskeySlot } from "./proto/types.js";
import type { Vault } from "./vault.js";

/** A key slot, as its owner sees it. */
export interface SlotSummary {
  /** 16 bytes. */
  readonly slotId: Uint8Array;
  readonly kind: "recovery-key" | "passkey" | "unknown";
  readonly label: string;
  /** 0: unknown. */
  readonly createdAtMs: number;
  /** When the secret last opened the slot, as far as is known. 0: never seen. */
  readonly confirmedAtMs: number;
  readonly backupEligibility: BackupEligibility;
  /** For a slot of a passkey. */
  readonly passkey: Decoded<PasskeySlot> | null;
}

/** The key slots of an open vault, in the order in which they were added. */
export function listSlots({ header, details }: Pick<Vault, "header" | "details">): SlotSummary[] {
  return header.slots.map(({ slotId, kind, passkey }) => {
    const known = details.slots.find((entry) => equalBytes(entry.slotId, slotId));
    return {
      slotId,
      kind,
      label: known?.label ?? "",
      createdAtMs: known?.createdAtMs ?? 0,
      confirmedAtMs: known?.confirmedAtMs ?? 0,
      backupEligibility: known?.backupEligibility ?? BackupEligibility.UNSPECIFIED,
      passkey,
    };
  });
}

/**
 * Refuses to leave a vault with one slot only, of a passkey that is lost with its device. Not known is not refused.
 *
 * @throws KeepsakeError key.last-slot
 */
export function refuseDeviceBoundOnly(eligibilities: readonly (BackupEligibility | undefined)[]): void {
  // [@device-bound-only]
  if (eligibilities.length !== 1 || eligibilities[0] !== BackupEligibility.DEVICE_BOUND) return;
  const message = "The only passkey exists on one device and is lost with it; add a recovery key or another passkey.";
  throw new KeepsakeError("key.last-slot", message);
}
