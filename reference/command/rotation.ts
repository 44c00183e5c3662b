import { readFile } from "node:fs/promises";
import { hostname } from "node:os";
import { toHex } from "../core/bytes.js";
import { parseRecoveryKey } from "../core/recovery-key.js";
import type { Secret } from "../core/secret.js";
import type { RotateOptions, SlotSummary } from "../core/slots.js";
import { UsageError } from "./exit-codes.js";
import type { OpenedVault } from "./open-vault.js";

/** What happens to the other keys when the vault's root key changes. */
export interface RotationOptions {
  /** Files with the recovery keys that are to go on opening the vault. */
  readonly keep?: readonly string[];
  /** Whether the keys that are not at hand may be dropped. */
  readonly dropOthers?: boolean;
  /** Whether this device becomes the one that writes, where another is. */
  readonly takeOver?: boolean;
}

/**
 * A rotation that keeps the key which opened the vault and those in the files of --keep, and refuses to drop others
 * unless it is told to. What a device keeps of keys is not used, because a lost device may keep the same.
 *
 * @param remove - the slot that is to go, and so may be dropped
 */
export async function rotationOf(
  { vault, digits }: Pick<OpenedVault, "vault" | "digits">,
  { keep = [], dropOthers = false, takeOver = false }: RotationOptions,
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
  const merged = vault.latest?.sequence;
  return {
    secrets,
    secretsOnly: true,
    confirmDropped,
    ...(remove === undefined ? {} : { remove: [remove] }),
    // Who says so has read in the help that the newest backup is the other device's.
    ...(takeOver ? { takeOver: { writerName: hostname() }, ...(merged === undefined ? {} : { merged }) } : {}),
  };
}

/** Slots as a person knows them. */
export function names(slots: readonly SlotSummary[]): string {
  return slots
    .map(({ slotId, kind, label }) => `${toHex(slotId).slice(0, 8)} (${label || kind.replace("-", " ")})`)
    .join(", ");
}
