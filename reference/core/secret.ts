import { equalBytes, zeroize } from "./bytes.js";
import { kekFromPrf, kekFromRecoveryKey } from "./derive.js";
import type { ParsedHeader } from "./header.js";
import { prfInput, takePrfResult } from "./passkey.js";
import type { Decoded, PasskeySlot } from "./proto/types.js";
import type { CryptoProvider } from "./provider.js";
import { openSlot, type ParsedSlot } from "./slot.js";

/** The passkey that answered a ceremony, and what it gave. */
export interface PasskeyAnswer {
  readonly credentialId: Uint8Array;
  /** `results.first` of the PRF extension, 32 bytes. Overwritten when it has been used. */
  readonly output: Uint8Array;
}

/**
 * Runs one ceremony (WebAuthn `get()`, user verification required) over those of the passkeys that the program serves.
 * What it throws is passed on.
 *
 * @param input - what PRF is evaluated on
 * @param passkeys - the passkeys of the vault's slots, as its header describes them: not yet authenticated
 * @returns undefined if none of them has an rp id of the program, without asking anybody
 */
export type AskPasskey = (
  input: Uint8Array,
  passkeys: readonly Decoded<PasskeySlot>[],
) => Promise<PasskeyAnswer | undefined>;

/** What opens a vault. */
export type Secret =
  /** 64 ASCII digits, as `parseRecoveryKey` gives them. */
  | { readonly kind: "recovery-key"; readonly digits: string }
  /**
   * A passkey. `prf` asks for the user's consent (WebAuthn `get()`, user verification required) and gives
   * `results.first` of the PRF extension for the input; it is called once for an epoch, and only if the header has
   * a slot of this passkey. The bytes that it gives are overwritten. What it throws is passed on: a cancelled ceremony
   * says nothing about the slot.
   */
  | {
      readonly kind: "passkey";
      readonly credentialId: Uint8Array;
      readonly prf: (input: Uint8Array) => Promise<Uint8Array>;
    }
  /** Whichever passkey of the vault is at hand. */
  | { readonly kind: "any-passkey"; readonly ask: AskPasskey }
  /** The key-encryption key of one slot, from the device's key store. */
  | { readonly kind: "kek"; readonly slotId: Uint8Array; readonly kek: Uint8Array }
  /** The root key of one epoch, from the device's key store. Needs no slot. */
  | { readonly kind: "root-key"; readonly epoch: number; readonly rootKey: Uint8Array };

/** The slot that a secret opened, with its key-encryption key. */
export interface OpenedSlot {
  readonly slot: ParsedSlot;
  /** 32 bytes. */
  readonly kek: Uint8Array;
}

/** A root key, and how it was reached. */
export interface OpenedRootKey {
  /** 32 bytes. */
  readonly rootKey: Uint8Array;
  /** Absent if the secret was the root key itself. */
  readonly opened?: OpenedSlot;
}

/**
 * The key-encryption keys that a secret gives for the slots of a header that may be its own, in order, each derived
 * when it is asked for.
 */
async function* slotKeks(provider: CryptoProvider, header: ParsedHeader, secret: Secret): AsyncGenerator<OpenedSlot> {
  if (secret.kind === "kek") {
    // [@slot-kek] [@slot-skip-unknown]
    for (const slot of header.slots) {
      if (slot.kind !== "unknown" && equalBytes(slot.slotId, secret.slotId)) yield { slot, kek: secret.kek.slice() };
    }
  } else if (secret.kind === "recovery-key") {
    // [@slot-try-all]
    for (const slot of header.slots.filter(({ kind }) => kind === "recovery-key")) {
      const kek = await kekFromRecoveryKey(provider, secret.digits, slot.salt, header.vaultId, slot.slotId);
      yield { slot, kek };
    }
  } else if (secret.kind === "passkey" || secret.kind === "any-passkey") {
    const answer = await askPasskeys(secret, prfInput(header.prfSalt), header.slots);
    if (answer === undefined) return;
    try {
      for (const slot of answer.slots) {
        yield { slot, kek: await kekFromPrf(provider, answer.prf, slot.salt, header.vaultId, slot.slotId) };
      }
    } finally {
      zeroize(answer.prf);
    }
  }
}

/** A secret that asks for a ceremony. */
export type PasskeySecret = Extract<Secret, { kind: "passkey" | "any-passkey" }>;

/** A passkey's answer: its slots, and the secret behind them, 32 bytes, for the caller to overwrite. */
interface AnsweredSlots {
  readonly slots: readonly ParsedSlot[];
  readonly prf: Uint8Array;
}

/**
 * Asks a passkey for its secret, if there are slots of it among those given. Spec: Passkeys, Using.
 *
 * @throws KeepsakeError `key.prf-missing`, and what the ceremony throws
 */
export async function askPasskeys(
  secret: PasskeySecret,
  input: Uint8Array,
  among: readonly ParsedSlot[],
): Promise<AnsweredSlots | undefined> {
  // [@slot-passkey-credential] [@use-credential-id]
  const slotsOf = (credentialId: Uint8Array) =>
    among.filter(({ passkey }) => passkey !== null && equalBytes(passkey.credentialId, credentialId));
  if (secret.kind === "passkey") {
    const slots = slotsOf(secret.credentialId);
    return slots.length === 0 ? undefined : { slots, prf: takePrfResult(await secret.prf(input)) };
  }
  const passkeys = among.flatMap(({ passkey }) => (passkey === null ? [] : [passkey]));
  const answer = passkeys.length === 0 ? undefined : await secret.ask(input, passkeys);
  if (answer === undefined) return undefined;
  return { slots: slotsOf(answer.credentialId), prf: takePrfResult(answer.output) };
}

/**
 * Opens the root key of a header by the first slot that the secret fits.
 *
 * @returns the root key, not yet checked against the header's MAC; null if the secret fits no slot
 * @throws KeepsakeError `key.prf-missing`; `header.auth` if the secret fits a slot that is damaged
 */
export async function openRootKey(
  provider: CryptoProvider,
  header: ParsedHeader,
  secret: Secret,
): Promise<OpenedRootKey | null> {
  if (secret.kind === "root-key") {
    // [@root-key-epoch]
    return secret.epoch === header.epoch ? { rootKey: secret.rootKey.slice() } : null;
  }
  for await (const opened of slotKeks(provider, header, secret)) {
    const rootKey = await openSlot(provider, opened.slot, header, opened.kek);
    if (rootKey !== null) return { rootKey, opened };
    zeroize(opened.kek);
  }
  return null;
}
