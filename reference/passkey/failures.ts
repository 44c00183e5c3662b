import { type ErrorDetails, KeepsakeError } from "../core/errors.js";

/** Why a ceremony gave nothing that Keepsake can use. The table of the module says what each means. */
export type PasskeyFailureReason =
  | "cancelled-or-missing"
  | "timed-out"
  | "aborted"
  | "busy"
  | "already-enrolled"
  | "wrong-address"
  | "insecure-context"
  | "not-supported"
  | "no-user-verification"
  | "no-prf"
  | "outputs-differ"
  | "wrong-credential"
  | "failed";

/** What to offer a person after a failure. All of the others stay possible. */
export type PasskeyOffer = "try-again" | "another-passkey" | "another-browser" | "recovery-key";

/**
 * Which dialog of the browser: `create` makes a passkey, `confirm` and `compare` read its output again, `unlock` asks
 * for whichever passkey is at hand, `again` asks the one that answered once more, alone.
 */
export type PasskeyStep = "create" | "confirm" | "compare" | "unlock" | "again";

/** `details` of the KeepsakeError of a ceremony. */
export interface PasskeyFailure extends ErrorDetails {
  readonly reason: PasskeyFailureReason;
  readonly offer: PasskeyOffer;
  readonly step: PasskeyStep;
}

const FAILURES: Readonly<Record<PasskeyFailureReason, readonly [offer: PasskeyOffer, message: string]>> = {
  "cancelled-or-missing": [
    "try-again",
    "The passkey was not used: it was cancelled or refused, or it is not on this device; try again, or use another key.",
  ],
  "timed-out": ["try-again", "Nobody answered in time; try again."],
  aborted: ["try-again", "The browser broke off asking for the passkey; try again."],
  busy: ["try-again", "The browser is asking for a passkey already; answer that first, then try again."],
  "already-enrolled": [
    "another-passkey",
    "This device has a passkey of this backup already; use that one, or choose another device.",
  ],
  "wrong-address": [
    "recovery-key",
    "This page may not use the passkeys of this program; open it at its own address (https, or http://localhost), or use the recovery key.",
  ],
  "insecure-context": [
    "recovery-key",
    "Browsers use passkeys on secure pages only; open this page over https, or use the recovery key.",
  ],
  "not-supported": [
    "another-browser",
    "This browser cannot use passkeys here; use another browser, or the recovery key.",
  ],
  "no-user-verification": [
    "another-passkey",
    "The passkey does not check who uses it; set a PIN or fingerprint for it, use another passkey, or the recovery key.",
  ],
  "no-prf": [
    "another-passkey",
    "The passkey gives no secret to encrypt with; use another password manager or security key, or the recovery key.",
  ],
  "outputs-differ": [
    "another-passkey",
    "The passkey gave another secret the second time, so it could lock you out; use another one, or a recovery key.",
  ],
  "wrong-credential": [
    "another-passkey",
    "A passkey answered that is not one of this backup; try again with another one, or use the recovery key.",
  ],
  failed: ["try-again", "The browser could not use the passkey; try again, or use the recovery key."],
};

/** By the name of what WebAuthn throws. */
const BY_NAME: Readonly<Record<string, PasskeyFailureReason>> = {
  NotAllowedError: "cancelled-or-missing",
  TimeoutError: "timed-out",
  AbortError: "aborted",
  OperationError: "busy",
  SecurityError: "wrong-address",
  NotSupportedError: "not-supported",
  ConstraintError: "no-user-verification",
};

/** The error for a failure of a ceremony. */
export function failed(reason: PasskeyFailureReason, step: PasskeyStep, cause?: unknown): KeepsakeError {
  const [offer, message] = FAILURES[reason];
  return new KeepsakeError("key.prf-missing", message, { reason, offer, step, cause });
}

/** The error for what a ceremony threw. */
export function failedBy(thrown: unknown, step: PasskeyStep): KeepsakeError {
  if (thrown instanceof KeepsakeError) return thrown;
  // Not instanceof: it may come from another realm, such as an extension's frame.
  const name = String((thrown as { name?: unknown } | null | undefined)?.name);
  if (name === "InvalidStateError" && step === "create") return failed("already-enrolled", step, thrown);
  return failed(Object.hasOwn(BY_NAME, name) ? BY_NAME[name]! : "failed", step, thrown);
}

/** What is known of a failure of a ceremony; undefined for any other error. */
export function passkeyFailure(error: unknown): PasskeyFailure | undefined {
  if (!(error instanceof KeepsakeError) || error.code !== "key.prf-missing") return undefined;
  const { reason } = error.details;
  return typeof reason === "string" && Object.hasOwn(FAILURES, reason) ? (error.details as PasskeyFailure) : undefined;
}
