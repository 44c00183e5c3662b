import { encodeValues, LineTooLong } from "./encode.js";
import type { ExchangeFolder } from "./folder.js";
import type { Hello } from "./messages.js";

/** Deadline of a small request, in milliseconds. */
export const DEADLINE_MS = 10_000;
/** What each byte of a request adds to its deadline: a second a mebibyte. */
const MS_PER_BYTE = 1000 / 1_048_576;

/** A request as it is sent. */
export interface RequestLine {
  readonly id: string;
  /** With its line feed. */
  readonly line: string;
  readonly deadlineMs: number;
}

/**
 * Writes a request for a testee that answered `hello`, or that is asked for it.
 *
 * @param deadlineFactor - what the deadline is multiplied by
 * @param files - takes the names of the files that were written for it; whoever called removes them
 * @throws LineTooLong if the testee reads no line as long as that
 */
export function writeRequest(
  id: string,
  {
    op,
    args,
    deadlineMs,
  }: {
    readonly op: string;
    readonly args: Parameters<typeof encodeValues>[0];
    readonly deadlineMs?: number | undefined;
  },
  hello: Hello | undefined,
  folder: ExchangeFolder,
  deadlineFactor: number,
  files: string[],
): RequestLine {
  let inFiles = 0;
  const store = (bytes: Uint8Array) => {
    inFiles += bytes.length;
    return folder.store(bytes, files);
  };
  const limit = hello?.maxLineBytes ?? Number.POSITIVE_INFINITY;
  const text = encodeValues(args, limit, hello?.features.includes("files") ? store : undefined);
  const unscaled = deadlineMs ?? DEADLINE_MS + (text.length + inFiles) * MS_PER_BYTE;
  const scaled = Math.round(unscaled * deadlineFactor);
  const line = `{"id":"${id}","op":${JSON.stringify(op)},"args":${text},"deadlineMs":${scaled}}\n`;
  // A character of text has at most three bytes; most lines need not be looked at.
  if (line.length * 3 > limit && Buffer.byteLength(line) > limit) throw new LineTooLong();
  return { id, line, deadlineMs: scaled };
}
