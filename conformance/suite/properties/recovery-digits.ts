/** The digits of a recovery key, by the tables of the specification. Spec: The recovery key. */
import { namedRandom } from "./oracle.js";

const TABLE = [
  [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
  [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
  [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
  [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
  [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
  [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
  [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
  [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
  [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
  [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
];

/** The interim after digits, from the number of the row on. */
export const checkDigit = (row: number, digits: string): number =>
  Array.from(digits, Number).reduce((interim, digit) => TABLE[interim]![digit]!, row);

/** The eight rows of 64 digits. */
export const rowsOf = (digits: string): string[] =>
  Array.from({ length: 8 }, (_, row) => digits.slice(row * 8, row * 8 + 8));

/** The numbers of the rows that are not right. */
export const wrongRows = (digits: string): number[] =>
  rowsOf(digits).flatMap((row, i) => (checkDigit(i + 1, row) === 0 ? [] : [i + 1]));

/** The key of 56 free digits. */
export const recoveryKeyOf = (free: string): string =>
  Array.from({ length: 8 }, (_, i) => free.slice(i * 7, i * 7 + 7))
    .map((row, i) => row + checkDigit(i + 1, row))
    .join("");

/** The key of a seed. */
export function generate(seed: Uint8Array): string {
  let free = "";
  for (let block = 0; free.length < 56; block++) {
    const bytes = namedRandom(seed, `recovery-key/${block}`, 80);
    free += Array.from(
      bytes.filter((byte) => byte < 250),
      (byte) => byte % 10,
    ).join("");
  }
  return recoveryKeyOf(free.slice(0, 56));
}
