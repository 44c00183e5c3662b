import { readU64, u64 } from "./bytes.js";

/** Least number of bytes that padded content takes. Spec: Padding. */
export const MIN_PADDED = 4096;
/** Bytes of the length that stands before the content. */
export const LENGTH_FIELD = 8;

const log2 = (n: number) => (n < 2 ** 32 ? 31 - Math.clz32(n) : 63 - Math.clz32(n / 2 ** 32));

/** Padmé: the next length whose binary form ends in zeros but for its first few digits; at most 12 % more. */
export function padme(length: number): number {
  if (length < 2) return length;
  const e = log2(length);
  const s = log2(e) + 1;
  const step = 2 ** (e - s);
  return Math.ceil(length / step) * step;
}

/** Bytes that content of `length` bytes takes with its length field and padding. */
export function paddedSize(length: number): number {
  return Math.max(MIN_PADDED, padme(LENGTH_FIELD + length));
}

/** Length, content, zeros. */
export function pad(content: Uint8Array): Uint8Array {
  const padded = new Uint8Array(paddedSize(content.length));
  padded.set(u64(content.length));
  padded.set(content, LENGTH_FIELD);
  return padded;
}

/** The content of what {@link pad} made, in the same memory; `undefined` if it did not make this. */
export function unpad(padded: Uint8Array): Uint8Array | undefined {
  if (padded.length < MIN_PADDED) return undefined;
  const length = readU64(padded);
  if (length === undefined || paddedSize(length) !== padded.length) return undefined;
  const end = LENGTH_FIELD + length;
  return padded.subarray(end).some((byte) => byte !== 0) ? undefined : padded.subarray(LENGTH_FIELD, end);
}
