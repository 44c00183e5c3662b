import type { RecordedBytes } from "./result.js";

/** One line of a hex dump: 16 bytes at most. */
export interface HexLine {
  /** Offset in the whole of the bytes. */
  readonly offset: number;
  readonly bytes: Uint8Array;
  /** Which of them were changed: from the first to before the second, counted in this line. */
  readonly marked: readonly [from: number, to: number];
}

export interface HexDump {
  readonly lines: readonly HexLine[];
  /** Length of the whole. */
  readonly length: number;
  /** In a sentence, what is not shown; absent if everything is. */
  readonly note?: string;
}

const WIDTH = 16;

/**
 * Cuts bytes into the lines of a hex dump.
 *
 * @param marked - offsets that a case changed; the dump is of what is around them
 * @param most - bytes to show at most
 */
export function hexDump(recorded: RecordedBytes, most: number, marked?: { from: number; to: number }): HexDump {
  const bytes = new Uint8Array(Buffer.from(recorded.b64, "base64"));
  const base = recorded.from ?? 0;
  const length = recorded.length ?? bytes.length;
  const wanted = marked === undefined ? base : Math.max(base, marked.from - most / 4);
  const start = bytes.length <= most ? base : Math.min(wanted - (wanted % WIDTH), base + bytes.length - most);
  const end = Math.min(start + most, base + bytes.length);
  const lines: HexLine[] = [];
  for (let offset = start; offset < end; offset += WIDTH) {
    const line = bytes.subarray(offset - base, Math.min(offset + WIDTH, end) - base);
    const from = clamp((marked?.from ?? 0) - offset, line.length);
    const to = clamp((marked?.to ?? 0) - offset, line.length);
    lines.push({ offset, bytes: line, marked: from < to ? [from, to] : [0, 0] });
  }
  const shown = end - start;
  return { lines, length, ...(shown < length ? { note: cutNote(start, end, length) } : {}) };
}

/** The offset of a line, its bytes in hexadecimal (a space between them) and as text. */
export function hexLineParts(line: HexLine): { offset: string; cells: readonly string[]; text: string } {
  const cells = Array.from(line.bytes, (byte) => byte.toString(16).padStart(2, "0"));
  const text = Array.from(line.bytes, (byte) => (byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "."));
  return { offset: line.offset.toString(16).padStart(6, "0"), cells, text: text.join("") };
}

function cutNote(start: number, end: number, length: number): string {
  const number = (value: number) => value.toLocaleString("en");
  return `Bytes ${number(start)} to ${number(end)} of ${number(length)} are shown.`;
}

function clamp(value: number, most: number): number {
  return Math.max(0, Math.min(value, most));
}
