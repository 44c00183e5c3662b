/** What the properties draw, besides the frames of reference/arbitraries. */
import fc from "fast-check";
import type { Noise } from "./protobuf.js";
import { dice } from "./random.js";

/** Content that is described in a few words, so that a counterexample can be read. */
export interface Pattern {
  readonly length: number;
  readonly seed: number;
}

/** The bytes of a pattern. */
export const bytesOfPattern = ({ length, seed }: Pattern): Uint8Array => dice(seed).bytes(length);

const around = (places: readonly number[], most: number): fc.Arbitrary<number> =>
  fc
    .tuple(fc.constantFrom(...places), fc.integer({ min: -2, max: 2 }))
    .map(([place, off]) => Math.min(most, Math.max(0, place + off)));

/** Content of lengths at which pieces, chunks and paddings change, up to `most` bytes. */
export function content(most: number): fc.Arbitrary<Pattern> {
  const borders = [0, 64, 4088, 4096, 16_376, 16_384, 32_760, 32_768, 65_528, 1_048_576, 1_048_568, 2_097_152];
  const length = fc.oneof(
    { weight: 3, arbitrary: fc.nat(Math.min(most, 300)) },
    {
      weight: 4,
      arbitrary: around(
        borders.filter((border) => border <= most),
        most,
      ),
    },
    { weight: 1, arbitrary: fc.nat(most) },
  );
  return fc.record({ length, seed: fc.nat(0xffff) });
}

/** Lengths at which Padmé changes, up to 2^40. */
export const length = (): fc.Arbitrary<number> =>
  fc
    .oneof(
      fc.nat(20_000),
      fc.tuple(fc.integer({ min: 3, max: 40 }), fc.integer({ min: -9, max: 9 })).map(([e, off]) => 2 ** e + off),
      fc
        .tuple(fc.integer({ min: 4, max: 39 }), fc.integer({ min: 0, max: 31 }), fc.integer({ min: -9, max: 1 }))
        .map(([e, part, off]) => Math.floor(2 ** e * (1 + part / 32)) + off),
      fc.nat(2 ** 31 - 1),
    )
    .map((n) => Math.min(2 ** 40, Math.max(0, n)));

/** Positions at which an input of `total` bytes is cut, given as parts of it. The last one is the length. */
export const cutsOf = (parts: readonly number[], total: number): number[] =>
  [...new Set([...parts.map((part) => Math.floor(part * total)), total])].sort((a, b) => a - b);

/** A place within something, as a part of its length. Not a double, most of which are next to 0. */
export const part = (): fc.Arbitrary<number> => fc.nat(0xf_ffff).map((n) => n / 0x10_0000);
/** Where to cut an input. */
export const parts = (): fc.Arbitrary<number[]> => fc.array(part(), { maxLength: 6 });

/** Up to `most` bytes: without `size` fast-check draws few of them. */
export const someBytes = (most: number, least = 0): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ minLength: least, maxLength: most, size: "max" });
/** Exactly `size` bytes. */
export const exactly = (size: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: size, maxLength: size });
/** 32 bytes: a key, a seed, a root key. */
export const key = (): fc.Arbitrary<Uint8Array> => exactly(32);
/** A vault id, a slot id. */
export const shortId = (): fc.Arbitrary<Uint8Array> => exactly(16);
/** An epoch, a revision, a sequence. */
export const counter = (): fc.Arbitrary<number> =>
  fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom(255, 256, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1), positive());
const positive = () => fc.maxSafeNat().map((n) => n || 1);

/** 56 free digits of a recovery key. */
export const freeDigits = (): fc.Arbitrary<string> =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 56, maxLength: 56 }).map((digits) => digits.join(""));

/** Forms of a message that a reader must not mind. */
export const noise = (): fc.Arbitrary<Noise> =>
  fc.record({
    shuffled: fc.boolean(),
    long: fc.boolean(),
    repeated: fc.boolean(),
    unknown: fc.nat(2),
    seed: fc.nat(0xffff),
  });
