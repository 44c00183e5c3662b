import { concat, u32, u64 } from "../../../reference/core/bytes.js";
import type { Values } from "../case.js";
import { accepted, type Limit, type Probe, rejected } from "./limit.js";
import { limitOf } from "./table.js";
import * as wire from "./wire.js";

const TOO_MUCH = "content.limit-exceeded";
const MALFORMED = "content.malformed";
const LARGE_MS = 120_000;

const SHARED = {
  chapter: "07-content.md",
  operation: "segment.decode",
  why: "Counts and lengths are checked before anything of that size is looked for.",
};

const framed = (frame: Uint8Array) => concat(wire.varint(frame.length), frame);
const name = (i: number) => `c${i.toString(16).padStart(6, "0")}`;
const contact = (i: number, ...more: readonly Uint8Array[]) => wire.bytes(3, wire.bytes(1, name(i)), ...more);
/** A contact that takes exactly so many bytes, without its length. */
function contactOf(i: number, size: number): Uint8Array {
  // Tag and length of the frame's field take 4 bytes up to 2 MiB, from 16 KiB on.
  return contact(i, wire.filler(size - 4 - wire.bytes(1, name(i)).length));
}

const NO_TABLE = u32(0);
const key = (i: number) => ({ rank: 3, timeMs: 0, id: name(i) });
const place = (count: number) => ({ frameCount: count, first: key(0), last: key(count - 1) });

function decode(what: string, content: Uint8Array, expected: Values, code?: string, ok: Values = {}): Probe {
  return {
    what,
    args: { content, ...expected },
    expectation: code === undefined ? accepted(ok) : rejected(code),
    deadlineMs: LARGE_MS,
  };
}

const entry = (i: number, length: number | bigint = 1) => {
  const id = new Uint8Array(32).fill(0x44);
  new DataView(id.buffer).setUint32(0, i);
  if (typeof length === "number") return concat(id, u64(length));
  const field = new Uint8Array(8);
  new DataView(field.buffer).setBigUint64(0, length);
  return concat(id, field);
};

/** Segments at their limits. */
export const segmentLimits: readonly Limit[] = [
  {
    ...SHARED,
    name: "segment/claimed-table",
    isClaim: true,
    title: "A table that says it has more entries than there are",
    requirements: ["segment-count-limit", "segment-short"],
    *probes() {
      const one = framed(contact(0));
      const most = limitOf("segment-table");
      for (const count of [1, 1000, most]) {
        yield decode(`${count} entries`, concat(u32(count), one), place(1), MALFORMED);
      }
      for (const count of [most + 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1]) {
        yield decode(`${count} entries`, concat(u32(count), one), place(1), TOO_MUCH);
        const args = { content: concat(u32(count), one) };
        yield { what: `${count} entries`, operation: "segment.table", args, expectation: rejected(TOO_MUCH) };
      }
    },
  },
  {
    ...SHARED,
    name: "segment/segment-table",
    row: "segment-table",
    title: "The number of entries of a table",
    requirements: ["segment-count-limit", "segment-table-additional", "limits-accept"],
    profile: "full",
    *probes() {
      const most = limitOf("segment-table");
      for (const count of [most, most + 1]) {
        const content = concat(u32(count), wire.repeated(count, entry), framed(contact(0)));
        yield decode(`${count} entries`, content, place(1), count === most ? undefined : TOO_MUCH);
      }
    },
  },
  {
    ...SHARED,
    name: "segment/object",
    row: "object",
    title: "The length of an object in a table",
    requirements: ["segment-table-length", "limits-accept"],
    *probes() {
      const most = limitOf("object");
      for (const length of [most, most + 1, Number.MAX_SAFE_INTEGER, ...wire.TOO_LARGE]) {
        const content = concat(u32(1), entry(0, length), framed(contact(0)));
        yield decode(`${length} bytes`, content, place(1), length === most ? undefined : TOO_MUCH);
      }
    },
  },
  {
    ...SHARED,
    name: "segment/frame",
    row: "frame",
    title: "The length of a frame",
    requirements: ["frame-length-limit", "limits-accept"],
    *probes() {
      const most = limitOf("frame");
      for (const size of [most, most + 1]) {
        const content = concat(NO_TABLE, framed(contactOf(0, size)));
        yield decode(`${size} bytes`, content, place(1), size === most ? undefined : TOO_MUCH);
      }
    },
  },
  {
    ...SHARED,
    name: "segment/claimed-frame",
    isClaim: true,
    title: "A frame that says it is longer than the segment",
    requirements: ["frame-length-limit", "frame-length-minimal", "frame-protobuf"],
    *probes() {
      const most = limitOf("frame");
      for (const length of [20, most]) {
        yield decode(`${length} bytes`, concat(NO_TABLE, wire.varint(length), contact(0)), place(1), MALFORMED);
      }
      for (const length of [most + 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, ...wire.TOO_LARGE]) {
        yield decode(`${length} bytes`, concat(NO_TABLE, wire.varint(length), contact(0)), place(1), TOO_MUCH);
      }
      const endless = new Uint8Array(20).fill(0xff);
      yield decode("a length that does not end", concat(NO_TABLE, endless), place(1), MALFORMED);
    },
  },
  {
    ...SHARED,
    name: "segment/segment-frame-count",
    row: "segment-frame-count",
    title: "The number of frames of a segment",
    requirements: ["segment-too-many-frames", "limits-accept"],
    profile: "full",
    *probes() {
      const most = limitOf("segment-frame-count");
      for (const count of [most, most + 1]) {
        const content = concat(
          NO_TABLE,
          wire.repeated(count, (i) => framed(contact(i))),
        );
        yield decode(`${count} frames`, content, place(count), count === most ? undefined : TOO_MUCH);
      }
    },
  },
  {
    ...SHARED,
    name: "segment/segment",
    row: "segment",
    title: "The length of a segment",
    requirements: ["segment-length-limit", "limits-accept"],
    profile: "full",
    *probes() {
      const most = limitOf("segment");
      const FRAMES = 17;
      for (const size of [most, most + 1]) {
        const even = Math.floor((size - NO_TABLE.length) / FRAMES);
        // Each length takes 3 bytes.
        const last = size - NO_TABLE.length - even * (FRAMES - 1);
        const frames = wire.repeated(FRAMES, (i) => framed(contactOf(i, (i === FRAMES - 1 ? last : even) - 3)));
        const code = size === most ? undefined : TOO_MUCH;
        yield decode(`${size} bytes`, concat(NO_TABLE, frames), place(FRAMES), code);
      }
    },
  },
  {
    ...SHARED,
    name: "frames-of-a-backup/directory-frames",
    row: "directory-frames",
    operation: "frames.validate",
    title: "The number of directory frames of a backup",
    requirements: ["directory-limit", "limits-accept"],
    why: "A reader keeps the ids of the directory: their number is what a backup can make it keep.",
    profile: "full",
    *probes() {
      const most = limitOf("directory-frames");
      const account = wire.bytes(1, wire.bytes(1, name(0)));
      const all = [account, ...Array.from({ length: most }, (_, i) => contact(i))];
      for (const count of [most, most + 1]) {
        const frames = all.slice(0, count);
        yield {
          what: `${count} directory frames`,
          args: { frames },
          expectation: count === most ? accepted() : rejected(TOO_MUCH),
          deadlineMs: LARGE_MS,
        };
      }
    },
  },
];
