import { concat, fromHex, utf8 } from "../../reference/core/bytes.js";

/** The bytes with bit 0 of the byte at `offset` changed; from the end if negative. */
export function flip(bytes: Uint8Array, offset: number): Uint8Array {
  const changed = bytes.slice();
  const index = offset < 0 ? bytes.length + offset : offset;
  changed[index]! ^= 1;
  return changed;
}

/** The bytes with `patch` written over them at `offset`. */
export function patch(bytes: Uint8Array, offset: number, bytesAt: Uint8Array): Uint8Array {
  const changed = bytes.slice();
  changed.set(bytesAt, offset);
  return changed;
}

/** A protobuf varint. */
export function varint(value: number | bigint): Uint8Array {
  const bytes: number[] = [];
  let left = BigInt(value);
  for (; left > 127n; left >>= 7n) bytes.push(Number(left & 127n) | 128);
  return Uint8Array.of(...bytes, Number(left));
}

/** A protobuf field of wire type 0. */
export function numberField(field: number, value: number | bigint): Uint8Array {
  return concat(varint(field * 8), varint(value));
}

/** A protobuf field of wire type 2. */
export function bytesField(field: number, value: Uint8Array): Uint8Array {
  return concat(varint(field * 8 + 2), varint(value.length), value);
}

export { concat, fromHex, utf8 };
