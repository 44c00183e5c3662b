import { equalBytes, toHex } from "../core/bytes.js";
import type { ParsedHeader } from "../core/header.js";
import { BackupEligibility } from "../core/proto/types.js";
import { listSlots, type SlotSummary } from "../core/slots.js";
import { newestHeader } from "./headers.js";
import { openStore, type StoreOptions } from "./open-store.js";
import { problemNotes, withVault } from "./open-vault.js";
import { isKeyGiven, type KeyOptions } from "./secret.js";
import type { Context, Outcome } from "./verb.js";
import { printable, table, time } from "./words.js";

/** A key slot as anyone sees it, with what only its owner sees where a key was given. */
export type ShownSlot = Pick<SlotSummary, "slotId" | "kind" | "passkey"> &
  Partial<SlotSummary> & {
    /** Whether this is the slot of the key that was given. */
    readonly yours?: boolean;
  };

/** `keepsake slot list`: the keys of a vault, with their names and dates if a key is given. */
export async function run(context: Context, options: KeyOptions & StoreOptions, path: string): Promise<Outcome> {
  if (!isKeyGiven(options)) {
    const opened = await openStore(path, options);
    try {
      const slots = visibleSlots(await newestHeader(opened.store));
      return { result: { slots }, text: slotTable(slots) };
    } finally {
      await opened.close();
    }
  }
  return withVault(context, path, options, async ({ vault }) => {
    const { openedSlot, problems } = vault;
    const slots = listSlots(vault).map((slot) => ({
      ...slot,
      yours: openedSlot !== undefined && equalBytes(openedSlot, slot.slotId),
    }));
    return { result: { slots }, text: slotTable(slots), notes: problemNotes(problems) };
  });
}

function visibleSlots({ slots }: ParsedHeader): ShownSlot[] {
  return slots.map(({ slotId, kind, passkey }) => ({ slotId, kind, passkey }));
}

function remarks(
  passkey: ShownSlot["passkey"],
  backupEligibility: BackupEligibility | undefined,
  yours: boolean | undefined,
): string {
  const all: string[] = [];
  if (passkey !== null) all.push(printable(passkey.rpId));
  if (backupEligibility === BackupEligibility.ELIGIBLE) all.push("may be synced to other devices");
  if (backupEligibility === BackupEligibility.DEVICE_BOUND) all.push("on one device only");
  if (yours) all.push("the key you gave");
  return all.join(", ");
}

/** The slots as a table; ids are shortened to what names them. */
export function slotTable(slots: readonly ShownSlot[]): string {
  const rows = slots.map(({ slotId, kind, passkey, label, createdAtMs, backupEligibility, yours }) => [
    toHex(slotId).slice(0, 8),
    kind.replace("-", " "),
    printable(label ?? ""),
    createdAtMs === undefined ? "" : time(createdAtMs),
    remarks(passkey, backupEligibility, yours),
  ]);
  return table([["Slot", "Kind", "Label", "Added", ""], ...rows]);
}
