import fc from "fast-check";
import { chatMessage, frames as kinds, unknownFrame } from "../../../../reference/arbitraries/frame.js";
import type { Frame } from "../../../../reference/core/proto/types.js";
import { decodeSegment } from "../../../../reference/core/segment.js";
import { byReference, bytesOf, mustEqual, succeed } from "../answers.js";
import type { Property } from "../chapter.js";
import { key, noise, part, someBytes } from "../drawn.js";
import { join } from "../oracle.js";
import { property } from "../property.js";
import { encodeNoisily, type Noise } from "../protobuf.js";
import {
  canonicalJson,
  comparePlaces,
  type Entry,
  encodeFrame,
  inTableOrder,
  placeOf,
  segmentOf,
  tableOf,
  withOwnIds,
} from "./frames.js";

type Message = Readonly<Record<string, unknown>>;

/** Frames that a segment can hold: of the directory, or messages of one month. References have ids of their own. */
const ofOneSegment = (): fc.Arbitrary<Frame[]> => {
  const { account, settings, contact, group, stickerPack, chat } = kinds();
  const directory = fc.array(fc.oneof(account, settings, contact, group, stickerPack, chat), {
    minLength: 1,
    maxLength: 6,
  });
  const timeline = fc
    .array(fc.tuple(chatMessage(), fc.nat(1_000_000)), { minLength: 1, maxLength: 5 })
    .map((messages) =>
      messages.map(([message, off]): Frame => ({ message: { ...message, receivedAtMs: 1_768_435_200_000 + off } })),
    );
  return fc.oneof(directory, timeline).map((drawn) => {
    const sorted = [...drawn].sort((a, b) => comparePlaces(placeOf(a)!, placeOf(b)!));
    return withOwnIds(
      sorted.filter((frame, i) => i === 0 || comparePlaces(placeOf(sorted[i - 1]!)!, placeOf(frame)!) < 0),
    );
  });
};

const additional = () =>
  fc.array(fc.record({ id: key(), length: fc.oneof(fc.nat(), fc.constant(2 ** 40)) }), { maxLength: 3 });

/** A segment that is right, in some form, and what has to be said of it. */
interface DrawnSegment {
  readonly content: Uint8Array;
  readonly args: { readonly frameCount: number; readonly first: Entry & object; readonly last: Entry & object };
  readonly ok: { frames: string[]; table: Entry[]; unknownFields: number; unknownFrames: number[] };
  readonly encoded: readonly Uint8Array[];
}

function segment(
  drawn: readonly Frame[],
  unknown: readonly (Frame | undefined)[],
  more: readonly Entry[],
  shape: Noise,
): DrawnSegment {
  // A frame of unknown kind never stands first.
  const frames = drawn.flatMap((frame, i) => (unknown[i] === undefined ? [frame] : [frame, unknown[i]]));
  const forms = frames.map((frame, i) => encodeNoisily("Frame", frame as Message, { ...shape, seed: shape.seed + i }));
  const own = tableOf(frames as Message[]);
  const table = inTableOrder([
    ...own,
    ...more.filter(({ id }) => own.every((entry) => Buffer.compare(entry.id, id) !== 0)),
  ]);
  const distinct = table.filter(({ id }, i) => i === 0 || Buffer.compare(table[i - 1]!.id, id) !== 0);
  const encoded = forms.map(({ bytes }) => bytes);
  const unknownOf = (frame: Frame) => frame.$unknowns?.length ?? 0;
  return {
    content: segmentOf(distinct, encoded),
    args: { frameCount: frames.length, first: placeOf(drawn[0]!), last: placeOf(drawn.at(-1)!) } as never,
    ok: {
      frames: forms.map(({ message }) => canonicalJson(message)),
      table: distinct,
      unknownFields:
        forms.reduce((sum, { added }) => sum + added, 0) + frames.reduce((sum, frame) => sum + unknownOf(frame), 0),
      unknownFrames: frames.flatMap((frame, i) => (placeOf(frame) === undefined ? [i] : [])),
    },
    encoded,
  };
}

const anySegment = (): fc.Arbitrary<DrawnSegment> =>
  fc
    .tuple(
      ofOneSegment(),
      fc.array(fc.option(unknownFrame(), { nil: undefined, freq: 3 }), { maxLength: 6 }),
      additional(),
      noise(),
    )
    .map(([frames, unknown, more, shape]) => segment(frames, unknown, more, shape));

/** Properties of segments. */
export const segmentProperties: readonly Property[] = [
  {
    name: "segment-encode",
    title: "A segment has the same bytes everywhere, with every object of its frames in the table",
    requirements: ["segment-table-complete", "segment-table-order", "proto-canonical", "frame-length-minimal"],
    operations: ["segment.encode"],
    why: "A segment that did not change is recognised by its digest, and its table is what prune goes by.",
    run: (context) =>
      property(
        context,
        [ofOneSegment()],
        async (frames) => {
          const encoded = frames.map(encodeFrame);
          const content = segmentOf(tableOf(frames as Message[]), encoded);
          const ok = await context.expect("segment.encode", { frames: encoded }, { ok: { content } });
          const expected = { frameCount: frames.length, first: placeOf(frames[0]!)!, last: placeOf(frames.at(-1)!)! };
          await byReference("a segment", () => decodeSegment(bytesOf(ok, "content"), expected));
        },
        { cost: 2 },
      ),
  },
  {
    name: "segment-decode",
    title: "A segment decodes in any form, with table entries, fields and frames that are not known",
    requirements: [
      "segment-table-additional",
      "unknown-reported",
      "unknown-order",
      "unknown-accepted",
      "proto-noncanonical-accepted",
    ],
    operations: ["segment.decode"],
    why: "A later version refers to objects in fields that this one does not know.",
    run: (context) =>
      property(
        context,
        [anySegment()],
        async ({ content, args, ok }) => {
          await context.expect("segment.decode", { content, ...args }, { ok });
        },
        { cost: 2 },
      ),
  },
  {
    name: "segment-table",
    title: "The table reads without a look at the frames",
    requirements: ["table-not-frames"],
    operations: ["segment.table"],
    why: "A program that prunes must not depend on what it knows of frames.",
    run: (context) =>
      property(context, [additional(), someBytes(40)], async (entries, rest) => {
        const table = inTableOrder(entries).filter(
          ({ id }, i, all) => i === 0 || Buffer.compare(all[i - 1]!.id, id) !== 0,
        );
        const content = join(segmentOf(table, []), rest);
        await context.expect("segment.table", { content }, { ok: { table } });
      }),
  },
  {
    name: "segment-cut",
    title: "A segment that ends early is refused, wherever it ends",
    requirements: ["segment-short", "segment-frame-count"],
    operations: ["segment.decode"],
    why: "At the end of a frame only the number of frames tells.",
    run: (context) =>
      property(
        context,
        [anySegment(), part(), fc.boolean()],
        async ({ content, args, encoded }, where, atFrame) => {
          const last = encoded.at(-1)!.length;
          const lengthSize = last < 128 ? 1 : last < 16_384 ? 2 : 3;
          const end = atFrame ? content.length - last - lengthSize : Math.floor(where * content.length);
          await context.expect(
            "segment.decode",
            { content: content.subarray(0, end), ...args },
            { reject: { codes: ["content.malformed"] } },
          );
        },
        { cost: 2 },
      ),
  },
  {
    name: "segment-wrong",
    title: "A segment that is not what its snapshot says, or whose table is wrong, is refused",
    requirements: [
      "segment-frame-count",
      "segment-first",
      "segment-last",
      "segment-table-order",
      "segment-table-reference",
      "frame-order",
    ],
    operations: ["segment.decode"],
    why: "The snapshot's places decide what is lost with a segment, and the table what is kept with it.",
    run: (context) =>
      property(
        context,
        [
          ofOneSegment(),
          fc.constantFrom("count", "first", "last", "table order", "table entry", "table length", "order"),
          fc.nat(),
        ],
        async (frames, what, at) => {
          const table = tableOf(frames as Message[]);
          const args = { frameCount: frames.length, first: placeOf(frames[0]!), last: placeOf(frames.at(-1)!) };
          const encoded = frames.map(encodeFrame);
          let wrong = table;
          let code = "content.malformed";
          if (what === "count") args.frameCount++;
          if (what === "first" || what === "last") args[what] = { rank: 7, timeMs: 1, id: "\u0000" };
          if (what.startsWith("table")) {
            if (table.length < (what === "table order" ? 2 : 1)) return;
            const place = at % (what === "table order" ? table.length - 1 : table.length);
            const entry = table[place]!;
            if (what === "table order")
              [wrong, code] = [table.toSpliced(place, 2, table[place + 1]!, entry), "content.order"];
            if (what === "table entry") [wrong, code] = [table.toSpliced(place, 1), "content.reference"];
            const length = entry.length === 0 ? 1 : entry.length - 1;
            if (what === "table length")
              [wrong, code] = [table.toSpliced(place, 1, { ...entry, length }), "content.reference"];
          }
          if (what === "order") {
            if (frames.length < 2) return;
            const place = at % (frames.length - 1);
            [encoded[place], encoded[place + 1]] = [encoded[place + 1]!, encoded[place]!];
            code = "content.order";
          }
          await context.expect(
            "segment.decode",
            { content: segmentOf(wrong, encoded), ...args },
            { reject: { codes: [code] } },
          );
        },
        { cost: 2 },
      ),
  },
  {
    name: "segment-again",
    title: "What the testee encodes it decodes to the same frames",
    requirements: ["segment-table-complete", "unknown-kept"],
    operations: ["segment.encode", "segment.decode"],
    why: "Frames come back as they were given, unknown fields too.",
    run: (context) =>
      property(
        context,
        [ofOneSegment(), noise()],
        async (frames, shape) => {
          const forms = frames.map((frame, i) =>
            encodeNoisily("Frame", frame as Message, { ...shape, seed: shape.seed + i }),
          );
          const given = { frames: forms.map(({ bytes }) => bytes) };
          const content = bytesOf(await succeed(context, "segment.encode", given), "content");
          mustEqual(
            "the segment",
            content,
            segmentOf(
              tableOf(frames as Message[]),
              forms.map(({ canonical }) => canonical),
            ),
          );
          const args = {
            content,
            frameCount: frames.length,
            first: placeOf(frames[0]!),
            last: placeOf(frames.at(-1)!),
          };
          const ok = { frames: forms.map(({ message }) => canonicalJson(message)) };
          await context.expect("segment.decode", args, { ok });
        },
        { cost: 3 },
      ),
  },
];
