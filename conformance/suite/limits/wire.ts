import { concat, concatAll, utf8 } from "../../../reference/core/bytes.js";

/** A varint, as short as possible. Numbers up to 2^64 - 1. */
export function varint(value: number | bigint): Uint8Array {
  // Most tags and lengths; a million of them are made at times.
  if (value < 128) return Uint8Array.of(Number(value));
  const bytes: number[] = [];
  let rest = BigInt(value);
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return Uint8Array.from([...bytes, Number(rest)]);
}

/** A field of a number. */
export const number = (field: number, value: number | bigint) => concat(varint(field * 8), varint(value));

/** A field of bytes, text or a message. */
export function bytes(field: number, ...parts: readonly (Uint8Array | string)[]): Uint8Array {
  const content = concat(...parts.map((part) => (typeof part === "string" ? utf8(part) : part)));
  return concat(varint(field * 8 + 2), varint(content.length), content);
}

/** A field of bytes that says it has more than there are. */
export const overrun = (field: number, length: number | bigint) => concat(varint(field * 8 + 2), varint(length));

/** Field numbers that no message has, whose tags have two and three bytes. */
const UNKNOWN = [1000, 100_000];

/** An unknown field of exactly so many bytes, at least 4. */
export function filler(size: number): Uint8Array {
  for (const field of UNKNOWN) {
    const tag = varint(field * 8 + 2);
    for (let digits = 1; digits <= 5; digits++) {
      const length = size - tag.length - digits;
      if (length < 0 || varint(length).length !== digits) continue;
      const filled = new Uint8Array(size);
      filled.set(tag);
      filled.set(varint(length), tag.length);
      return filled;
    }
  }
  throw new RangeError(`no unknown field has ${size} bytes`);
}

/** A message with an unknown field that brings it to exactly so many bytes. */
export function filled(message: Uint8Array, size: number): Uint8Array {
  return concat(message, filler(size - message.length));
}

/** Messages inside one another: a field of a field of a field, to this depth. */
export function nested(field: number, depth: number): Uint8Array {
  // From the inside out, in one buffer: each level adds a tag and a length.
  const heads: Uint8Array[] = [];
  let size = 0;
  for (let level = 0; level < depth; level++) {
    const head = concat(varint(field * 8 + 2), varint(size));
    heads.push(head);
    size += head.length;
  }
  return concatAll(heads.reverse());
}

/** Numbers that no field of this version may have, and lengths that no file has. */
export const TOO_LARGE = [2n ** 53n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n] as const;

/** Parts that are made one after the other, in one. */
export function repeated(count: number, make: (i: number) => Uint8Array): Uint8Array {
  return concatAll(Array.from({ length: count }, (_, i) => make(i)));
}
