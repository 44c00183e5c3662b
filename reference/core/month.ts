const DAY_MS = 86_400_000;
/** Days from the first day of March of year 0 to 1970-01-01. */
const EPOCH_DAYS = 719_468;
const DAYS_OF_400_YEARS = 146_097;

/**
 * The UTC calendar month of a time, as a number that grows by one each month. `Date` ends before 2^53 - 1 does, so
 * this is the proleptic Gregorian calendar by arithmetic (Howard Hinnant, "chrono-compatible low-level date
 * algorithms").
 *
 * @param timeMs - milliseconds since 1970-01-01T00:00:00Z, not negative
 */
export function monthOf(timeMs: number): number {
  // Days fit into 32 bits, for which the engine divides much faster.
  const days = Math.floor(timeMs / DAY_MS) + EPOCH_DAYS;
  const era = (days / DAYS_OF_400_YEARS) | 0;
  const dayOfEra = days - era * DAYS_OF_400_YEARS;
  const yearOfEra =
    ((dayOfEra - ((dayOfEra / 1460) | 0) + ((dayOfEra / 36_524) | 0) - ((dayOfEra / 146_096) | 0)) / 365) | 0;
  const dayOfYear = dayOfEra - (365 * yearOfEra + ((yearOfEra / 4) | 0) - ((yearOfEra / 100) | 0));
  // Counted from March, so that a leap day is the last day of its year.
  const month = ((5 * dayOfYear + 2) / 153) | 0;
  return (era * 400 + yearOfEra) * 12 + month;
}
