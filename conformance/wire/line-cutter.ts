/** Cuts a stream into lines. */
export interface LineCutter {
  /** Takes the next piece, and gives each line that it ends to `onLine`, without its line feed. */
  push(piece: Buffer): void;
  /** What came after the last line feed, if anything: at most the longest line. */
  rest(): Buffer;
}

const LINE_FEED = 0x0a;

/**
 * Every byte is looked at once and copied at most once, however small the pieces are.
 *
 * @param longest - bytes of a line; of a longer one nothing more is kept, and `onTooLong` is called once
 */
export function createLineCutter(longest: number, onLine: (line: Buffer) => void, onTooLong: () => void): LineCutter {
  let held: Buffer[] = [];
  let heldLength = 0;
  let isTooLong = false;

  function hold(piece: Buffer): void {
    if (isTooLong || piece.length === 0) return;
    heldLength += piece.length;
    if (heldLength > longest) {
      isTooLong = true;
      held = [];
      onTooLong();
      return;
    }
    held.push(piece);
  }

  return {
    push(piece) {
      let from = 0;
      for (let end = piece.indexOf(LINE_FEED); end !== -1; end = piece.indexOf(LINE_FEED, from)) {
        hold(piece.subarray(from, end));
        from = end + 1;
        if (!isTooLong) onLine(held.length === 1 ? held[0]! : Buffer.concat(held));
        held = [];
        heldLength = 0;
        isTooLong = false;
      }
      hold(piece.subarray(from));
    },
    rest: () => Buffer.concat(held),
  };
}
