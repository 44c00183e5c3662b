import type { Line } from "../lines.js";
import { importError } from "../problem.js";
import { createDateScan, type DateOrder, type DateScan, wallTime } from "./date-order.js";
import { type Header, type Layout, parseHeader } from "./header.js";
import { createLanguageScan } from "./language.js";
import { meridiem } from "./phrase-book.js";
import type { Language } from "./phrases.js";

/** How one export is written, found out from the whole of it. */
export interface ChatFormat {
  readonly layout: Layout;
  /** See {@link Header.shape}. */
  readonly shape: string;
  readonly order: DateOrder;
  readonly clock: 12 | 24;
  /** False: times are whole minutes. */
  readonly hasSeconds: boolean;
  /** True if every message ends in CRLF and lines within a message do not. */
  readonly crlf: boolean;
  /** Best first; empty if the text has none of the app's own words. */
  readonly languages: readonly Language[];
  /** What the clock showed on the first two messages, read as UTC. The second may be earlier. */
  readonly start: readonly [number, number];
  /** Lines that look like the beginning of a message of another layout. */
  readonly strange: number;
}

interface Candidate {
  readonly first: Header;
  second: Header | undefined;
  readonly dates: DateScan;
  lines: number;
  /** How many of them follow a line that ends in CRLF. */
  afterCrlf: number;
}

/** Shapes that lines of one text can make up; real exports have one. */
const MAX_SHAPES = 256;

/**
 * Reads a whole text once to find out its layout, the order of its dates and its languages.
 *
 * @param wanted - order of dates that the user states
 * @param name - of the file, for messages
 * @throws KeepsakeError input.malformed, reason empty, not-an-export or date-order
 */
export async function surveyChat(
  batches: AsyncIterable<readonly Line[]>,
  wanted: DateOrder | undefined,
  name: string,
): Promise<ChatFormat> {
  const shapes = new Map<string, Candidate>();
  const language = createLanguageScan();
  let total = 0;
  let looks = 0;
  let above: Line | undefined;
  for await (const lines of batches) {
    for (const line of lines) {
      if (line.text !== "") total++;
      const header = above?.cut ? undefined : parseHeader(line.text, meridiem);
      if (header !== undefined) {
        looks++;
        countShape(shapes, header, above?.end !== "\n");
        language.add(line.text.slice(header.rest), header.layout);
      }
      above = line;
    }
  }
  if (total === 0) throw importError("empty", `${name} is empty: export the chat again.`);

  let best: Candidate | undefined;
  for (const candidate of shapes.values()) if (best === undefined || candidate.lines > best.lines) best = candidate;
  if (best === undefined) {
    throw importError(
      "not-an-export",
      `${name} has no line that begins with a date and a time: choose the chat's text.`,
    );
  }
  const { first, second } = best;
  const order = best.dates.decide(wanted);
  const isCrlf = best.lines > 1 && best.afterCrlf > best.lines / 2;
  return {
    layout: first.layout,
    shape: first.shape,
    order,
    clock: first.clock,
    hasSeconds: first.hasSeconds,
    crlf: isCrlf,
    languages: language.ranked(),
    start: [wallTime(first, order) ?? 0, wallTime(second ?? first, order) ?? 0],
    strange: looks - (isCrlf ? best.afterCrlf : best.lines),
  };
}

function countShape(shapes: Map<string, Candidate>, header: Header, afterCrlf: boolean): void {
  let candidate = shapes.get(header.shape);
  if (candidate === undefined) {
    if (shapes.size >= MAX_SHAPES) return;
    candidate = { first: header, second: undefined, dates: createDateScan(), lines: 0, afterCrlf: 0 };
    shapes.set(header.shape, candidate);
  }
  candidate.lines++;
  if (candidate.lines === 2) candidate.second = header;
  if (afterCrlf) candidate.afterCrlf++;
  candidate.dates.add(header);
}
