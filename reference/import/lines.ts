import { importError } from "./problem.js";

/** A line of a text, without what ended it. */
export interface Line {
  readonly text: string;
  /** What ended it. An iPhone ends messages with CRLF, and lines within a message with LF. */
  readonly end: "\r\n" | "\n" | "";
  /** True if it goes on in the next one: long lines are cut so that no text can fill the memory. */
  readonly cut: boolean;
}

/** UTF-16 code units. At most 3 times as many bytes, which is below what one message may hold. */
export const MAX_LINE = 65_536;

/** Bytes of which the lines are given at once. What is made of more of them would outlive its use. */
const AT_ONCE = 65_536;

/**
 * Reads UTF-8 as lines, as many at once as 64 KiB hold, with memory for one piece and one line. A byte order mark at the
 * beginning is dropped.
 *
 * @param name - the file's name, for messages
 * @param most - UTF-16 code units of a line, after which it is cut
 * @throws KeepsakeError input.malformed, reason encoding, if it is not UTF-8
 */
export async function* readLines(
  pieces: AsyncIterable<Uint8Array>,
  name: string,
  most = MAX_LINE,
): AsyncGenerator<Line[]> {
  let rest = "";
  for await (const text of decode(pieces, name)) {
    const lines: Line[] = [];
    let start = 0;
    // A CR at the very end may be half of a CRLF: it waits for the next piece.
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", start)) {
      addLine(lines, rest + text.slice(start, at), "\n", most);
      rest = "";
      start = at + 1;
    }
    rest += text.slice(start);
    while (rest.length > 2 * most) {
      const length = safeLength(rest, most);
      lines.push({ text: rest.slice(0, length), end: "", cut: true });
      rest = rest.slice(length);
    }
    yield lines;
  }
  const last: Line[] = [];
  if (rest !== "") addLine(last, rest, "", most);
  yield last;
}

async function* decode(pieces: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let first = true;
  try {
    for await (const piece of pieces) {
      if (first && piece.length > 0) {
        first = false;
        if ((piece[0] === 0xff && piece[1] === 0xfe) || (piece[0] === 0xfe && piece[1] === 0xff)) {
          throw new TypeError("UTF-16");
        }
      }
      for (let at = 0; at < piece.length; at += AT_ONCE) {
        yield decoder.decode(piece.subarray(at, at + AT_ONCE), { stream: true });
      }
    }
    yield decoder.decode();
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw importError("encoding", `${name} is not UTF-8 text: import the file as the app exported it, unedited.`, {
      cause,
    });
  }
}

function addLine(lines: Line[], line: string, end: "\n" | "", most: number): void {
  const crlf = end === "\n" && line.endsWith("\r");
  let text = crlf ? line.slice(0, -1) : line;
  while (text.length > most) {
    const length = safeLength(text, most);
    lines.push({ text: text.slice(0, length), end: "", cut: true });
    text = text.slice(length);
  }
  lines.push({ text, end: crlf ? "\r\n" : end, cut: false });
}

/** At most `length` code units, without splitting a surrogate pair. */
export function safeLength(text: string, length: number): number {
  if (text.length <= length) return text.length;
  const last = text.charCodeAt(length - 1);
  return last >= 0xd800 && last <= 0xdbff ? length - 1 : length;
}
