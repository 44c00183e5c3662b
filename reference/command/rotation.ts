import { readFile } from "node:fs/promises";
import { toHex } from "../core/bytes.js";
import { parseRecoveryKey } from "../core/recovery-key.js";
import type { Secret } from "../core/secret.js";
import type { RotateOptions, SlotSummary } from "../core/slots.js";
import { UsageError } from "./exit-codes.js";

/** What happens to the other keys when the vault's root key changes. */
export interface RotationOptions {
  /** Files with the recovery keys that are to go on opening the vault. */
  readonly keep?: readonly string[];
  /** Whether the keys that are not at hand may be dropped. */
  readonly dropOthers?: boolean;
}

/**
 * A rotation that keeps the key which opened the vault and those in the files of --keep, and refuses to drop others
 * unless it is told to.
 *
 * @param remove - the slot that is to go, and so may be dropped
 */
export async function rotationOf(
  digits: string,
  { keep = [], dropOthers = false }: RotationOptions,
  remove?: Uint8Array,
): Promise<RotateOptions> {
  const secrets: Secret[] = [{ kind: "recovery-key", digits }];
  for (const file of keep) {
    const text = await readFile(file, "utf8").catch((error) => {
      throw new UsageError(`The recovery key's file ${file} cannot be read (${error.message}).`);
    });
    secrets.push({ kind: "recovery-key", digits: parseRecoveryKey(text) });
  }
  const confirmDropped = (dropped: readonly SlotSummary[]) => {
    const others = dropped.filter(({ slotId }) => remove === undefined || toHex(slotId) !== toHex(remove));
    if (others.length === 0 || dropOthers) return;
    throw new UsageError(
      `Other keys are not at hand and would no longer open the vault: ${names(others)}. ` +
        "Name their files with --keep, or let them go with --drop-others.",
    );
  };
  return { secrets, confirmDropped, ...(remove === undefined ? {} : { remove: [remove] }) };
}

/** Slots as a person knows them. */
export function names(slots: readonly SlotSummary[]): string {
  return slots
    .map(({ slotId, kind, label }) => `${toHex(slotId).slice(0, 8)} (${label || kind.replace("-", " ")})`)
    .join(", ");
}
