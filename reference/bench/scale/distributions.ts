/** A number from 0 up to 1 that follows from a seed, an index and a purpose: no state, so that any index can be asked for. */
export type Dice = (index: number, purpose: number) => number;

/** Starts dice of a seed. The mixing is that of MurmurHash3 (Austin Appleby), which is in the public domain. */
export function dice(seed: number): Dice {
  return (index, purpose) => {
    const high = Math.floor(index / 2 ** 32);
    return mix(mix(mix(seed ^ high) ^ index) ^ Math.imul(purpose, 0x9e3779b9)) / 2 ** 32;
  };
}

function mix(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

/** A log-normal distribution: half of the values are below `median`, and about 16 % above `median` times `e ** spread`. */
export interface LogNormal {
  readonly median: number;
  readonly spread: number;
  /** Values beyond are cut to it. */
  readonly most: number;
}

/** A value of a log-normal distribution, at least 1, from two numbers from 0 up to 1. */
export function logNormal({ median, spread, most }: LogNormal, u: number, v: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - u)) * Math.cos(2 * Math.PI * v);
  return Math.max(1, Math.min(most, Math.round(median * Math.exp(spread * normal))));
}

/** A kind of media, its share of all media, and the sizes of its files in bytes. Assumed, not measured on anyone's phone. */
export interface MediaClass {
  readonly name: "photo" | "video" | "voice note" | "document";
  readonly share: number;
  readonly size: LogNormal;
}

/** What messengers send: photos and videos that were made smaller, voice notes, files. */
export const MEDIA: readonly MediaClass[] = [
  { name: "photo", share: 0.78, size: { median: 180_000, spread: 0.7, most: 20_000_000 } },
  { name: "video", share: 0.1, size: { median: 3_000_000, spread: 1.1, most: 200_000_000 } },
  { name: "voice note", share: 0.09, size: { median: 30_000, spread: 1, most: 5_000_000 } },
  { name: "document", share: 0.03, size: { median: 250_000, spread: 1.6, most: 100_000_000 } },
];

/** Characters of a message's text. */
export const TEXT_LENGTH: LogNormal = { median: 28, spread: 1, most: 4000 };

/** The class of media that a number from 0 up to 1 falls into. */
export function mediaClass(u: number): MediaClass {
  let left = u;
  for (const media of MEDIA) {
    left -= media.share;
    if (left < 0) return media;
  }
  return MEDIA[0]!;
}
