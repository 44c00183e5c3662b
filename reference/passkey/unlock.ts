import type { Store } from "../core/store.js";
import { type OpenOptions, openVault, type Vault } from "../core/vault.js";
import { type AskingSecret, type AskOptions, askingSecret } from "./asking-secret.js";
import { assertPasskey } from "./assertion.js";
import type { CeremonyOptions } from "./ceremony.js";

/** How to ask for whichever passkey of a vault is at hand. */
export interface PasskeySecretOptions extends AskOptions, CeremonyOptions {}

/** How to open a vault with a passkey. */
export type UnlockOptions = Omit<PasskeySecretOptions, "nextInput"> & OpenOptions;

/**
 * Whichever passkey of a vault is at hand, as a secret for `openVault` and `rotate` (spec: Passkeys, Using): for
 * programs whose vault is elsewhere, such as in a worker, or that rotate when they have opened it.
 */
export function passkeySecret(options: PasskeySecretOptions): AskingSecret {
  return askingSecret(options, (rpId, allowed, inputs) => assertPasskey(options, "unlock", rpId, allowed, inputs));
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
