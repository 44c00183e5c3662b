/**
 * Passkeys of a browser for Keepsake: the ceremonies of WebAuthn with its PRF extension, done as the specification's
 * chapter on passkeys says. {@link enrollPasskey} creates a passkey for a new key slot, {@link unlockWithPasskey} opens
 * a vault, {@link replacePasskey} puts a new passkey in the place of an old one.
 *
 * ```ts
 * const rp = { id: "backup.example", name: "Example" };
 * const user = { name: "Chat backup, do not delete" };
 * const enroll = (input: Uint8Array) => enrollPasskey({ rp, user, input, existing: [] });
 * await createVault(store, { slots: [{ secret: recoveryKey }, enroll] });
 *
 * const vault = await unlockWithPasskey(store, { rpIds: [rp.id] });
 * ```
 *
 * Where a rotation follows, {@link passkeySecret} takes the outputs of both epochs from one dialog:
 *
 * ```ts
 * const prfSalt = crypto.getRandomValues(new Uint8Array(32));
 * const secret = passkeySecret({ rpIds: [rp.id], nextInput: prfInput(prfSalt) });
 * const vault = await openVault(store, secret);
 * await rotate(vault, { secrets: [secret], prfSalt });
 * secret.forget();
 * ```
 *
 * Start a ceremony from a click: browsers want one. Whatever fails, nothing is deleted, and the slot goes on to open
 * the vault with the passkey that it was made for.
 *
 * Every failure of a ceremony is a KeepsakeError with the code `key.prf-missing`, one sentence for a person, and
 * {@link PasskeyFailure} as its details, which {@link passkeyFailure} reads:
 *
 * | reason | when | offer |
 * |---|---|---|
 * | `cancelled-or-missing` | NotAllowedError: cancelled, refused, PIN or finger not recognised, or no such passkey here; browsers do not tell which | `try-again` |
 * | `timed-out` | nobody answered for `timeoutMs`, or TimeoutError | `try-again` |
 * | `aborted` | AbortError that was not the caller's signal | `try-again` |
 * | `busy` | another ceremony runs, or OperationError | `try-again` |
 * | `already-enrolled` | InvalidStateError at creation: this device has one of `existing` | `another-passkey` |
 * | `wrong-address` | SecurityError: the page may not use this rp id, or is open at 127.0.0.1 or another bare address | `recovery-key` |
 * | `insecure-context` | the page came without https | `recovery-key` |
 * | `not-supported` | no WebAuthn here, as in a worker, or NotSupportedError | `another-browser` |
 * | `no-user-verification` | the assertion lacks the flag UV, or ConstraintError: no PIN, finger or face is set up | `another-passkey` |
 * | `no-prf` | no output, or none of 32 bytes | `another-passkey` |
 * | `outputs-differ` | the passkey gave another output for the same input | `another-passkey` |
 * | `wrong-credential` | a passkey answered that was not asked for, or one of another relying party | `another-passkey` |
 * | `failed` | anything else that the browser throws | `try-again` |
 *
 * After a failed enrollment whose `step` is not `create` there is a passkey without a slot: tell people that they may
 * delete it. A ceremony that the caller's signal ends rejects with the signal's reason instead.
 *
 * @module
 */
export type { AskingSecret, AskOptions } from "./asking-secret.js";
export type { CeremonyOptions } from "./ceremony.js";
export { type EnrolledPasskey, type EnrollOptions, enrollPasskey, type NewPasskey } from "./enroll.js";
export {
  type PasskeyFailure,
  type PasskeyFailureReason,
  type PasskeyOffer,
  type PasskeyStep,
  passkeyFailure,
} from "./failures.js";
export { type ReplaceOptions, replacePasskey } from "./replace.js";
export {
  type PasskeySecretOptions,
  passkeySecret,
  type UnlockOptions,
  unlockWithPasskey,
} from "./unlock.js";
