import { DateTime } from "luxon";

/** How many to keep of each kind. A rule that is absent keeps nothing. */
export interface Retention {
  readonly last?: number;
  readonly daily?: number;
  /** Weeks of ISO 8601, which begin on Monday. */
  readonly weekly?: number;
  readonly monthly?: number;
  readonly yearly?: number;
}

/** Why a snapshot stays. */
export type Reason = keyof Retention | "newest";

/** What the rules look at. */
export interface Dated {
  readonly sequence: number;
  /** Milliseconds since 1970. */
  readonly createdAtMs: number;
}

/** A snapshot, and why it stays; without a reason it can be forgotten. */
export interface Judged<T extends Dated> {
  readonly snapshot: T;
  readonly reasons: readonly Reason[];
}

/** 31 December 9999: what is later is not asked of a calendar. */
const LAST_TIME = 253_402_214_400_000;

/** For each rule, the number of the day, week, month or year that a time is in; later ones are higher. */
const PERIODS: Readonly<Record<Exclude<keyof Retention, "last">, (time: DateTime) => number>> = {
  daily: ({ year, ordinal }) => year * 1000 + ordinal,
  weekly: ({ weekYear, weekNumber }) => weekYear * 100 + weekNumber,
  monthly: ({ year, month }) => year * 100 + month,
  yearly: ({ year }) => year,
};

/**
 * Applies the rules: `last` keeps the newest N snapshots, each other one the newest snapshot of each of the last N days,
 * weeks, months or years that have any. What one rule keeps stays, and the newest always does.
 *
 * @param zone - IANA name of the time zone in which days begin, or "system"
 * @returns every snapshot, the newest first
 */
export function judge<T extends Dated>(snapshots: readonly T[], rules: Retention, zone: string): Judged<T>[] {
  const newestFirst = [...snapshots].sort((a, b) => b.sequence - a.sequence);
  const reasons = new Map<T, Reason[]>(newestFirst.map((snapshot) => [snapshot, []]));
  for (const snapshot of newestFirst.slice(0, rules.last ?? 0)) reasons.get(snapshot)!.push("last");
  for (const [rule, period] of Object.entries(PERIODS) as [keyof typeof PERIODS, (time: DateTime) => number][]) {
    const number = rules[rule];
    if (number === undefined) continue;
    const newestOf = new Map<number, T>();
    for (const snapshot of newestFirst) {
      const when = period(DateTime.fromMillis(Math.min(snapshot.createdAtMs, LAST_TIME), { zone }));
      if (!newestOf.has(when)) newestOf.set(when, snapshot);
    }
    const latest = [...newestOf].sort(([a], [b]) => b - a).slice(0, number);
    for (const [, snapshot] of latest) reasons.get(snapshot)!.push(rule);
  }
  return newestFirst.map((snapshot, index) => {
    const found = reasons.get(snapshot)!;
    return { snapshot, reasons: index === 0 && found.length === 0 ? ["newest"] : found };
  });
}
