/** A small generator of numbers, the same everywhere for one seed (xorshift32). */
export type Dice = (below: number) => number;

/** @param seed - any number but 0 */
export function createDice(seed: number): Dice {
  let state = seed >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}
