/** Where a writer cuts a backup into segments. Spec: Content, Cutting into segments. */
import type { Frame } from "../../../../reference/core/proto/types.js";
import { comparePlaces, encodeFrame, type Place, placeOf, withLength } from "./frames.js";

const DAY_MS = 86_400_000;
/** The calendar repeats after this many days, which is 4800 months. */
const CYCLE = 146_097;

/** The UTC calendar month of a time, also of times that are too late for the platform's calendar. */
export function monthOf(timeMs: number): string {
  const days = Math.floor(timeMs / DAY_MS);
  const cycle = Math.floor(days / CYCLE);
  const date = new Date((days - cycle * CYCLE) * DAY_MS);
  return `${cycle * 400 + date.getUTCFullYear()}-${date.getUTCMonth()}`;
}

/** A segment as a snapshot describes it. */
export type Cut = { readonly frameCount: number; readonly first: Place; readonly last: Place };

/**
 * The segments of a backup. `frames` are in order, and within the limits.
 *
 * @param inherited - `first` of the segments of the parent
 */
export function cutsOf(frames: readonly Frame[], inherited: readonly Place[]): Cut[] {
  const cuts: { frameCount: number; first: Place; last: Place; size: number }[] = [];
  let before: Place | undefined;
  for (const frame of frames) {
    const size = withLength(encodeFrame(frame)).length;
    const place = placeOf(frame);
    const current = cuts.at(-1);
    if (place === undefined) {
      current!.frameCount++;
      current!.size += size;
      continue;
    }
    const begins =
      current === undefined ||
      (place.rank === 7 && before!.rank < 7) ||
      (place.rank === 7 && monthOf(place.timeMs) !== monthOf(before!.timeMs)) ||
      current.size + size > 1_048_576 ||
      inherited.some((first) => comparePlaces(first, before!) > 0 && comparePlaces(first, place) <= 0);
    if (begins) cuts.push({ frameCount: 1, first: place, last: place, size });
    else Object.assign(current, { frameCount: current.frameCount + 1, last: place, size: current.size + size });
    before = place;
  }
  return cuts.map(({ frameCount, first, last }) => ({ frameCount, first, last }));
}
