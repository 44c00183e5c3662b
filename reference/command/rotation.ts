import { readFile } from "node:fs/promises";
import { hostname } from "node:os";
import { toHex } from "../core/bytes.js";
import { parseRecoveryKey } from "../core/recovery-key.js";
import type { Secret } from "../core/secret.js";
import type { RotateOptions, SlotSummary } from "../core/slots.js";
import { UsageError } from "./exit-codes.js";
import type { OpenedVault } from "./open-vault.js";
import { readRecoveryKey } from "./secret.js";
import type { Context } from "./verb.js";

/** What happens to the other keys when the vault's root key changes. */
export interface RotationOptions {
  /** Files with the recovery keys that are to go on opening the vault; `true`: one that is asked for. */
  readonly keep?: readonly string[] | true;
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
  context: Context,
  { vault, secret, prfSalt }: OpenedVault,
  { keep = [], dropOthers = false, takeOver = false }: RotationOptions,
  remove?: Uint8Array,
): Promise<RotateOptions> {
  const secrets: Secret[] = [secret];
  if (keep === true) secrets.push({ kind: "recovery-key", digits: await readRecoveryKey(context, {}) });
  for (const file of keep === true ? [] : keep) {
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
        "Name the files of recovery keys with --keep, keep a passkey by opening with --passkey, or let them go with --drop-others.",
    );
  };
  const merged = vault.latest?.sequence;
  return {
    secrets,
    secretsOnly: true,
    confirmDropped,
    ...(remove === undefined ? {} : { remove: [remove] }),
    ...(prfSalt === undefined ? {} : { prfSalt }),
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
