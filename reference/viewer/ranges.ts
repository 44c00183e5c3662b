/** Stretches of a text, in UTF-16 offsets, and how they cut one another. */

export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A stretch in which the same styles hold from its start to its end. */
export interface Piece extends Range {
  readonly styles: readonly number[];
}

/** Joins ranges that overlap. A message of many overlapping styles must not become many times as long. */
export function merged(ranges: readonly Range[]): Range[] {
  const result: { start: number; end: number }[] = [];
  for (const { start, end } of [...ranges].sort((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else if (end > start) result.push({ start, end });
  }
  return result;
}

/**
 * Cuts `range` at the edges of `ranges`, and says of each piece which styles it has.
 *
 * @param ranges for each style, sorted and disjoint ranges
 */
export function pieces(range: Range, ranges: ReadonlyMap<number, readonly Range[]>): Piece[] {
  const edges = new Set([range.start, range.end]);
  const within: [number, Range][] = [];
  for (const [style, list] of ranges) {
    // The lists are sorted, so that a long text of many pieces is not searched from its start for each of them.
    for (
      let index = firstEndingAfter(list, range.start);
      index < list.length && list[index]!.start < range.end;
      index++
    ) {
      const one = list[index]!;
      within.push([style, one]);
      edges.add(Math.max(one.start, range.start)).add(Math.min(one.end, range.end));
    }
  }
  const sorted = [...edges].sort((a, b) => a - b);
  const position = new Map(sorted.map((edge, index) => [edge, index]));
  const result = sorted
    .slice(0, -1)
    .map((start, index) => ({ start, end: sorted[index + 1]!, styles: [] as number[] }));
  for (const [style, one] of within) {
    const last = position.get(Math.min(one.end, range.end))!;
    for (let index = position.get(Math.max(one.start, range.start))!; index < last; index++)
      result[index]!.styles.push(style);
  }
  return result;
}

/** The first of sorted, disjoint ranges that ends after `offset`. */
export function firstEndingAfter(ranges: readonly Range[], offset: number): number {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ranges[middle]!.end > offset) high = middle;
    else low = middle + 1;
  }
  return low;
}
