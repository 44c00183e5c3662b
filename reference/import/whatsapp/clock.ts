import { FixedOffsetZone, IANAZone, SystemZone, type Zone } from "luxon";

const HALF_DAY_MS = 43_200_000;
const DAY_MS = 86_400_000;

/**
 * The zone in which an export was written.
 *
 * @param name - IANA name such as "Europe/Berlin"; by default the machine's
 * @throws RangeError for a name that no zone has
 */
export function zoneOf(name: string | undefined): Zone {
  if (name === undefined) return SystemZone.instance;
  if (/^utc$/i.test(name)) return FixedOffsetZone.utcInstance;
  if (!IANAZone.isValidZone(name)) throw new RangeError(`"${name}" is no time zone: write it as "Europe/Berlin".`);
  return IANAZone.create(name);
}

/** A moment, and whether it is the second of two that the clock shows alike. */
export interface Moment {
  readonly utcMs: number;
  readonly second: boolean;
}

/** Turns what a clock on the wall showed, read as if it were UTC, into a moment. */
export type LocalClock = (wallMs: number) => Moment;

/** How far apart the two moments of one shown time can lie, and a little more. */
const NEIGHBOUR_MS = 3 * 3_600_000;

/**
 * A clock that follows the lines of an export. A time that the clock shows twice, when summer time ends, is the first
 * of the two that does not lie before the line above; a time that it skips is read with the offset before the change.
 */
export function createLocalClock(zone: Zone): LocalClock {
  let day = Number.NaN;
  let before = 0;
  let after = 0;
  let above = Number.NEGATIVE_INFINITY;
  const remember = (utcMs: number, second = false): Moment => {
    above = utcMs;
    return { utcMs, second };
  };
  return (wallMs) => {
    const today = Math.floor(wallMs / DAY_MS);
    if (today !== day) {
      day = today;
      // Offsets are within 14 hours, so these two lie on either side of any change on that day.
      before = zone.offset(today * DAY_MS - 14 * 3_600_000) * 60_000;
      after = zone.offset((today + 1) * DAY_MS + HALF_DAY_MS) * 60_000;
    }
    if (before === after) return remember(wallMs - before);
    const early = wallMs - before;
    const late = wallMs - after;
    const earlyFits = zone.offset(early) * 60_000 === before;
    const lateFits = zone.offset(late) * 60_000 === after;
    if (!earlyFits || !lateFits) return remember(lateFits ? late : early);
    return above > early && above - early <= NEIGHBOUR_MS ? remember(late, true) : remember(early);
  };
}
