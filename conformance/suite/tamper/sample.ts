import { createDice } from "../../../reference/arbitraries/dice.js";
import type { Profile } from "../case.js";

/** How many mutations of a family each profile tries; Infinity for all of them. */
export type Samples = Readonly<Record<Profile, number>>;

/** A small input: complete in `full`. */
export const SMALL: Samples = { quick: 40, full: Number.POSITIVE_INFINITY, soak: Number.POSITIVE_INFINITY };
/** An input of some KiB, of which every bit would take the time of other cases. */
export const MEDIUM: Samples = { quick: 40, full: 2_000, soak: Number.POSITIVE_INFINITY };
/** An input of some tens of KiB, or a whole vault. */
export const LARGE: Samples = { quick: 16, full: 600, soak: 20_000 };

/** Numbers below `count`, ascending, without repetition: all, or as many as `most`, the first and the last among them. */
export function sample(count: number, most: number, seed: number): number[] {
  if (count <= most) return Array.from({ length: count }, (_, i) => i);
  const dice = createDice(seed);
  const chosen = new Set([0, count - 1]);
  while (chosen.size < most) chosen.add(dice(count));
  return [...chosen].sort((a, b) => a - b);
}
