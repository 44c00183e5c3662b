/** Times as people read them, in one time zone. */

/** The latest time that a Date can hold; the format allows a little more. */
const LATEST_MS = 8_640_000_000_000_000;

export interface Clock {
  /** "2024-03-04": the same for all times of one day. */
  readonly dayKey: (ms: number) => string;
  /** "Monday, 4 March 2024" */
  readonly day: (ms: number) => string;
  /** "14:02" */
  readonly time: (ms: number) => string;
  /** "4 Mar 2024" */
  readonly shortDay: (ms: number) => string;
  /** "March 2024" */
  readonly month: (ms: number) => string;
  /** "4 March 2024 at 14:02" */
  readonly full: (ms: number) => string;
  /** "2024-03-04 14:02:11" */
  readonly stamp: (ms: number) => string;
  /** RFC 3339 in UTC, for `datetime`. */
  readonly iso: (ms: number) => string;
}

/**
 * @param timeZone an IANA name. Left out: the zone of this machine.
 * @throws RangeError if the zone is unknown.
 */
export function createClock(timeZone?: string): Clock {
  const zone = timeZone === undefined ? {} : { timeZone };
  const formatter = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat("en-GB", { ...options, ...zone });
    return (ms: number) => format.format(Math.min(ms, LATEST_MS));
  };
  const parts = new Intl.DateTimeFormat("en-GB", {
    ...zone,
    calendar: "gregory",
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  const stamp = (ms: number) => {
    const part: Record<string, string> = {};
    for (const { type, value } of parts.formatToParts(Math.min(ms, LATEST_MS))) part[type] = value;
    return `${part.year!.padStart(4, "0")}-${part.month}-${part.day} ${part.hour}:${part.minute}:${part.second}`;
  };
  return {
    dayKey: (ms) => stamp(ms).split(" ", 1)[0]!,
    day: formatter({ dateStyle: "full" }),
    time: formatter({ timeStyle: "short" }),
    shortDay: formatter({ dateStyle: "medium" }),
    month: formatter({ month: "long", year: "numeric" }),
    full: formatter({ dateStyle: "long", timeStyle: "short" }),
    stamp,
    iso: (ms) => new Date(Math.min(ms, LATEST_MS)).toISOString(),
  };
}

/** "3:07" or "1:02:03" */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const rest = [Math.floor(seconds / 60) % 60, seconds % 60].map((n) => String(n).padStart(2, "0")).join(":");
  return seconds < 3600 ? rest.replace(/^0/, "") : `${Math.floor(seconds / 3600)}:${rest}`;
}

/** "4 weeks", "1 day", "90 minutes": a disappearing-message timer. */
export function timer(ms: number): string {
  const units: readonly [number, string][] = [
    [604_800_000, "week"],
    [86_400_000, "day"],
    [3_600_000, "hour"],
    [60_000, "minute"],
  ];
  const [size, name] = units.find(([unit]) => ms % unit === 0) ?? [1000, "second"];
  const count = Math.round(ms / size);
  return `${count} ${name}${count === 1 ? "" : "s"}`;
}

/** "2.4 MB": decimal units, as file managers show them. */
export function fileSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ["kB", "MB", "GB", "TB"];
  let size = bytes / 1000;
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${size < 9.95 ? size.toFixed(1) : Math.round(size)} ${units[unit]}`;
}
