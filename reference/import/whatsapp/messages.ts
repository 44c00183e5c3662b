import type { Line } from "../lines.js";
import { wallTime } from "./date-order.js";
import { parseHeader } from "./header.js";
import { meridiem } from "./phrase-book.js";
import type { ChatFormat } from "./survey.js";

/** A message as it stands in the text. */
export interface RawMessage {
  /** What the clock on the wall showed, read as UTC. Undefined before the first date. */
  readonly wallMs: number | undefined;
  /** What follows date and time, up to the next message: `Name: text`, or what the app said. */
  readonly rest: string;
  /** 0, or counted up for the parts of a text that is too long for one message. */
  readonly part: number;
}

/** UTF-16 code units of one message; the app allows 65,536. Times 3 it is below the format's limit in bytes. */
export const MAX_REST = 80_000;

/**
 * Splits a text into messages. A line begins one only if it looks exactly like the others that do: in the same layout,
 * and, where the export tells the ends of messages from those of lines, after the end of one.
 */
export async function* splitMessages(
  batches: AsyncIterable<readonly Line[]>,
  format: ChatFormat,
): AsyncGenerator<RawMessage[]> {
  let wallMs: number | undefined;
  let pieces: string[] | undefined;
  let length = 0;
  let part = 0;
  let above: Line | undefined;
  let done: RawMessage[] = [];
  const finish = () => {
    if (pieces !== undefined) done.push({ wallMs, rest: pieces.join(""), part });
  };
  for await (const lines of batches) {
    for (const line of lines) {
      const start = above?.cut || (format.crlf && above?.end === "\n") ? undefined : startOf(line.text, format);
      const text = pieces === undefined || above?.cut ? line.text : `\n${line.text}`;
      if (start !== undefined || (pieces !== undefined && length + text.length > MAX_REST)) {
        finish();
        if (start !== undefined) wallMs = start.wallMs;
        part = start !== undefined ? 0 : part + 1;
        pieces = [start !== undefined ? line.text.slice(start.rest) : line.text];
        length = line.text.length;
      } else {
        if (pieces === undefined) pieces = [text];
        else pieces.push(text);
        length += text.length;
      }
      above = line;
    }
    yield done;
    done = [];
  }
  finish();
  yield done;
}

function startOf(text: string, format: ChatFormat): { wallMs: number; rest: number } | undefined {
  const header = parseHeader(text, meridiem);
  if (header === undefined || header.shape !== format.shape) return undefined;
  const wallMs = wallTime(header, format.order);
  return wallMs === undefined ? undefined : { wallMs, rest: header.rest };
}
