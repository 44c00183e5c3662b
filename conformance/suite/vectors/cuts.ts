/** Above this length an input is not cut into single bytes. */
const SHORT = 5000;
const LARGEST_PIECE = 20_000;

/**
 * Ways to hand over an input in pieces: whole, in single bytes if it is short, and at places that look random and are
 * the same on every run.
 *
 * @param length - in bytes; nothing can be cut if it is 0
 * @returns lists for the argument `cuts` of protocol.md
 */
export function waysToCut(length: number): number[][] {
  if (length === 0) return [];
  const singles = length <= SHORT ? [Array.from({ length }, (_, i) => i + 1)] : [];
  return [[length], ...singles, irregular(length)];
}

function irregular(length: number): number[] {
  const cuts: number[] = [];
  let state = length + 1;
  for (let at = 0; at < length; ) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    at = Math.min(length, at + 1 + (state % Math.min(LARGEST_PIECE, length)));
    cuts.push(at);
  }
  return cuts;
}
