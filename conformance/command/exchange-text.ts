import { hexDump, hexLineParts } from "../report/hex.js";
import { isBytes, type Leaf, leavesOf } from "../report/leaves.js";
import type { Exchange, Recorded, RecordedBytes } from "../report/result.js";

/** What is shown at most: bytes of a dump, values of a request, characters of a text. */
const MOST_BYTES = 512;
const MOST_VALUES = 200;
const MOST_TEXT = 1000;
/** Bytes that stand beside their name. */
const SHORT = 32;

/** Bytes of a request that differ from those of the case that it was made from. */
export interface Change {
  readonly argument: string;
  readonly from: number;
  readonly to: number;
}

/** A request, what is due, and the answer, for a terminal. Changed bytes stand in brackets. */
export function exchangeText({ op, args, expect, answer }: Exchange, changed?: Change): string {
  const lines = [`request ${op}`, ...valueLines(args, changed)];
  if (expect !== undefined) lines.push(`expected${expectWords(expect)}`, ...expectLines(expect));
  if (answer !== undefined)
    lines.push(`answer ${Object.keys(answer)[0]}`, ...valueLines(Object.values(answer)[0] ?? {}));
  return lines.join("\n");
}

function expectWords(expect: NonNullable<Exchange["expect"]>): string {
  return "ok" in expect ? " ok" : ` reject: ${expect.reject.codes.join(" or ")}`;
}

function expectLines(expect: NonNullable<Exchange["expect"]>): string[] {
  if ("ok" in expect) return valueLines(expect.ok);
  const { details, mayRelease } = expect.reject;
  return [
    ...(details === undefined ? [] : valueLines(details)),
    ...(mayRelease === undefined ? [] : valueLines({ "may be released": mayRelease })),
  ];
}

function valueLines(value: Recorded, changed?: Change): string[] {
  const leaves = leavesOf(value);
  const lines = leaves.slice(0, MOST_VALUES).flatMap((leaf) => leafLines(leaf, changed));
  if (leaves.length > MOST_VALUES) lines.push(`    ${leaves.length - MOST_VALUES} more values are not shown.`);
  return lines;
}

function leafLines({ path, value }: Leaf, changed?: Change): string[] {
  if (isBytes(value)) return bytesLines(path, value, changed?.argument === path ? changed : undefined);
  const text = typeof value === "string" ? printable(value) : String(value);
  return [
    `    ${path}: ${text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)}… (${text.length} characters)` : text}`,
  ];
}

/** Text of a testee may not steer the terminal. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, (sign) => `\\u{${sign.codePointAt(0)!.toString(16)}}`);
}

function bytesLines(path: string, bytes: RecordedBytes, changed?: Change): string[] {
  const dump = hexDump(bytes, MOST_BYTES, changed);
  const size = `${dump.length.toLocaleString("en")} ${dump.length === 1 ? "byte" : "bytes"}`;
  if (dump.length <= SHORT && changed === undefined) {
    const hex = dump.lines.flatMap((line) => hexLineParts(line).cells).join(" ");
    return [`    ${path}: ${hex === "" ? "" : `${hex}  `}(${size})`];
  }
  const lines = dump.lines.map((line) => {
    const { offset, cells, text } = hexLineParts(line);
    return `      ${offset} ${markedCells(cells, line.marked).padEnd(50)} ${text}`;
  });
  return [`    ${path}: ${size}`, ...lines, ...(dump.note === undefined ? [] : [`      ${dump.note}`])];
}

/** A space before each byte and one after the last, of which brackets take the place around changed ones. */
function markedCells(cells: readonly string[], [from, to]: readonly [from: number, to: number]): string {
  const before = (index: number) => (from === to ? " " : index === from ? "[" : index === to ? "]" : " ");
  return `${cells.map((cell, index) => `${before(index)}${cell}`).join("")}${from < to && to === cells.length ? "]" : ""}`;
}
