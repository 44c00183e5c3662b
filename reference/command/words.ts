/** Numbers, times and keys as people read them. */
import { toHex } from "../core/bytes.js";
import type { SlotSummary } from "../core/slots.js";

const UNITS = ["KB", "MB", "GB", "TB"];

/** Bytes with three digits: 950 B, 1.25 MB. */
export function bytes(count: number): string {
  if (count < 1000) return `${count} B`;
  let value = count;
  let unit = -1;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value.toPrecision(3)} ${UNITS[unit]}`;
}

/** 1 message, 2,000 messages. */
export function count(number: number, singular: string, plural = `${singular}s`): string {
  return `${number.toLocaleString("en")} ${number === 1 ? singular : plural}`;
}

/** Milliseconds as 0.4 s, 12 s, 3 min 5 s, 2 h 10 min. */
export function duration(ms: number): string {
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

/** A time in this device's zone, to the minute: 2026-03-01 14:05. */
export function time(ms: number): string {
  if (ms === 0) return "unknown time";
  const date = new Date(ms);
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** A key slot as a person knows it: 3f2a19c0 (in the safe). */
export function slotName({ slotId, kind, label }: Pick<SlotSummary, "slotId" | "kind" | "label">): string {
  return `${toHex(slotId).slice(0, 8)} (${printable(label) || kind.replace("-", " ")})`;
}

/** Text from a store or a page, without what a terminal would take for commands. */
export function printable(text: string): string {
  return text.replace(/\p{C}+/gu, " ");
}

/** As {@link printable}, for text that has more than one line. */
export function printableLines(text: string): string {
  return text.split("\n").map(printable).join("\n");
}

/** Rows of cells as aligned columns; the columns named are aligned to the right. */
export function table(rows: readonly (readonly string[])[], right: readonly number[] = []): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    });
  }
  const lines = rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return right.includes(column) ? cell.padStart(width) : cell.padEnd(width);
      })
      .join("  ")
      .trimEnd(),
  );
  return lines.join("\n");
}
