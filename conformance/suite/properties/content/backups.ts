/** Backups to cut and to restore, with times where calendars go wrong. */
import fc from "fast-check";
import { id, text } from "../../../../reference/arbitraries/scalars.js";
import type { Frame } from "../../../../reference/core/proto/types.js";
import { someBytes } from "../drawn.js";
import { delimited } from "../protobuf.js";
import { comparePlaces, placeOf } from "./frames.js";

const DAY_MS = 86_400_000;
const month = (year: number, zeroBased: number) => Date.UTC(year, zeroBased, 1);

/** The first milliseconds of months, of leap days and the days after them, and of years that are far away. */
const BORDERS = [
  0,
  month(1970, 1),
  month(2000, 2),
  month(2000, 1) + 28 * DAY_MS,
  month(2100, 2),
  month(2100, 1) + 27 * DAY_MS,
  month(2024, 2),
  month(2024, 1) + 28 * DAY_MS,
  month(2026, 0),
  month(2026, 1),
  month(2038, 0) + 18 * DAY_MS,
  month(9999, 11),
  month(10_000, 0),
  month(275_760, 8),
  8.64e15,
  253_402_300_800_000,
  2 ** 53 - 1,
];

/** A time of receipt. */
export const received = (): fc.Arbitrary<number> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: month(2025, 10), max: month(2026, 2) }) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.constantFrom(...BORDERS), fc.integer({ min: -1, max: 1 }))
        .map(([border, off]) => Math.min(2 ** 53 - 1, Math.max(1, border + off))),
    },
    fc.maxSafeNat().map((time) => time || 1),
  );

/** A message; in a backup with large ones a few are so large that some together are more than a segment holds. */
const message = (hasLarge: boolean): fc.Arbitrary<Frame> => {
  const large = hasLarge ? fc.constantFrom(0, 0, 0, 262_144, 200_000) : fc.constant(0);
  return fc.tuple(id(), received(), text(4096), large).map(([own, receivedAtMs, body, size]): Frame => {
    const base = { id: own, chatId: "chat", authorId: "me", receivedAtMs };
    if (size === 0) return { message: { ...base, text: { text: { body } } } };
    const cards = [{ vcard: "v".repeat(size) }, { vcard: "c".repeat(size - 1) }];
    return { message: { ...base, contactCards: { cards } } };
  });
};

/** A frame of a kind that version 1.0 does not define. */
const ofUnknownKind = (): fc.Arbitrary<Frame> => someBytes(30).map((bytes) => ({ $unknowns: [delimited(100, bytes)] }));

const DIRECTORY: readonly Frame[] = [
  { account: { selfContactId: "me" } },
  { contact: { id: "me", displayName: "Noor" } },
  { chat: { id: "chat", title: "Ada" } },
];

/** Messages in order, no two at one place. */
export function ordered(messages: readonly Frame[]): Frame[] {
  const sorted = [...messages].sort((a, b) => comparePlaces(placeOf(a)!, placeOf(b)!));
  return sorted.filter((frame, i) => i === 0 || comparePlaces(placeOf(sorted[i - 1]!)!, placeOf(frame)!) < 0);
}

/** A backup without attachments, some of its messages followed by frames of unknown kind. */
export const plainBackup = (most = 12): fc.Arbitrary<Frame[]> =>
  fc
    .oneof({ weight: 4, arbitrary: fc.constant(false) }, fc.constant(true))
    .chain((hasLarge) =>
      fc.tuple(
        fc.array(fc.tuple(message(hasLarge), fc.option(ofUnknownKind(), { nil: undefined, freq: 6 })), {
          maxLength: most,
        }),
        fc.boolean(),
      ),
    )
    .map(([given, hasUnknown]) => {
      const after = new Map(given.map(([frame, unknown]) => [frame, unknown]));
      const timeline = ordered(given.map(([frame]) => frame));
      return [
        ...DIRECTORY,
        ...timeline.flatMap((frame) => {
          const unknown = hasUnknown ? after.get(frame) : undefined;
          return unknown === undefined ? [frame] : [frame, unknown];
        }),
      ];
    });

/** The frames of two backups in one, in order. Of two frames at one place the first is taken. */
export function merged(one: readonly Frame[], other: readonly Frame[]): Frame[] {
  // Frames of unknown kind stay behind those that they follow.
  const groups: Frame[][] = [];
  for (const frame of [...one, ...other]) {
    if (placeOf(frame) === undefined) groups.at(-1)!.push(frame);
    else groups.push([frame]);
  }
  const byPlace = groups.map((group, i) => ({ group, i, place: placeOf(group[0]!)! }));
  byPlace.sort((a, b) => comparePlaces(a.place, b.place) || a.i - b.i);
  return byPlace.flatMap(({ group, place }, i) =>
    i > 0 && comparePlaces(byPlace[i - 1]!.place, place) === 0 ? [] : group,
  );
}
