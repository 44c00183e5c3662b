import { DateTime } from "luxon";
import { importError } from "../problem.js";
import type { Header } from "./header.js";

/** The order of day, month and year. */
export type DateOrder = "dmy" | "mdy" | "ymd";

const DAY_MS = 86_400_000;

/** The day of a date that is read in an order, as UTC midnight in milliseconds; undefined if there is no such day. */
export function dayOf(date: readonly [number, number, number], order: DateOrder): number | undefined {
  const [a, b, c] = date;
  const [day, month, year] = order === "dmy" ? [a, b, c] : order === "mdy" ? [b, a, c] : [c, b, a];
  const fullYear = year < 100 ? 2000 + year : year;
  if (month < 1 || month > 12 || day < 1 || day > daysIn(month, fullYear)) return undefined;
  return Date.UTC(fullYear, month - 1, day);
}

function daysIn(month: number, year: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** What the clock on the wall showed, read as UTC; undefined if there is no such day. */
export function wallTime(header: Header, order: DateOrder): number | undefined {
  const day = dayOf(header.date, order);
  return day === undefined ? undefined : day + ((header.hour * 60 + header.minute) * 60 + header.second) * 1000;
}

/** How well one order explains all dates of an export. */
interface Reading {
  readonly order: DateOrder;
  impossible: number;
  /** Sum of all steps back in time, in days. */
  backward: number;
  last: number | undefined;
}

/** Gathers the dates of one export, in the order of its lines. */
export interface DateScan {
  add(header: Header): void;
  /**
   * @param wanted - the user's own statement, which is not questioned
   * @throws KeepsakeError input.malformed, reason date-order, if two readings remain
   */
  decide(wanted: DateOrder | undefined): DateOrder;
}

/**
 * Decides between day-first and month-first from all dates at once: a number above 12 settles it, and so does time that
 * would run backwards, because messages stand in the order of time.
 */
export function createDateScan(): DateScan {
  const readings: Reading[] = [];
  let count = 0;
  let ambiguous: string | undefined;
  return {
    add(header) {
      if (count === 0) for (const order of ordersOf(header)) readings.push(newReading(order));
      // The notice on the first line may carry a later date than the messages that follow it.
      const isNotice = count++ === 0;
      for (const reading of readings) step(reading, header, isNotice);
      if (ambiguous === undefined && differs(header.date)) ambiguous = header.dateText;
    },
    decide(wanted) {
      if (wanted !== undefined) return checked(wanted, readings);
      const best = choose(readings);
      if (best !== undefined) return best;
      if (ambiguous === undefined) return "dmy";
      // With dots or hyphens no locale writes the month first.
      if (/[.-]/.test(ambiguous)) return "dmy";
      throw undecided(ambiguous);
    },
  };
}

function newReading(order: DateOrder): Reading {
  return { order, impossible: 0, backward: 0, last: undefined };
}

function ordersOf(header: Header): DateOrder[] {
  if (header.yearFirst) return ["ymd"];
  return header.date[2] >= 1000 ? ["dmy", "mdy"] : ["dmy", "mdy", "ymd"];
}

function step(reading: Reading, header: Header, isNotice: boolean): void {
  const day = dayOf(header.date, reading.order);
  if (day === undefined) {
    reading.impossible++;
    return;
  }
  if (reading.last !== undefined && day < reading.last) reading.backward += (reading.last - day) / DAY_MS;
  reading.last = isNotice ? undefined : day;
}

function differs(date: readonly [number, number, number]): boolean {
  return date[0] !== date[1] && date[0] <= 12 && date[1] <= 12;
}

function choose(readings: readonly Reading[]): DateOrder | undefined {
  const least = Math.min(...readings.map((reading) => reading.impossible));
  let left = readings.filter((reading) => reading.impossible === least);
  // A year of two digits stands first in very few places: only if nothing else fits.
  if (left.length > 1) left = left.filter((reading) => reading.order !== "ymd");
  if (left.length === 1) return left[0]?.order;
  const [a, b] = left.toSorted((x, y) => x.backward - y.backward);
  if (a === undefined || b === undefined) return undefined;
  // A few steps back occur in every export; the wrong reading jumps by weeks.
  return b.backward > 4 * a.backward ? a.order : undefined;
}

/** A year of four digits in front needs no statement; a statement that the dates contradict is an error. */
function checked(wanted: DateOrder, readings: readonly Reading[]): DateOrder {
  const reading = readings.find(({ order }) => order === wanted);
  if (readings.length === 1 && reading === undefined) return readings[0]?.order as DateOrder;
  const fits = readings.find(({ impossible }) => impossible === 0);
  if (fits !== undefined && (reading === undefined || reading.impossible > 0)) {
    throw importError(
      "date-order",
      `The dates of the chat cannot be read as "${wanted}": leave dateOrder out, or set it to "${fits.order}".`,
      { option: "dateOrder", choices: [fits.order] },
    );
  }
  return wanted;
}

function undecided(text: string): Error {
  const date = text.split(/[./-]/).map(Number) as [number, number, number];
  const show = (order: DateOrder, format: string) =>
    DateTime.fromMillis(dayOf(date, order) ?? 0, { zone: "utc", locale: "en" }).toFormat(format);
  const readings = [show("dmy", "d MMMM yyyy"), show("mdy", "MMMM d, yyyy")];
  return importError(
    "date-order",
    `${text} is ${readings[0]} or ${readings[1]}, and nothing in the chat settles which: set dateOrder to "dmy" or "mdy".`,
    { option: "dateOrder", choices: ["dmy", "mdy"], date: text, readings, open: true },
  );
}
