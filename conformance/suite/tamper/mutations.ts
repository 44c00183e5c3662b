import { concat } from "../../../reference/core/bytes.js";

/** An input with one change, and where that is. */
export interface Mutation {
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly to: number;
  readonly what: string;
}

/** Systematic damage of one kind: all of it has numbers, so that it can be complete or sampled. */
export interface Family {
  readonly name: string;
  readonly title: string;
  /** How many mutations an input of this many bytes has. */
  readonly count: (length: number) => number;
  readonly make: (bytes: Uint8Array, index: number) => Mutation;
}

const splice = (bytes: Uint8Array, at: number, removed: number, inserted: Uint8Array) =>
  concat(bytes.subarray(0, at), inserted, bytes.subarray(at + removed));

const everyBit: Family = {
  name: "every-bit",
  title: "each bit flipped",
  count: (length) => length * 8,
  make(bytes, index) {
    const [at, bit] = [index >> 3, index & 7];
    const changed = bytes.slice();
    changed[at]! ^= 1 << bit;
    return { bytes: changed, from: at, to: at + 1, what: `bit ${bit} of byte ${at} is flipped` };
  },
};

const everyTruncation: Family = {
  name: "every-truncation",
  title: "cut off after each byte",
  count: (length) => length,
  make: (bytes, index) => ({
    bytes: bytes.subarray(0, index),
    from: index,
    to: index,
    what: `it is cut off after ${index} bytes`,
  }),
};

const INSERTED = ["00", "ff", "a copy of the byte before it"] as const;

const everyInsertion: Family = {
  name: "every-insertion",
  title: "a byte inserted at each place",
  count: (length) => INSERTED.length * (length + 1),
  make(bytes, index) {
    const [at, kind] = [Math.floor(index / INSERTED.length), index % INSERTED.length];
    const byte = [0, 0xff, bytes[Math.max(0, at - 1)] ?? 0][kind]!;
    return {
      bytes: splice(bytes, at, 0, Uint8Array.of(byte)),
      from: at,
      to: at + 1,
      what: `${INSERTED[kind]} is inserted before byte ${at}`,
    };
  },
};

const everyDeletion: Family = {
  name: "every-deletion",
  title: "each byte removed",
  count: (length) => length,
  make: (bytes, index) => ({
    bytes: splice(bytes, index, 1, new Uint8Array()),
    from: index,
    to: index,
    what: `byte ${index} is removed`,
  }),
};

const TAIL_SIZES = [1, 2, 8, 15, 16, 17, 32, 72, 4096, 16_384, 16_400];
const TAIL_BYTES = [0x00, 0xff];

const tailExtension: Family = {
  name: "tail-extension",
  title: "something added at the end",
  count: () => TAIL_SIZES.length * TAIL_BYTES.length + 1,
  make(bytes, index) {
    const size = TAIL_SIZES[Math.floor(index / TAIL_BYTES.length)];
    const tail = size === undefined ? bytes : new Uint8Array(size).fill(TAIL_BYTES[index % TAIL_BYTES.length]!);
    const what = size === undefined ? "it stands twice" : `${size} bytes of ${tail[0]} follow`;
    return { bytes: concat(bytes, tail), from: bytes.length, to: bytes.length + tail.length, what };
  },
};

/** What can be done to any input. */
export const BYTE_FAMILIES: readonly Family[] = [
  everyBit,
  everyTruncation,
  everyInsertion,
  everyDeletion,
  tailExtension,
];

const SEALED_CHUNK = 16_400;

/**
 * Chunks of a sealed file that change places, stand twice, or are missing.
 *
 * @param head - bytes before the first chunk
 */
export function chunkFamilies(head: number): readonly Family[] {
  const chunksOf = (length: number) => Math.ceil((length - head) / SEALED_CHUNK);
  const chunk = (bytes: Uint8Array, i: number) =>
    bytes.subarray(head + i * SEALED_CHUNK, Math.min(bytes.length, head + (i + 1) * SEALED_CHUNK));
  const all = (bytes: Uint8Array) => Array.from({ length: chunksOf(bytes.length) }, (_, i) => chunk(bytes, i));
  const rebuilt = (bytes: Uint8Array, chunks: readonly Uint8Array[], first: number, what: string): Mutation => {
    const changed = concat(bytes.subarray(0, head), ...chunks);
    const from = Math.min(bytes.length, head + first * SEALED_CHUNK);
    return { bytes: changed, from, to: Math.max(from, changed.length), what };
  };
  return [
    {
      name: "every-chunk-swap",
      title: "each two chunks swapped",
      count: (length) => (chunksOf(length) * (chunksOf(length) - 1)) / 2,
      make(bytes, index) {
        const [low, high] = pair(index);
        const chunks = all(bytes);
        [chunks[low], chunks[high]] = [chunks[high]!, chunks[low]!];
        return rebuilt(bytes, chunks, low, `chunks ${low} and ${high} change places`);
      },
    },
    {
      name: "every-chunk-copy",
      title: "each chunk standing twice, at each place",
      count: (length) => chunksOf(length) * (chunksOf(length) + 1),
      make(bytes, index) {
        const chunks = all(bytes);
        const [which, at] = [index % chunks.length, Math.floor(index / chunks.length)];
        const changed = chunks.toSpliced(at, 0, chunks[which]!);
        return rebuilt(bytes, changed, at, `a copy of chunk ${which} stands before chunk ${at}`);
      },
    },
    {
      name: "every-chunk-deletion",
      title: "each chunk removed",
      count: chunksOf,
      make: (bytes, index) => rebuilt(bytes, all(bytes).toSpliced(index, 1), index, `chunk ${index} is removed`),
    },
  ];
}

/** The pairs (0,1), (0,2), (1,2), (0,3) …: both members of pair `index`, the lower first. */
export function pair(index: number): readonly [number, number] {
  let [high, before] = [1, 0];
  while (before + high <= index) before += high++;
  return [index - before, high];
}
