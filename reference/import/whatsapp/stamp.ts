import type { Zone } from "luxon";
import { createLocalClock } from "./clock.js";
import type { RawMessage } from "./messages.js";
import type { ChatFormat } from "./survey.js";

/** When a message was sent, as exactly as an export says. */
export interface Stamp {
  /** Milliseconds since 1970. Unlike the export's own minutes or seconds, no two messages in order share them. */
  readonly timeMs: number;
  /** Minutes on the wall since 1970. */
  readonly minute: number;
  /** True if it stands below a later one. */
  readonly late: boolean;
  /** True in the hour that the clock shows twice, the second time. */
  readonly second: boolean;
}

/** Gives stamps to the messages of one chat, from the first to the last. */
export type Stamper = (raw: RawMessage) => Stamp;

/**
 * Turns the times of an export into moments that keep its order: within a minute (or second), messages follow one
 * another by a millisecond. A message's stamp depends only on what stands above it, so that a later export, which has
 * more below, gives it the same.
 */
export function createStamper(format: ChatFormat, zone: Zone): Stamper {
  const clock = createLocalClock(zone);
  const unit = format.hasSeconds ? 1000 : 60_000;
  const most = unit / 2 - 1;
  const [first, second] = format.start;
  let latest = Number.NEGATIVE_INFINITY;
  let follows = 0;
  const lateOnes = new Map<number, number>();
  let dated = 0;
  return ({ wallMs, part }) => {
    if (wallMs !== undefined && part === 0) dated++;
    const wall = wallMs ?? first;
    const moment = clock(wall);
    const { utcMs } = moment;
    // The notice at the top may carry a later time than what follows it.
    const isNotice = dated <= 1 && first > second;
    const late = isNotice || utcMs < latest;
    const common = { minute: Math.floor(wall / 60_000), late, second: moment.second };
    if (late) {
      const before = lateOnes.get(utcMs) ?? 0;
      lateOnes.set(utcMs, before + 1);
      return { timeMs: utcMs + unit / 2 + Math.min(before, most), ...common };
    }
    follows = utcMs === latest ? follows + 1 : 0;
    latest = utcMs;
    return { timeMs: utcMs + Math.min(follows, most), ...common };
  };
}
