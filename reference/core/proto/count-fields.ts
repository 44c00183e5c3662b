import { WireReader } from "./wire-reader.js";

/**
 * How often a field occurs in a message, up to one more than `most` or to where it is no protobuf. An empty message in it
 * takes two bytes, and many times that in memory when it is decoded: so they are counted before. [@limits-early]
 *
 * @param field - its number
 */
export function countFields(bytes: Uint8Array, field: number, most: number): number {
  const reader = new WireReader(bytes);
  let count = 0;
  try {
    while (reader.pos < reader.len && count <= most) {
      const tag = reader.tag();
      if (tag >>> 3 === field) count++;
      reader.skipType(tag & 7, 0, tag >>> 3);
    }
  } catch {
    // Decoding says what is wrong.
  }
  return count;
}
