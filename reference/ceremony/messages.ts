import { fromBase64, toBase64 } from "../core/base64.js";
import { BackupEligibility, type Decoded, type PasskeySlot } from "../core/proto/types.js";

/** What the command asks the page for: a passkey that is there, or a new one. */
export interface CeremonyRequest {
  readonly kind: "use" | "enroll";
  /** The vault, as the person named it to the command. */
  readonly vault: string;
  readonly rpId: string;
  /** What PRF is evaluated on. */
  readonly input: Uint8Array;
  /** `use`: what it is evaluated on besides, in the same ceremony if the authenticator can. */
  readonly nextInput?: Uint8Array;
  /** `use`: those of which one is to answer; `enroll`: those that must not be made again. */
  readonly passkeys: readonly Decoded<PasskeySlot>[];
}

/** What the page answers. */
export type CeremonyAnswer =
  | {
      readonly kind: "use";
      readonly credentialId: Uint8Array;
      /** 32 bytes. */
      readonly output: Uint8Array;
      /** For `nextInput`, 32 bytes. */
      readonly nextOutput?: Uint8Array;
    }
  | {
      readonly kind: "enroll";
      readonly passkey: PasskeySlot;
      readonly backupEligibility: BackupEligibility;
      /** 32 bytes. */
      readonly output: Uint8Array;
    }
  /** The person gave up. The sentence is what the last attempt failed with. */
  | { readonly kind: "failed"; readonly message: string };

/** Longest answer, in bytes: a credential id of 1023 bytes, two outputs, eight transports, as JSON. */
export const MAX_ANSWER = 8192;

/** The header that carries the token. No page of another origin can send it without being asked first. */
export const TOKEN_HEADER = "keepsake-token";

/** A message as JSON, with bytes as `{"b64"}`. */
export function encodeMessage(message: CeremonyRequest | CeremonyAnswer): string {
  return JSON.stringify(message, (_key, value) => (value instanceof Uint8Array ? { b64: toBase64(value) } : value));
}

/** For the page, which trusts the command that it came from. */
export function decodeRequest(text: string): CeremonyRequest {
  return decode(text) as CeremonyRequest;
}

/** What the page answered to a request; undefined for anything that it would not answer. */
export function decodeAnswer(text: string, request: CeremonyRequest): CeremonyAnswer | undefined {
  const { kind, message, credentialId, output, nextOutput, passkey, backupEligibility } = record(decode(text));
  if (kind === "failed") return typeof message === "string" ? { kind, message } : undefined;
  if (kind !== request.kind || !isOutput(output)) return undefined;
  if (kind === "use") {
    if (!isCredentialId(credentialId)) return undefined;
    if (nextOutput === undefined) return { kind, credentialId, output };
    return isOutput(nextOutput) ? { kind, credentialId, output, nextOutput } : undefined;
  }
  const made = readPasskey(passkey, request.rpId);
  const isKnown = Object.values(BackupEligibility).some((value) => value === backupEligibility);
  if (made === undefined || !isKnown) return undefined;
  return { kind: "enroll", passkey: made, backupEligibility: backupEligibility as BackupEligibility, output };
}

function decode(text: string): unknown {
  try {
    return JSON.parse(text, (_key, value) => {
      const { b64 } = record(value);
      return typeof b64 === "string" ? fromBase64(b64) : value;
    });
  } catch {
    return undefined;
  }
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function isOutput(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array && value.length === 32;
}

function isCredentialId(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array && value.length >= 1 && value.length <= 1023;
}

function readPasskey(value: unknown, rpId: string): PasskeySlot | undefined {
  const { credentialId, transports } = record(value);
  if (!isCredentialId(credentialId) || !Array.isArray(transports) || transports.length > 8) return undefined;
  if (!transports.every((name) => typeof name === "string" && /^[a-z-]{1,32}$/.test(name))) return undefined;
  return { rpId, credentialId, transports };
}
