import fc from "fast-check";

const encoder = new TextEncoder();

/** Bytes of text in UTF-8. */
export const byteLength = (text: string): number => encoder.encode(text).length;

/** Text that has broken programs before. All of it is well-formed UTF-16. */
export const HOSTILE = [
  "\u0000",
  "\ufeffbyte order mark",
  "\u202eright to left\u202c",
  "e\u0301\u0302\u0303",
  "👩🏽‍❤️‍💋‍👨🏿",
  "\uffff\ufffe",
  "\ud83d\ude00\u{10ffff}",
  "\ue000 after surrogates",
  "__proto__",
  "constructor",
  "</script><script>alert(1)</script>",
  "../../etc/passwd",
  "C:\\con\\nul",
  "line\u2028separator\u2029\r\n\u0085",
  "ß İ ı ﬃ",
  "-0",
  "9007199254740993",
  '"\\u0000"',
] as const;

/**
 * Any character of Unicode, without surrogates. fast-check's unit "binary" is the same, but first makes a table of all of
 * them, which takes seconds.
 */
const codePoint = fc
  .integer({ min: 0, max: 0x10ffff - 0x800 })
  .map((index) => String.fromCodePoint(index < 0xd800 ? index : index + 0x800));

/** Text of at most `most` bytes: empty, ordinary, hostile, and of exactly `most` bytes. */
export function text(most: number): fc.Arbitrary<string> {
  const fits = (value: string) => (byteLength(value) <= most ? value : cut(value, most));
  // A megabyte for each string would make every property slow.
  const full =
    most > 4096
      ? []
      : [{ weight: 1, arbitrary: fc.constantFrom("a", "é", "€", "😀").map((unit) => filled(unit, most)) }];
  return fc
    .oneof(
      { weight: 4, arbitrary: fc.string({ maxLength: 40 }) },
      { weight: 3, arbitrary: fc.array(codePoint, { maxLength: 40 }).map((points) => fits(points.join(""))) },
      { weight: 2, arbitrary: fc.constantFrom(...HOSTILE).map(fits) },
      ...full,
    )
    .map(fits);
}

function filled(unit: string, most: number): string {
  const size = byteLength(unit);
  return unit.repeat(Math.floor(most / size)) + "a".repeat(most % size);
}

function cut(value: string, most: number): string {
  let kept = "";
  let size = 0;
  for (const character of value) {
    size += byteLength(character);
    if (size > most) break;
    kept += character;
  }
  return kept;
}

/** An id: 1 to 128 bytes. */
export const id = (): fc.Arbitrary<string> => text(128).map((value) => (value === "" ? "0" : value));

/** An id, or none. */
export const maybeId = (): fc.Arbitrary<string> => fc.oneof(fc.constant(""), id());

/** A 64-bit number: 0, everyday, and around the powers of two where programs break. */
export const uint64 = (): fc.Arbitrary<number> =>
  fc.oneof(
    fc.integer({ min: 1_600_000_000_000, max: 1_800_000_000_000 }),
    fc.constantFrom(
      0,
      1,
      127,
      128,
      2 ** 28 - 1,
      2 ** 28,
      2 ** 31,
      2 ** 32 - 1,
      2 ** 32,
      2 ** 49,
      2 ** 53 - 2,
      2 ** 53 - 1,
    ),
    fc.maxSafeNat(),
  );

/** A 32-bit number. */
export const uint32 = (): fc.Arbitrary<number> =>
  fc.oneof(
    fc.nat(1000),
    fc.constantFrom(0, 127, 128, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1),
    fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  );

/** A number of an enum, and numbers that it does not list. */
export const enumOf = (values: Readonly<Record<string, number>>): fc.Arbitrary<number> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...Object.values(values)) },
    fc.constantFrom(99, -1, 2 ** 31 - 1, -(2 ** 31)),
  );

/** Exactly `length` bytes. */
export const bytes = (length: number): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ minLength: length, maxLength: length });

/** A few of something, seldom many. */
export const few = <T>(arbitrary: fc.Arbitrary<T>, maxLength = 4): fc.Arbitrary<T[]> =>
  fc.array(arbitrary, { maxLength });
