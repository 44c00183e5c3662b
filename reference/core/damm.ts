/**
 * Damm's quasigroup of order 10 (H. M. Damm, Total anti-symmetrische Quasigruppen, 2004). A wrong digit and two
 * neighbours swapped always change the result. Spec: Recovery key.
 */
const QUASIGROUP = [
  "0317598642",
  "7092154863",
  "4206871359",
  "1750983426",
  "6123045978",
  "3674209581",
  "5869720134",
  "8945362017",
  "9438617205",
  "2581436790",
].map((row) => Array.from(row, Number));

/** Runs the digits through the quasigroup, from `start`. The digit that makes the result 0 is the result itself. */
export function damm(start: number, digits: Iterable<string>): number {
  let interim = start;
  for (const digit of digits) interim = QUASIGROUP[interim]![Number(digit)]!;
  return interim;
}
