import { expect } from "vitest";

/** Bytes without a pattern that a mistake in an offset could hide in; the same for the same `start`. */
export function counting(length: number, start = 0): Uint8Array {
  const bytes = new Uint8Array(length);
  let state = (start + 1) * 2_654_435_761;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}

/** Expects equal bytes, much faster than `toEqual` does for long arrays. */
export function expectBytes(actual: Uint8Array, expected: Uint8Array): void {
  expect(actual.length).toBe(expected.length);
  const different = actual.findIndex((byte, i) => byte !== expected[i]);
  expect(different, "index of the first byte that differs").toBe(-1);
}
