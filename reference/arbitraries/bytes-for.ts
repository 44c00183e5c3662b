import { utf8 } from "../core/bytes.js";

/** Bytes that differ with the name, and repeat nowhere soon. */
export function bytesFor(name: string, length: number): Uint8Array {
  let state = 1;
  for (const byte of utf8(name)) state = (Math.imul(state, 31) + byte) >>> 0;
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}
