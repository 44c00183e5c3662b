import { concat } from "./bytes.js";

const SHA512_LENGTH = 64;

/**
 * HKDF-Expand of RFC 5869, section 2.3, from an HMAC-SHA-512. For platforms whose HKDF does not expand alone, or
 * refuses a key shorter than the hash, which Cobblestone uses.
 */
export function hkdfExpand(
  hmac: (key: Uint8Array, data: Uint8Array) => Uint8Array,
  prk: Uint8Array,
  info: Uint8Array,
  length: number,
): Uint8Array {
  const output = new Uint8Array(Math.ceil(length / SHA512_LENGTH) * SHA512_LENGTH);
  let block: Uint8Array = new Uint8Array();
  for (let i = 0; i * SHA512_LENGTH < length; i++) {
    block = hmac(prk, concat(block, info, Uint8Array.of(i + 1)));
    output.set(block, i * SHA512_LENGTH);
  }
  return output.subarray(0, length);
}
