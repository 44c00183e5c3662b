const encoder = new TextEncoder();
// ignoreBOM: a byte order mark is content like any other, and must survive a round trip.
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** All parts in one new array. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return concatAll(parts);
}

/** As {@link concat}, for a list that can be too long for the arguments of a call. */
export function concatAll(parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** Compares in a time that depends on the lengths alone, so that it can be used on secrets. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= a[i]! ^ b[i]!;
  return difference === 0;
}

/** Order of the bytes as unsigned numbers, a prefix before what it is a prefix of: negative, 0 or positive. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    if (a[i] !== b[i]) return a[i]! - b[i]!;
  }
  return a.length - b.length;
}

function checkInteger(n: number, max: number): void {
  if (!Number.isInteger(n) || n < 0 || n > max) throw new RangeError(`expected an integer from 0 to ${max}, got ${n}`);
}

/** One byte. */
export function u8(n: number): Uint8Array {
  checkInteger(n, 0xff);
  return Uint8Array.of(n);
}

/** Two bytes, big-endian. */
export function u16(n: number): Uint8Array {
  checkInteger(n, 0xffff);
  return Uint8Array.of(n >>> 8, n);
}

/** Four bytes, big-endian. */
export function u32(n: number): Uint8Array {
  checkInteger(n, 0xffffffff);
  return Uint8Array.of(n >>> 24, n >>> 16, n >>> 8, n);
}

/** Eight bytes, big-endian. Numbers end at 2^53 - 1. */
export function u64(n: number): Uint8Array {
  checkInteger(n, Number.MAX_SAFE_INTEGER);
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, Math.floor(n / 2 ** 32));
  view.setUint32(4, n % 2 ** 32);
  return bytes;
}

function viewOf(bytes: Uint8Array, offset: number, size: number): DataView {
  if (!Number.isInteger(offset) || offset < 0 || offset + size > bytes.length) {
    throw new RangeError(`no ${size} bytes at offset ${offset} of ${bytes.length}`);
  }
  return new DataView(bytes.buffer, bytes.byteOffset + offset, size);
}

/** Reads a big-endian u16. */
export function readU16(bytes: Uint8Array, offset = 0): number {
  return viewOf(bytes, offset, 2).getUint16(0);
}

/** Reads a big-endian u32. */
export function readU32(bytes: Uint8Array, offset = 0): number {
  return viewOf(bytes, offset, 4).getUint32(0);
}

/** Reads a big-endian u64; `undefined` if it is more than 2^53 - 1. */
export function readU64(bytes: Uint8Array, offset = 0): number | undefined {
  const view = viewOf(bytes, offset, 8);
  const high = view.getUint32(0);
  return high > 0x1fffff ? undefined : high * 2 ** 32 + view.getUint32(4);
}

/** LP(x) of the specification: the length as u32, then the bytes. */
export function lengthPrefixed(bytes: Uint8Array): Uint8Array {
  return concat(u32(bytes.length), bytes);
}

const HEX_OF_BYTE = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Lower-case hexadecimal. */
export function toHex(bytes: Uint8Array): string {
  // Joined, not added up: that would stay a tree of pieces, of 1 KiB for each id that is kept.
  return Array.from(bytes, (byte) => HEX_OF_BYTE[byte]).join("");
}

/** @throws RangeError unless `hex` is an even number of lower-case hexadecimal digits */
export function fromHex(hex: string): Uint8Array {
  if (!/^(?:[0-9a-f]{2})*$/.test(hex)) throw new RangeError("expected an even number of lower-case hexadecimal digits");
  const bytes = new Uint8Array(hex.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

/** The UTF-8 bytes of `text`. A lone surrogate becomes U+FFFD. */
export function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/** @throws TypeError if `bytes` are not valid UTF-8 */
export function fromUtf8(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/**
 * Overwrites secrets that are no longer needed. JavaScript promises nothing more: the engine may have moved or copied
 * the memory before, strings cannot be overwritten at all, and keys held by the platform are out of reach.
 */
export function zeroize(...secrets: readonly (Uint8Array | undefined)[]): void {
  for (const secret of secrets) secret?.fill(0);
}
