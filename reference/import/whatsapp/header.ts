import { asciiDigits, clean, isMark } from "./characters.js";

/** Where a chat was exported: `[date, time] Name: text` or `date, time - Name: text`. */
export type Layout = "ios" | "android";

/** The beginning of a message: a date, a time, and where the rest of the line starts. */
export interface Header {
  readonly layout: Layout;
  /** What all headers of one export have in common. A line of another shape belongs to the message before it. */
  readonly shape: string;
  /** The three numbers of the date, in the order in which they are written. */
  readonly date: readonly [number, number, number];
  /** True if the first of them is a year of four digits. */
  readonly yearFirst: boolean;
  /** 0 to 23. */
  readonly hour: number;
  readonly minute: number;
  /** 0 where the layout has no seconds. */
  readonly second: number;
  readonly hasSeconds: boolean;
  readonly clock: 12 | 24;
  /** Offset of what follows the date and time: `Name: text`, or what the app itself said. */
  readonly rest: number;
  /** The date as it is written, for messages to people. */
  readonly dateText: string;
}

/** Says which half of the day a word such as "pm" or "ÖS" means. */
export type Meridiem = (word: string) => "am" | "pm" | undefined;

/** The longest date and time that any locale writes, marks included, is shorter. */
const MAX_HEAD = 80;

const ANDROID_END = /[\s\u00a0\u202f]+[-\u2013][\s\u00a0\u202f]/u;

// Applied to at most MAX_HEAD cleaned characters, so that backtracking has a small bound.
const HEAD =
  /^(\d{1,4})([./-]) ?(\d{1,2})\2 ?(\d{1,4})\.?([^\d\n]{1,20}?)(\d{1,2})([:.])(\d{2})(?:\7(\d{2}))?(?: ?([^\d\n]{1,20}))?$/u;

/**
 * Reads the date and time at the beginning of a line.
 *
 * @param line - as it stands in the export, marks included
 * @returns undefined if the line does not begin a message
 */
export function parseHeader(line: string, meridiem: Meridiem): Header | undefined {
  let start = 0;
  while (start < line.length && isMark(line.charCodeAt(start))) start++;
  const first = line.charCodeAt(start);
  const bracket = first === 0x5b;
  if (!bracket && !isDigit(first)) return undefined;

  const end = bracket ? iosEnd(line, start) : androidEnd(line, start);
  if (end === undefined) return undefined;
  const head = asciiDigits(clean(line.slice(bracket ? start + 1 : start, end.head))).trim();
  const match = HEAD.exec(head);
  if (match === null) return undefined;
  return fromMatch(match, bracket ? "ios" : "android", end.rest, meridiem, scriptOf(first, line, start));
}

function isDigit(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) ||
    (code >= 0x660 && code <= 0x669) ||
    (code >= 0x6f0 && code <= 0x6f9) ||
    (code >= 0x966 && code <= 0x96f)
  );
}

function iosEnd(line: string, start: number): { head: number; rest: number } | undefined {
  const close = line.indexOf("]", start);
  if (close < 0 || close - start > MAX_HEAD) return undefined;
  let rest = close + 1;
  if (line[rest] === " " || line[rest] === "\u00a0") rest++;
  return { head: close, rest };
}

function androidEnd(line: string, start: number): { head: number; rest: number } | undefined {
  const match = ANDROID_END.exec(line.slice(start, start + MAX_HEAD));
  if (match === null) return undefined;
  return { head: start + match.index, rest: start + match.index + match[0].length };
}

/** One export writes all its digits in one script. */
function scriptOf(first: number, line: string, start: number): string {
  let code = first;
  for (let at = start; !isDigit(code) && at < line.length; at++) code = line.charCodeAt(at);
  return code < 0x80 ? "" : code < 0x6f0 ? "ar" : code < 0x900 ? "fa" : "hi";
}

function fromMatch(
  match: RegExpExecArray,
  layout: Layout,
  rest: number,
  meridiem: Meridiem,
  script: string,
): Header | undefined {
  const [, a = "", separator = "", b = "", c = "", middle = "", h = "", timeSeparator, m = "", s, tail = ""] = match;
  const yearFirst = a.length === 4;
  if (yearFirst ? c.length > 2 : a.length > 2 || (c.length !== 4 && c.length !== 2)) return undefined;
  const year = Number(yearFirst ? a : c);
  if ((yearFirst || c.length === 4) && (year < 1990 || year > 2199)) return undefined;

  const words = splitMiddle(middle, meridiem);
  const after = tail.trim();
  const half = words.half ?? (after === "" ? undefined : meridiem(after));
  if (words.half !== undefined ? after !== "" : after !== "" && half === undefined && !/^(Uhr|Std\.|h)$/u.test(after)) {
    return undefined;
  }
  const hour = toHour(Number(h), half);
  const minute = Number(m);
  const second = Number(s ?? 0);
  if (hour === undefined || minute > 59 || second > 60) return undefined;

  const day = yearFirst ? "y" : c.length === 4 ? "dy" : "d";
  const time = `${timeSeparator}${s === undefined ? "" : "s"}${half === undefined ? 24 : 12}`;
  return {
    layout,
    shape: `${layout}|${separator}${day}|${words.text}|${time}|${script}`,
    date: [Number(a), Number(b), Number(c)],
    yearFirst,
    hour,
    minute,
    second: Math.min(second, 59),
    hasSeconds: s !== undefined,
    clock: half === undefined ? 24 : 12,
    rest,
    dateText: `${a}${separator}${b}${separator}${c}`,
  };
}

/** Between date and time stands a comma, a word such as "à" or "um", or, in some languages, the half of the day. */
function splitMiddle(middle: string, meridiem: Meridiem): { text: string; half?: "am" | "pm" } {
  const word = middle.replace(/[,،]/gu, "").trim();
  const comma = /[,،]/u.test(middle) ? "," : " ";
  const half = word === "" ? undefined : meridiem(word);
  return half === undefined ? { text: `${comma}${word}` } : { text: `${comma}M`, half };
}

function toHour(hour: number, half: "am" | "pm" | undefined): number | undefined {
  if (half === undefined) return hour <= 23 ? hour : undefined;
  // "00:15 AM" and "13:15 PM" occur where a phone was set to 24 hours in a 12-hour language.
  if (hour > 12) return half === "pm" && hour <= 23 ? hour : undefined;
  return half === "am" ? hour % 12 : (hour % 12) + 12;
}
