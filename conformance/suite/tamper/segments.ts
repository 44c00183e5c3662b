import { concat } from "../../../reference/core/bytes.js";
import { bytesOf, loadVector } from "../vectors/load.js";
import { type Family, type Mutation, pair } from "./mutations.js";
import type { Base, Prepared } from "./tampering.js";

const TABLE_ENTRY = 40;

/** Where the frames of a segment begin and end, their lengths before them included. */
function framesOf(content: Uint8Array): (readonly [from: number, to: number])[] {
  let at = 4 + TABLE_ENTRY * new DataView(content.buffer, content.byteOffset).getUint32(0);
  const places: (readonly [number, number])[] = [];
  while (at < content.length) {
    let [length, shift, head] = [0, 1, at];
    do {
      length += (content[head]! & 0x7f) * shift;
      shift *= 128;
    } while (content[head++]! >= 0x80);
    places.push([at, head + length]);
    at = head + length;
  }
  return places;
}

/** A segment with its frames in another order, or other frames. */
function rearranged(content: Uint8Array, order: readonly number[], first: number, what: string): Mutation {
  const places = framesOf(content);
  const head = content.subarray(0, places[0]![0]);
  const bytes = concat(head, ...order.map((i) => content.subarray(...places[i]!)));
  return { bytes, from: places[first]![0], to: bytes.length, what };
}

/** Families have to say how many there are before they see the bytes; the frames of a base are counted once. */
function frameFamilies(count: number): readonly Family[] {
  const order = Array.from({ length: count }, (_, i) => i);
  return [
    {
      name: "every-frame-swap",
      title: "each two frames swapped",
      count: () => (count * (count - 1)) / 2,
      make(bytes, index) {
        const [low, high] = pair(index);
        const swapped = order.with(low, high).with(high, low);
        return rearranged(bytes, swapped, low, `frames ${low} and ${high} change places`);
      },
    },
    {
      name: "every-frame-copy",
      title: "each frame standing twice, at each place",
      count: () => count * (count + 1),
      make(bytes, index) {
        const [which, at] = [index % count, Math.floor(index / count)];
        return rearranged(
          bytes,
          order.toSpliced(at, 0, which),
          Math.min(at, count - 1),
          `a copy of frame ${which} stands before frame ${at}`,
        );
      },
    },
    {
      name: "every-frame-deletion",
      title: "each frame removed",
      count: () => count,
      make: (bytes, index) => rearranged(bytes, order.toSpliced(index, 1), index, `frame ${index} is removed`),
    },
  ];
}

function prepared(id: string): Prepared {
  const { content, frameCount, first, last } = loadVector("segment", id).inputs;
  return { bytes: bytesOf(content), args: (bytes) => ({ content: bytes, frameCount, first, last }) };
}

const SHARED = {
  chapter: "07-content.md",
  operation: "segment.decode",
  argument: "content",
  requirements: ["frame-order", "segment-frame-count", "segment-first", "segment-last", "message-id-unique"],
  why: "Frames are strictly ascending, and the snapshot says how many there are and where they begin and end.",
};

/** Segments as a writer with the key could get them wrong. */
export const segmentBases: readonly Base[] = [
  {
    ...SHARED,
    name: "segment-directory",
    title: "A segment of the directory",
    families: frameFamilies(8),
    prepare: () => prepared("segment-directory"),
  },
  {
    ...SHARED,
    name: "segment-timeline",
    title: "A segment of messages",
    families: frameFamilies(3),
    prepare: () => prepared("segment-timeline"),
  },
];
