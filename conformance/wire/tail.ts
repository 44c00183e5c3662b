/** The end of a stream of text that is too long to keep. */
export interface Tail {
  push(piece: Buffer): void;
  /** How many bytes came so far: a mark for {@link since}. */
  position(): number;
  /** What came after `mark`, as far as it was kept. */
  since(mark: number): string;
}

/** @param kept - bytes */
export function createTail(kept: number): Tail {
  let pieces: Buffer[] = [];
  let length = 0;
  let total = 0;

  return {
    push(piece) {
      pieces.push(piece.length > kept ? piece.subarray(piece.length - kept) : piece);
      length += pieces.at(-1)!.length;
      total += piece.length;
      // Only now and then, so that many small pieces are not copied again and again.
      if (length > 2 * kept || pieces.length > 1024) {
        const all = Buffer.concat(pieces);
        pieces = [Buffer.from(all.subarray(Math.max(0, all.length - kept)))];
        length = pieces[0]!.length;
      }
    },
    position: () => total,
    since(mark) {
      const wanted = Math.min(total - mark, kept, length);
      if (wanted <= 0) return "";
      const all = Buffer.concat(pieces);
      return all.subarray(all.length - wanted).toString("utf8");
    },
  };
}
