import { concat, utf8, zeroize } from "./bytes.js";
import { KeepsakeError } from "./errors.js";

/** Bytes that the PRF extension of a passkey gives for one input. */
export const PRF_RESULT = 32;
const PRF_SALT = 32;

/**
 * What a passkey's PRF is evaluated on: `eval.first` of the WebAuthn extension. It depends on the epoch alone, so one
 * ceremony serves any passkey of the vault. Spec: Passkeys.
 *
 * @param prfSalt - `prf_salt` of the header, 32 bytes
 * @returns 48 bytes
 */
export function prfInput(prfSalt: Uint8Array): Uint8Array {
  if (prfSalt.length !== PRF_SALT) throw new RangeError(`expected a salt of ${PRF_SALT} bytes, got ${prfSalt.length}`);
  return concat(utf8("keepsake/v1/prf\0"), prfSalt);
}

/**
 * Takes `results.first` of the WebAuthn PRF extension in any of the shapes in which platforms give it: `ArrayBuffer`,
 * a view of one, or an array of numbers.
 *
 * @returns a copy of the 32 bytes; overwrite it after use
 * @throws KeepsakeError `key.prf-missing` if it is anything but exactly 32 bytes
 */
export function normalisePrfResult(result: unknown): Uint8Array {
  const bytes = toBytes(result);
  // [@prf-output-length] [@prf-output-missing]
  if (bytes?.length !== PRF_RESULT) {
    throw new KeepsakeError(
      "key.prf-missing",
      "The passkey gave no usable secret; try another passkey manager or device, or use the recovery key.",
    );
  }
  return bytes;
}

/** As {@link normalisePrfResult}, overwriting what was given: the copy is then the only one. */
export function takePrfResult(result: Uint8Array): Uint8Array {
  try {
    return normalisePrfResult(result);
  } finally {
    if (result instanceof Uint8Array) zeroize(result);
  }
}

// [@prf-output-forms]
function toBytes(result: unknown): Uint8Array | undefined {
  if (ArrayBuffer.isView(result)) return new Uint8Array(result.buffer, result.byteOffset, result.byteLength).slice();
  // Not instanceof: the buffer may come from another realm, such as an extension's frame.
  if (Object.prototype.toString.call(result) === "[object ArrayBuffer]")
    return new Uint8Array(result as ArrayBuffer).slice();
  // At least one password manager's extension gives a plain array.
  if (!Array.isArray(result)) return undefined;
  const isByte = (value: unknown) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 255;
  // Array.from, because every() would pass over holes.
  return Array.from(result).every(isByte) ? Uint8Array.from(result) : undefined;
}
