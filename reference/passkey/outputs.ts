import { KeepsakeError } from "../core/errors.js";
import { normalisePrfResult } from "../core/passkey.js";

/** Outputs of PRF, 32 bytes each, to be overwritten after use. Undefined where there is none that can be used. */
export interface Outputs {
  readonly first: Uint8Array | undefined;
  readonly second: Uint8Array | undefined;
}

/**
 * Takes the outputs out of a credential: what stays in it is overwritten, so that neither `toJSON()` nor a second look
 * at its extension results tells them. [@passkey-output-stays] [@passkey-not-authdata]
 */
export function takeOutputs(credential: PublicKeyCredential): Outputs {
  const results = credential.getClientExtensionResults().prf?.results;
  // [@prf-output-first]
  return { first: take(results?.first), second: take(results?.second) };
}

function take(result: unknown): Uint8Array | undefined {
  try {
    return normalisePrfResult(result);
  } catch (error) {
    if (error instanceof KeepsakeError) return undefined;
    throw error;
  } finally {
    overwrite(result);
  }
}

function overwrite(result: unknown): void {
  if (ArrayBuffer.isView(result)) new Uint8Array(result.buffer, result.byteOffset, result.byteLength).fill(0);
  else if (Array.isArray(result)) Object.isFrozen(result) || result.fill(0);
  else if (Object.prototype.toString.call(result) === "[object ArrayBuffer]") {
    new Uint8Array(result as ArrayBuffer).fill(0);
  }
}
