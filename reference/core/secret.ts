import { equalBytes, zeroize } from "./bytes.js";
import { kekFromPrf, kekFromRecoveryKey } from "./derive.js";
import type { ParsedHeader } from "./header.js";
import { normalisePrfResult, prfInput } from "./passkey.js";
import type { CryptoProvider } from "./provider.js";
import { openSlot, type ParsedSlot } from "./slot.js";

/** What opens a vault. */
export type Secret =
  /** 64 ASCII digits, as `parseRecoveryKey` gives them. */
  | { readonly kind: "recovery-key"; readonly digits: string }
  /**
   * A passkey. `prf` asks for the user's consent (WebAuthn `get()`, user verification required) and gives
   * `results.first` of the PRF extension for the input; it is called once for an epoch, and only if the header has
   * a slot of this passkey. What it throws is passed on: a cancelled ceremony says nothing about the slot.
   */
  | {
      readonly kind: "passkey";
      readonly credentialId: Uint8Array;
      readonly prf: (input: Uint8Array) => Promise<Uint8Array>;
    }
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
    // [@slot-skip-unknown]
    for (const slot of header.slots) {
      if (slot.kind !== "unknown" && equalBytes(slot.slotId, secret.slotId)) yield { slot, kek: secret.kek.slice() };
    }
  } else if (secret.kind === "recovery-key") {
    // [@slot-try-all]
    for (const slot of header.slots.filter(({ kind }) => kind === "recovery-key")) {
      const kek = await kekFromRecoveryKey(provider, secret.digits, slot.salt, header.vaultId, slot.slotId);
      yield { slot, kek };
    }
  } else if (secret.kind === "passkey") {
    // [@slot-passkey-credential]
    const own = header.slots.filter(
      ({ passkey }) => passkey !== null && equalBytes(passkey.credentialId, secret.credentialId),
    );
    if (own.length === 0) return;
    const prf = normalisePrfResult(await secret.prf(prfInput(header.prfSalt)));
    try {
      for (const slot of own) {
        yield { slot, kek: await kekFromPrf(provider, prf, slot.salt, header.vaultId, slot.slotId) };
      }
    } finally {
      zeroize(prf);
    }
  }
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
