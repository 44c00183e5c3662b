import type { Dice } from "../arbitraries/dice.js";
import { concat } from "../core/bytes.js";

/** Bytes at which decoders have their edges: signs, varint ends, wire types, ASCII digits. */
const EDGES = [0x00, 0x01, 0x07, 0x0a, 0x30, 0x7f, 0x80, 0xfe, 0xff];
/** Lengths and numbers at which decoders have theirs. */
const RUNS = [
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
  [0xff, 0xff, 0xff, 0xff, 0x0f],
  [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00],
  [0x00, 0x20, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00],
];

type Mutation = (bytes: Uint8Array, dice: Dice, other: Uint8Array) => Uint8Array;

const splice = (bytes: Uint8Array, at: number, removed: number, inserted: ArrayLike<number>) =>
  concat(bytes.subarray(0, at), Uint8Array.from(inserted), bytes.subarray(at + removed));

const MUTATIONS: readonly Mutation[] = [
  function flipBit(bytes, dice) {
    const at = dice(bytes.length || 1);
    const changed = bytes.slice();
    if (at < changed.length) changed[at]! ^= 1 << dice(8);
    return changed;
  },
  function setEdge(bytes, dice) {
    const changed = bytes.slice();
    if (changed.length > 0) changed[dice(changed.length)] = EDGES[dice(EDGES.length)]!;
    return changed;
  },
  (bytes, dice) => bytes.slice(0, dice(bytes.length + 1)),
  (bytes, dice) => splice(bytes, dice(bytes.length + 1), 0, [dice(256)]),
  (bytes, dice) => splice(bytes, dice(bytes.length + 1), 1 + dice(4), []),
  (bytes, dice) => splice(bytes, dice(bytes.length + 1), dice(12), RUNS[dice(RUNS.length)]!),
  function repeatPart(bytes, dice) {
    const from = dice(bytes.length + 1);
    return splice(bytes, dice(bytes.length + 1), 0, bytes.subarray(from, from + 1 + dice(64)));
  },
  function takeFromOther(bytes, dice, other) {
    const from = dice(other.length + 1);
    return splice(bytes, dice(bytes.length + 1), dice(32), other.subarray(from, from + dice(64)));
  },
];

/** One to four changes to one of the seeds. */
export function mutate(seeds: readonly Uint8Array[], dice: Dice): Uint8Array {
  let bytes = seeds[dice(seeds.length)]!;
  const other = seeds[dice(seeds.length)]!;
  for (let count = 1 + dice(4); count > 0; count--) bytes = MUTATIONS[dice(MUTATIONS.length)]!(bytes, dice, other);
  return bytes;
}
