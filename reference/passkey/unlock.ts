import { equalBytes, zeroize } from "../core/bytes.js";
import type { AskPasskey, PasskeyAnswer, Secret } from "../core/secret.js";
import type { Store } from "../core/store.js";
import { type OpenOptions, openVault, type Vault } from "../core/vault.js";
import { assertPasskey } from "./assertion.js";
import type { CeremonyOptions } from "./ceremony.js";

/** How to ask for whichever passkey of a vault is at hand. */
export interface PasskeySecretOptions extends CeremonyOptions {
  /**
   * The program's own rp ids. The first that a passkey of the vault has is asked for; no other one is ever used,
   * whatever a header says.
   */
  readonly rpIds: readonly string[];
  /**
   * PRF input of the next epoch, where a rotation follows: it is evaluated in the same dialog as the one asked for, and
   * handed over when it is asked for in turn. A passkey that evaluates one input at a time is asked again then.
   */
  readonly nextInput?: Uint8Array;
}

/** A secret for `openVault` and `rotate` that asks for a passkey. */
export interface AskingSecret {
  readonly kind: "any-passkey";
  readonly ask: AskPasskey;
  /** Overwrites what the passkey gave, handed over or not. To be called when the vault is open, and rotated. */
  readonly forget: () => void;
}

/** How to open a vault with a passkey. */
export type UnlockOptions = Omit<PasskeySecretOptions, "nextInput"> & OpenOptions;

/**
 * Whichever passkey of a vault is at hand, as a secret for `openVault` and `rotate` (spec: Passkeys, Using): for
 * programs whose vault is elsewhere, such as in a worker, or that rotate when they have opened it.
 */
export function passkeySecret(options: PasskeySecretOptions): AskingSecret & Extract<Secret, { kind: "any-passkey" }> {
  const { rpIds, nextInput } = options;
  const given: Uint8Array[] = [];
  let next: PasskeyAnswer | undefined;

  const ask: AskPasskey = async (input, passkeys) => {
    // [@use-own-rp-id]
    const rpId = rpIds.find((own) => passkeys.some((passkey) => passkey.rpId === own));
    if (rpId === undefined) return undefined;
    const isNext = nextInput !== undefined && equalBytes(input, nextInput);
    const held = next;
    if (
      isNext &&
      held !== undefined &&
      passkeys.some((passkey) => equalBytes(passkey.credentialId, held.credentialId))
    ) {
      next = undefined;
      return held;
    }
    const allowed = passkeys.filter((passkey) => passkey.rpId === rpId);
    // [@rotate-second-missing]
    const inputs = { first: input, second: isNext ? undefined : nextInput };
    const { credentialId, first, second } = await assertPasskey(options, "unlock", rpId, allowed, inputs);
    given.push(first);
    if (second !== undefined) {
      given.push(second);
      next = { credentialId, output: second };
    }
    return { credentialId, output: first };
  };

  return {
    kind: "any-passkey",
    ask,
    forget: () => {
      zeroize(...given.splice(0));
      next = undefined;
    },
  };
}

/**
 * Opens a vault with whichever of its passkeys is at hand, in one dialog of the browser as a rule.
 *
 * @throws KeepsakeError key.prf-missing with {@link PasskeyFailure}, key.no-matching-slot if no passkey of the vault
 * has an rp id of the program, and the others of `openVault`; the signal's reason
 */
export async function unlockWithPasskey(store: Store, options: UnlockOptions): Promise<Vault> {
  const secret = passkeySecret(options);
  try {
    return await openVault(store, secret, options);
  } finally {
    secret.forget();
  }
}
