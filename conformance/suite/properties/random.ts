import { createDice } from "../../../reference/arbitraries/dice.js";

/** A small generator for what does not have to shrink: bytes of content, places of noise. */
export interface Dice {
  /** A number from 0 to `below` - 1. */
  roll(below: number): number;
  bytes(length: number): Uint8Array;
  shuffle<T>(items: readonly T[]): T[];
}

/** The same for the same seed. */
export function dice(seed: number): Dice {
  const roll = createDice(Math.imul(seed ^ 0x9e37_79b9, 0x85eb_ca6b) | 1);
  const next = () => roll(2 ** 32);
  return {
    roll,
    bytes(length) {
      const bytes = new Uint8Array(length);
      const view = new DataView(bytes.buffer);
      const words = length - (length % 4);
      for (let at = 0; at < words; at += 4) view.setUint32(at, next());
      for (let at = words; at < length; at++) bytes[at] = next();
      return bytes;
    },
    shuffle(items) {
      const shuffled = [...items];
      for (let i = shuffled.length - 1; i > 0; i--) {
        const other = roll(i + 1);
        [shuffled[i], shuffled[other]] = [shuffled[other]!, shuffled[i]!];
      }
      return shuffled;
    },
  };
}
