import { KeepsakeError } from "../core/errors.js";
import { PRF_SALT } from "../core/header.js";
import { secureRandomness } from "../core/randomness.js";
import type { Secret } from "../core/secret.js";
import type { ParsedSlot } from "../core/slot.js";
import { UsageError } from "./exit-codes.js";
import { RP_ID } from "./rp-id.js";
import { type KeyOptions, keyFile, readRecoveryKey } from "./secret.js";
import type { Context } from "./verb.js";
import { printable } from "./words.js";

/** A key that was given, or will be asked for when the vault is opened. */
export interface PresentedKey {
  readonly secret: Secret;
  /** prf_salt of the next epoch, 32 bytes, which a passkey is asked for too; for a rotation. */
  readonly prfSalt?: Uint8Array;
  /** Overwrites what a passkey gave. */
  readonly forget: () => void;
}

/**
 * The key to open a vault with: a passkey if --passkey says so, otherwise a recovery key.
 *
 * @param slots - the vault's key slots, as its header shows them
 * @param rotates - whether the vault's root key is going to be changed
 */
export async function presentKey(
  context: Context,
  path: string,
  options: KeyOptions,
  slots: readonly ParsedSlot[],
  rotates: boolean,
): Promise<PresentedKey> {
  if (options.passkey) {
    if (options.recoveryKeyFile !== undefined) {
      throw new UsageError("Give either --passkey or --recovery-key-file; a rotation keeps other keys by --keep.");
    }
    // With a server and its page, which only this needs.
    const { localPasskeys } = await import("./passkeys.js");
    const prfSalt = rotates ? secureRandomness("prf-salt", PRF_SALT) : undefined;
    const secret = localPasskeys(context, path, prfSalt);
    return { secret, forget: secret.forget, ...(prfSalt === undefined ? {} : { prfSalt }) };
  }
  if (keyFile(options) === undefined && !slots.some(({ kind }) => kind === "recovery-key")) {
    if (isOurs(slots)) throw new UsageError("Only passkeys open this vault: use one of this computer with --passkey.");
    throw elsewhere(slots);
  }
  return { secret: { kind: "recovery-key", digits: await readRecoveryKey(context, options) }, forget: () => {} };
}

/** Puts into words why no passkey of the vault could be asked. */
export function explainNoPasskey(error: unknown, options: KeyOptions, slots: readonly ParsedSlot[]): unknown {
  const isRefused = error instanceof KeepsakeError && error.code === "key.no-matching-slot";
  return isRefused && options.passkey && !isOurs(slots) ? elsewhere(slots) : error;
}

function isOurs(slots: readonly ParsedSlot[]): boolean {
  return slots.some(({ passkey }) => passkey?.rpId === RP_ID);
}

function elsewhere(slots: readonly ParsedSlot[]): KeepsakeError {
  const rpIds = new Set(slots.flatMap(({ passkey }) => (passkey === null ? [] : [printable(passkey.rpId)])));
  const message =
    rpIds.size === 0
      ? "No passkey opens this vault; use the recovery key."
      : `The passkeys of this vault are for ${[...rpIds].join(", ")}: open it with the app or site of that name, or with the recovery key.`;
  return new KeepsakeError("key.no-matching-slot", message, { reason: "rp-id" });
}
