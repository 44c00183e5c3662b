const MIB = 1_048_576;

/** What services take as a part, and how many of a file. */
export const SMALLEST_PART = 5 * MIB;
export const MOST_PARTS = 10_000;

/** Up to here parts are small. 5 GB fit: few files are larger. */
const SMALL_PARTS = 1_000;
/** Then each part is larger than the one before, up to the largest. */
const GROWING_PARTS = 1_000;
const LARGEST_PART = 128 * MIB;

/**
 * Bytes of a part of a file whose length is not known, so that the largest file of the format fits into
 * {@link MOST_PARTS} parts, and usual ones take little memory.
 *
 * @param number - counted from 1
 */
export function partSize(number: number): number {
  const grown = Math.min(1, Math.max(0, number - SMALL_PARTS) / GROWING_PARTS);
  return Math.ceil(SMALLEST_PART + grown * (LARGEST_PART - SMALLEST_PART));
}
