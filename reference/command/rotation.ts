import { readFile } from "node:fs/promises";
import { hostname } from "node:os";
import { equalBytes } from "../core/bytes.js";
import { currentEpoch } from "../core/epochs.js";
import { KeepsakeError } from "../core/errors.js";
import { parseRecoveryKey } from "../core/recovery-key.js";
import type { Secret } from "../core/secret.js";
import type { RotateOptions, SlotSummary } from "../core/slots.js";
import { opensSlot } from "../core/slots-to-carry.js";
import type { Vault } from "../core/vault.js";
import { UsageError } from "./exit-codes.js";
import { askForMissing } from "./missing-keys.js";
import type { OpenedVault } from "./open-vault.js";
import { isInteractive } from "./prompt.js";
import { readRecoveryKey } from "./secret.js";
import type { Context } from "./verb.js";
import { slotName } from "./words.js";

/** What happens to the other keys when the vault's root key changes. */
export interface RotationOptions {
  /** Files with the recovery keys that are to go on opening the vault; `true`: one that is asked for. */
  readonly keep?: readonly string[] | true;
  /** Whether the keys that are not at hand may be dropped. */
  readonly dropOthers?: boolean;
  /** Whether this device becomes the one that writes, where another is. */
  readonly takeOver?: boolean;
  /** Whether everything that the newest backup refers to is sealed anew. */
  readonly deep?: boolean;
}

/** A rotation, and how to overwrite what passkeys gave for it. */
export interface PreparedRotation {
  readonly options: RotateOptions;
  readonly forget: () => void;
}

/**
 * A rotation that keeps the key which opened the vault and those in the files of --keep. About each other one a person
 * at a terminal is asked; without one it is refused to drop any, unless that is told. What a device keeps of keys is not
 * used, because a lost device may keep the same.
 *
 * @param remove - the slot that is to go, and so may be dropped
 */
export async function rotationOf(
  context: Context,
  path: string,
  { vault, secret, prfSalt }: OpenedVault,
  { keep = [], dropOthers = false, takeOver = false }: RotationOptions,
  remove?: Uint8Array,
): Promise<PreparedRotation> {
  const secrets: Secret[] = [secret];
  const take = async (digits: string, what: string) => {
    const kept = { kind: "recovery-key", digits } as const;
    if (!(await opensAny(vault, kept))) throw new KeepsakeError("key.no-matching-slot", `${what} opens nothing here.`);
    secrets.push(kept);
  };
  if (keep === true) await take(await readRecoveryKey(context, {}), "This recovery key");
  for (const file of keep === true ? [] : keep) {
    const text = await readFile(file, "utf8").catch((error) => {
      throw new UsageError(`The recovery key's file ${file} cannot be read (${error.message}).`);
    });
    await take(parseRecoveryKey(text), `The recovery key in ${file}`);
  }
  const asks = !dropOthers && isInteractive();
  const missing = asks ? await askForMissing(context, path, vault, secrets, remove) : undefined;
  const mayGo = [...(remove === undefined ? [] : [remove]), ...(missing?.dropped ?? [])];
  const confirmDropped = (dropped: readonly SlotSummary[]) => {
    const others = dropped.filter(({ slotId }) => !mayGo.some((going) => equalBytes(going, slotId)));
    if (others.length === 0 || dropOthers) return;
    throw new UsageError(
      `Other keys are not at hand and would no longer open the vault: ${names(others)}. ` +
        "Name the files of recovery keys with --keep, keep a passkey by opening with --passkey, or let them go with --drop-others.",
    );
  };
  const merged = vault.latest?.sequence;
  const options: RotateOptions = {
    secrets: [...secrets, ...(missing?.secrets ?? [])],
    secretsOnly: true,
    confirmDropped,
    ...(remove === undefined ? {} : { remove: [remove] }),
    ...(prfSalt === undefined ? {} : { prfSalt }),
    // Who says so has read in the help that the newest backup is the other device's.
    ...(takeOver ? { takeOver: { writerName: hostname() }, ...(merged === undefined ? {} : { merged }) } : {}),
  };
  return { options, forget: missing?.forget ?? (() => {}) };
}

/**
 * Does what changes the key. If a backup was stored meanwhile that does not count, the vault is as this has left it: the
 * device remembers that, and the next backup goes on from there.
 */
export async function changingKey<T>({ vault, remember }: OpenedVault, change: () => Promise<T>): Promise<T> {
  const { epoch } = currentEpoch(vault);
  try {
    return await change();
  } catch (error) {
    if (currentEpoch(vault).epoch > epoch) await remember();
    throw error;
  }
}

async function opensAny(vault: Vault, secret: { kind: "recovery-key"; digits: string }): Promise<boolean> {
  for (const slot of vault.header.slots) if (await opensSlot(vault, slot, secret)) return true;
  return false;
}

/** Slots as a person knows them. */
export function names(slots: readonly SlotSummary[]): string {
  return slots.map(slotName).join(", ");
}
