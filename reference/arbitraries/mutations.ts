import fc from "fast-check";

/** Ways in which a file is damaged, or made hostile. */
type Mutation = (bytes: Uint8Array) => Uint8Array;

const at = (bytes: Uint8Array, place: number) => Math.floor(place * (bytes.length + 1));

const splice = (bytes: Uint8Array, start: number, removed: number, added: readonly number[]) =>
  Uint8Array.of(...bytes.subarray(0, start), ...added, ...bytes.subarray(start + removed));

/** Wire format that is often read wrongly. */
const TRAPS: readonly (readonly number[])[] = [
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01], // 2^64 - 1
  [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00], // eleven bytes
  [0xff, 0xff, 0xff, 0xff, 0x0f], // length 2^32 - 1
  [0xff, 0xff, 0xff, 0xff, 0x07], // length 2^31 - 1
  [0x0b, 0x0c], // a group
  [0x00], // field 0
  [0x07], // wire type 7
  [0xed, 0xa0, 0x80], // a surrogate in UTF-8
  [0xc0, 0x80], // overlong UTF-8
];

const mutation = (): fc.Arbitrary<Mutation> => {
  const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
  return fc.oneof(
    fc.tuple(place, fc.integer({ min: 1, max: 255 })).map(
      ([where, bits]): Mutation =>
        (bytes) => {
          const changed = bytes.slice();
          if (bytes.length > 0) changed[Math.floor(where * bytes.length)]! ^= bits;
          return changed;
        },
    ),
    place.map(
      (where): Mutation =>
        (bytes) =>
          bytes.slice(0, at(bytes, where)),
    ),
    fc.tuple(place, fc.nat(20)).map(
      ([where, count]): Mutation =>
        (bytes) =>
          splice(bytes, at(bytes, where), count, []),
    ),
    fc.tuple(place, fc.uint8Array({ maxLength: 8 })).map(
      ([where, added]): Mutation =>
        (bytes) =>
          splice(bytes, at(bytes, where), 0, [...added]),
    ),
    fc.tuple(place, fc.constantFrom(...TRAPS)).map(
      ([where, trap]): Mutation =>
        (bytes) =>
          splice(bytes, at(bytes, where), trap.length, trap),
    ),
  );
};

/** `bytes` after one to three mutations; now and then bytes that have nothing to do with it. */
export function mutated(bytes: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> {
  const changes = fc.array(mutation(), { minLength: 1, maxLength: 3 });
  return fc.oneof(
    {
      weight: 20,
      arbitrary: fc.tuple(bytes, changes).map(([start, list]) => list.reduce((done, change) => change(done), start)),
    },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
  );
}
