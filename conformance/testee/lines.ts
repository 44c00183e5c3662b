const LINE_FEED = 10;

/**
 * Cuts a stream of bytes into lines. A line that comes in many pieces is put together once, so that the time does not
 * grow with the square of its length.
 *
 * @returns takes the next piece, and gives the lines that it completes, without their ends
 */
export function createLineCutter(): (piece: Buffer) => string[] {
  let waiting: Buffer[] = [];
  return (piece) => {
    const lines: string[] = [];
    let from = 0;
    for (let end = piece.indexOf(LINE_FEED); end >= 0; end = piece.indexOf(LINE_FEED, from)) {
      if (waiting.length === 0) lines.push(piece.toString("utf8", from, end));
      else {
        lines.push(Buffer.concat([...waiting, piece.subarray(from, end)]).toString("utf8"));
        waiting = [];
      }
      from = end + 1;
    }
    if (from < piece.length) waiting.push(piece.subarray(from));
    return lines;
  };
}
