import { equalBytes, toHex } from "../core/bytes.js";
import type { ParsedHeader } from "../core/header.js";
import type { ParsedSlot } from "../core/slot.js";
import { listSlots } from "../core/slot-list.js";
import type { Vault } from "../core/vault.js";
import { newestHeader } from "./headers.js";
import { openStore } from "./open-store.js";
import { problemNotes, withVault } from "./open-vault.js";
import { type KeyOptions, keyFile } from "./secret.js";
import type { Context, Outcome } from "./verb.js";
import { table, time } from "./words.js";

/** A key slot as `--json` shows it. */
export interface SlotSummary {
  /** 32 hex digits. */
  readonly id: string;
  readonly kind: ParsedSlot["kind"];
  readonly rpId?: string;
  readonly credentialId?: string;
  /** Only with the key, as all that follows. */
  readonly label?: string;
  readonly createdAtMs?: number;
  readonly confirmedAtMs?: number;
  /** Whether this is the slot of the key that was given. */
  readonly yours?: boolean;
}

/** `keepsake slot list`: the keys of a vault, with their names and dates if a key is given. */
export async function run(context: Context, options: KeyOptions, path: string): Promise<Outcome> {
  if (keyFile(options) === undefined) {
    const opened = await openStore(path);
    try {
      const slots = visibleSlots(await newestHeader(opened.store));
      return { result: { slots }, text: slotTable(slots) };
    } finally {
      await opened.close();
    }
  }
  return withVault(context, path, options, async ({ vault }) => {
    const slots = ownedSlots(vault);
    return { result: { slots }, text: slotTable(slots), notes: problemNotes(vault.problems) };
  });
}

/** What anyone sees of the slots. */
export function visibleSlots(header: ParsedHeader): SlotSummary[] {
  return header.slots.map(({ slotId, kind, passkey }) => ({
    id: toHex(slotId),
    kind,
    ...(passkey === null ? {} : { rpId: passkey.rpId, credentialId: toHex(passkey.credentialId) }),
  }));
}

/** What the owner sees of the slots. */
export function ownedSlots(vault: Vault): SlotSummary[] {
  const visible = visibleSlots(vault.header);
  return listSlots(vault).map(({ slotId, label, createdAtMs, confirmedAtMs }, index) => {
    const yours = vault.openedSlot !== undefined && equalBytes(vault.openedSlot, slotId);
    return { ...visible[index]!, label, createdAtMs, confirmedAtMs, yours };
  });
}

/** The slots as a table; ids are shortened to what names them. */
export function slotTable(slots: readonly SlotSummary[]): string {
  const rows = slots.map(({ id, kind, label, createdAtMs, rpId, yours }) => [
    id.slice(0, 8),
    kind.replace("-", " "),
    label ?? "",
    createdAtMs === undefined ? "" : time(createdAtMs),
    rpId ?? (yours ? "the key you gave" : ""),
  ]);
  return table([["Slot", "Kind", "Label", "Added", ""], ...rows]);
}
