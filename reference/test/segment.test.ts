import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { backup } from "../arbitraries/backup.js";
import { unknownFrame } from "../arbitraries/frame.js";
import { mutated } from "../arbitraries/mutations.js";
import { concat, toHex, u32, u64 } from "../core/bytes.js";
import { MESSAGE_CONTENTS } from "../core/frame-kind.js";
import { forEachReference } from "../core/frame-refs.js";
import { orderKey } from "../core/order-key.js";
import { encodeFrame, type Frame, type Message } from "../core/proto/codec.js";
import {
  decodeSegment,
  type EncodedSegment,
  encodeSegment,
  encodeSegmentTable,
  segmentTable,
  segmentTableSize,
} from "../core/segment.js";
import { createSegmentCutter } from "../core/segment-cutter.js";
import { createFrameChecker } from "../core/stream-rules.js";
import { thrownBy } from "./thrown.js";

const object = (n: number, length = 8) => ({
  id: new Uint8Array(32).fill(n),
  key: new Uint8Array(32),
  length,
  digest: new Uint8Array(32),
});
const message = (id: string, receivedAtMs: number, parts: Message = {}): Frame => ({
  message: { id, chatId: "c", receivedAtMs, ...parts },
});
const photo = (id: string, receivedAtMs: number, ...numbers: number[]): Frame =>
  message(id, receivedAtMs, { media: { attachments: numbers.map((n) => ({ id: `${id}${n}`, object: object(n) })) } });
const account: Frame = { account: { selfContactId: "me" } };
const unknown: Frame = { $unknowns: [Uint8Array.of(0xf8, 0x07, 0)] };

function cut(frames: Iterable<Frame>, inherited?: EncodedSegment["first"][]): EncodedSegment[] {
  const cutter = createSegmentCutter(inherited === undefined ? {} : { inherited });
  const segments = [...frames].map((frame) => cutter.push(frame));
  return [...segments, cutter.finish()].filter((segment) => segment !== undefined);
}

const json = (frames: readonly Frame[]) => frames.map((frame) => toHex(encodeFrame(frame)));

describe("segments", () => {
  it("of a backup give all its frames back, in order, each with its table", () => {
    fc.assert(
      fc.property(backup(), (frames) => {
        const segments = cut(frames);
        const checker = createFrameChecker();
        const decoded = segments.flatMap((segment) => decodeSegment(segment.content, segment, checker).frames);
        checker.finish();
        expect(json(decoded)).toEqual(json(frames));
        for (const { content, table } of segments) expect(segmentTable(content)).toEqual(table);
        const listed = new Set(segments.flatMap(({ table }) => table.map(({ id }) => toHex(id))));
        for (const frame of frames) forEachReference(frame, ({ id }) => expect(listed).toContain(toHex(id!)));
      }),
    );
  });

  it("keep frames of unknown kinds in their place and say which they are", () => {
    fc.assert(
      fc.property(
        backup({ timeline: 5 }),
        fc.array(unknownFrame(), { minLength: 1, maxLength: 3 }),
        fc.nat(),
        (frames, added, place) => {
          const at = 1 + (place % frames.length);
          const all = frames.toSpliced(at, 0, ...added);
          const found = cut(all).map((segment) => decodeSegment(segment.content, segment));
          expect(json(found.flatMap((segment) => segment.frames))).toEqual(json(all));
          expect(found.flatMap(({ unknownFrames }) => unknownFrames)).toHaveLength(added.length);
          const fields = added.flatMap(({ $unknowns }) => $unknowns!);
          expect(found.reduce((sum, { unknownFields }) => sum + unknownFields, 0)).toBe(fields.length);
        },
      ),
    );
  });

  it("have exactly the form that the specification gives", () => {
    const frame = { account: { selfContactId: "me" } };
    const { content, first, last, frameCount } = encodeSegment([frame]);
    expect(toHex(content)).toBe("00000000060a040a026d65");
    expect({ first, last, frameCount }).toEqual({
      first: { rank: 1, timeMs: 0, id: "" },
      last: { rank: 1, timeMs: 0, id: "" },
      frameCount: 1,
    });
  });

  it("list each object once, ascending", () => {
    const { table } = encodeSegment([photo("a", 1, 9, 3), photo("b", 2, 3, 1)]);
    expect(table.map(({ id }) => id[0])).toEqual([1, 3, 9]);
  });

  it("are refused where two references to one object differ in length", () => {
    const frames = [photo("a", 1, 1), message("b", 2, { media: { attachments: [{ id: "x", object: object(1, 9) }] } })];
    expect(thrownBy(() => encodeSegment(frames))).toMatchObject({ code: "content.reference", details: { frame: 1 } });
  });

  it("hold at least one frame, of one class and month", () => {
    expect(() => encodeSegment([])).toThrow(RangeError);
    expect(() => encodeSegment([account, message("a", 1)])).toThrow(RangeError);
  });
});

describe("cutting", () => {
  const starts = (segments: EncodedSegment[]) => segments.map(({ first }) => first.id);
  const DAY = 86_400_000;

  it("separates directory and timeline, and months", () => {
    const frames = [
      account,
      { contact: { id: "me" } },
      message("a", 1),
      message("b", 31 * DAY - 1),
      message("c", 31 * DAY),
    ];
    expect(starts(cut(frames))).toEqual(["", "a", "c"]);
  });

  it("keeps frames within 1 MiB, to the byte", () => {
    const sized = (id: string, time: number, size: number): Frame => {
      const of = (length: number) => message(id, time, { text: { text: { body: "x".repeat(length) } } });
      return of(size - (encodeFrame(of(200_000)).length - 200_000));
    };
    // Four frames take 209,003 bytes with their lengths; a fifth has the rest.
    const four = ["a", "b", "c", "d"].map((id, i) => sized(id, i + 1, 209_000));
    const rest = 1_048_576 - 4 * 209_003;
    expect(starts(cut([...four, sized("e", 9, rest - 3)]))).toEqual(["a"]);
    expect(starts(cut([...four, sized("e", 9, rest - 2)]))).toEqual(["a", "e"]);
    const [full] = cut([...four, sized("e", 9, rest - 3)]);
    expect(full!.content).toHaveLength(4 + 1_048_576);
  });

  it("puts at most 131,072 frames into a segment", () => {
    const characters = Array.from({ length: 127 }, (_, i) => String.fromCharCode(i + 1));
    const pairs = characters.flatMap((a) => characters.map((b) => a + b));
    const ids = [...pairs, ...pairs.flatMap((pair) => characters.slice(0, 8).map((c) => pair + c))].sort();
    // Three bytes of id make a frame of eight, of which 1 MiB holds 131,072; those of two leave some room.
    const frames = ids.slice(0, 131_073).map((id): Frame => ({ contact: { id } }));
    expect(cut(frames).map(({ frameCount }) => frameCount)).toEqual([131_072, 1]);
  });

  it("starts again where segments of the parent started", () => {
    const frames = ["a", "b", "c", "d", "e"].map((id, i) => message(id, i + 1));
    const key = (id: string, timeMs: number) => ({ rank: 7, timeMs, id });
    expect(starts(cut(frames, [key("b", 2), key("d", 4)]))).toEqual(["a", "b", "d"]);
    expect(starts(cut(frames, [key("a", 1)]))).toEqual(["a"]);
    expect(starts(cut(frames, [key("bb", 2), key("bbb", 2)]))).toEqual(["a", "c"]);
    expect(starts(cut(frames, [key("z", 9)]))).toEqual(["a"]);
  });

  it("leaves the other segments as they were when a message changes", () => {
    fc.assert(
      fc.property(backup({ timeline: 60 }), fc.nat(), fc.nat(), (frames, where, size) => {
        const body = "x".repeat(100_000 + (size % 100_000));
        const long = frames.map((frame) =>
          frame.message ? { message: { ...frame.message, ...textOf(body) } } : frame,
        );
        const before = cut(long);
        const at = where % long.length;
        if (!long[at]!.message) return;
        const edited = long.with(at, { message: { ...long[at]!.message, ...textOf("y") } });
        const after = cut(
          edited,
          before.map(({ first }) => first),
        );
        const same = new Set(before.map(({ content }) => toHex(content.subarray(0, 200)) + content.length));
        const changed = after.filter(({ content }) => !same.has(toHex(content.subarray(0, 200)) + content.length));
        expect(changed.length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 10 },
    );
  });

  const textOf = (body: string): Message => ({
    text: { text: { body } },
    ...(Object.fromEntries(MESSAGE_CONTENTS.filter((kind) => kind !== "text").map((kind) => [kind, null])) as Message),
  });

  it("never starts before a frame of an unknown kind", () => {
    const big: Frame = { $unknowns: [concat(Uint8Array.of(0xfa, 0x07, 0x80, 0x80, 0x38), new Uint8Array(917_504))] };
    const frames = [message("a", 1), unknown, big, big, message("b", 2), unknown];
    expect(cut(frames).map(({ frameCount }) => frameCount)).toEqual([4, 2]);
    const endless = [message("a", 1), ...new Array<Frame>(20).fill(big)];
    expect(thrownBy(() => cut(endless))?.code).toBe("content.limit-exceeded");
  });

  it.each<[string, string, number, Frame[]]>([
    ["an unknown frame first", "content.order", 0, [unknown]],
    ["the same key twice", "content.order", 1, [message("a", 1), message("a", 1)]],
    ["an older frame", "content.order", 2, [message("a", 2), unknown, message("a", 1)]],
    ["an empty frame", "content.malformed", 1, [message("a", 2), {}]],
    ["a frame that breaks a rule", "content.malformed", 1, [message("a", 2), message("", 3)]],
    [
      "a frame above 1 MiB",
      "content.limit-exceeded",
      1,
      [message("a", 2), message("b", 3, { edits: new Array(5).fill({ text: { body: "x".repeat(250_000) } }) })],
    ],
  ])("refuses %s", (_, code, frame, frames) => {
    expect(thrownBy(() => cut(frames))).toMatchObject({ code, details: { frame } });
  });

  it("refuses values of the wrong type, with their path", () => {
    const wrong = message("a", 1, { sentAtMs: 1n as never });
    expect(() => cut([wrong])).toThrow(/message\.sentAtMs is not a number/);
  });
});

describe("decoding", () => {
  const frames = [photo("a", 1, 1), message("b", 2), photo("c", 3, 2)];
  const segment = encodeSegment(frames);
  const table = encodeSegmentTable(segment.table);
  const delimited = (frame: Frame | Uint8Array) => {
    const bytes = frame instanceof Uint8Array ? frame : encodeFrame(frame);
    const length = bytes.length < 128 ? [bytes.length] : [(bytes.length & 127) | 128, bytes.length >>> 7];
    return concat(Uint8Array.from(length), bytes);
  };
  const joined = (...parts: Uint8Array[]) => concat(table, ...parts);
  const decode = (content: Uint8Array, expected = segment) => thrownBy(() => decodeSegment(content, expected));

  it.each<[string, string, number | undefined, Uint8Array]>([
    ["nothing", "content.malformed", undefined, new Uint8Array()],
    ["half a count", "content.malformed", undefined, table.subarray(0, 3)],
    ["half a table", "content.malformed", undefined, table.subarray(0, 60)],
    ["a count above the limit", "content.limit-exceeded", undefined, u32(131_073)],
    ["an unsorted table", "content.order", undefined, concat(u32(2), table.subarray(44, 84), table.subarray(4, 44))],
    ["an entry twice", "content.order", undefined, concat(u32(2), table.subarray(4, 44), table.subarray(4, 44))],
    [
      "an object above 2^40",
      "content.limit-exceeded",
      undefined,
      concat(u32(1), table.subarray(4, 36), u64(2 ** 40 + 1)),
    ],
    [
      "an object above 2^53",
      "content.limit-exceeded",
      undefined,
      concat(u32(1), table.subarray(4, 36), Uint8Array.of(0xff, 0, 0, 0, 0, 0, 0, 0)),
    ],
    ["no frame", "content.malformed", undefined, table],
    ["a frame too few", "content.malformed", undefined, joined(...frames.slice(0, 2).map(delimited))],
    ["a frame too many", "content.malformed", undefined, joined(...[...frames, message("d", 4)].map(delimited))],
    [
      "another first frame",
      "content.malformed",
      undefined,
      joined(...[photo("A", 1, 1), ...frames.slice(1)].map(delimited)),
    ],
    [
      "another last frame",
      "content.malformed",
      undefined,
      joined(...[...frames.slice(0, 2), photo("d", 3, 2)].map(delimited)),
    ],
    ["a length that ends", "content.malformed", 1, joined(delimited(frames[0]!), Uint8Array.of(0x80))],
    ["a frame that ends", "content.malformed", 2, segment.content.subarray(0, -1)],
    ["a length of 0", "content.malformed", 0, joined(Uint8Array.of(0))],
    ["a length that is not minimal", "content.malformed", 0, joined(Uint8Array.of(0x86, 0x00), encodeFrame(account))],
    ["a length of 11 bytes", "content.malformed", 0, joined(Uint8Array.of(...new Array(10).fill(0x80), 0x01))],
    ["a frame above 1 MiB", "content.limit-exceeded", 0, joined(Uint8Array.of(0x81, 0x80, 0x40))],
    ["a frame of 2^63 bytes", "content.limit-exceeded", 0, joined(Uint8Array.of(...new Array(9).fill(0x80), 0x01))],
    [
      "a frame that does not parse",
      "content.malformed",
      1,
      joined(delimited(frames[0]!), delimited(Uint8Array.of(0x3a, 0x05))),
    ],
    [
      "a number above 2^53 - 1",
      "content.limit-exceeded",
      0,
      joined(delimited(Uint8Array.of(0x3a, 0x0a, 0x28, ...new Array(8).fill(0xff), 0x01))),
    ],
    ["a frame that breaks a rule", "content.malformed", 1, joined(...[frames[0]!, message("", 2)].map(delimited))],
    ["a frame twice", "content.order", 1, joined(...[frames[0]!, frames[0]!].map(delimited))],
    ["a directory frame after the timeline", "content.order", 1, joined(...[frames[0]!, account].map(delimited))],
    ["an object that is not listed", "content.reference", 1, joined(...[frames[0]!, photo("b", 2, 7)].map(delimited))],
    [
      "an object of another length",
      "content.reference",
      0,
      joined(delimited(message("a", 1, { media: { attachments: [{ id: "x", object: object(1, 9) }] } }))),
    ],
  ])("refuses %s", (_, code, frame, content) => {
    const error = decode(content);
    expect(error?.code).toBe(code);
    expect(error?.details.frame).toBe(frame);
  });

  it("refuses a timeline frame among directory frames", () => {
    const expected = { frameCount: 2, first: orderKey(account)!, last: orderKey(message("a", 1))! };
    const content = concat(u32(0), ...[account, message("a", 1)].map(delimited));
    expect(thrownBy(() => decodeSegment(content, expected))).toMatchObject({
      code: "content.order",
      details: { frame: 1 },
    });
  });

  it("accepts entries of the table that no frame names", () => {
    const content = concat(
      encodeSegmentTable([...segment.table, { id: new Uint8Array(32).fill(9), length: 1 }]),
      segment.content.subarray(table.length),
    );
    expect(decode(content)).toBe(undefined);
  });

  it("takes the key of a segment that begins with an unknown frame from its reference", () => {
    const content = concat(u32(0), ...[unknown, message("b", 2)].map(delimited));
    const expected = { frameCount: 2, first: { rank: 7, timeMs: 1, id: "a" }, last: { rank: 7, timeMs: 2, id: "b" } };
    expect(decodeSegment(content, expected).unknownFrames).toEqual([0]);
    expect(thrownBy(() => decodeSegment(content, { ...expected, first: expected.last }))?.code).toBe("content.order");
    const alone = concat(u32(0), delimited(unknown));
    expect(decodeSegment(alone, { ...expected, frameCount: 1, last: expected.first }).frames).toHaveLength(1);
  });

  it("refuses more than 16 MiB, and more frames than a segment has", () => {
    expect(decode(new Uint8Array(16_777_217))?.code).toBe("content.limit-exceeded");
    const frame = delimited(unknown);
    const content = new Uint8Array(4 + 131_073 * frame.length);
    for (let offset = 4; offset < content.length; offset += frame.length) content.set(frame, offset);
    expect(decode(content)).toMatchObject({ code: "content.limit-exceeded", details: { frame: 131_072 } });
  });

  it("checks the rules between frames in their turn", () => {
    const content = concat(u32(0), ...[account, { chat: { id: "c", contactId: "x" } }, { chat: {} }].map(delimited));
    const expected = { frameCount: 3, first: orderKey(account)!, last: { rank: 6, timeMs: 0, id: "" } };
    expect(thrownBy(() => decodeSegment(content, expected))).toMatchObject({
      code: "content.malformed",
      details: { frame: 2 },
    });
    const error = thrownBy(() => decodeSegment(content, expected, createFrameChecker()));
    expect(error).toMatchObject({ code: "content.reference", details: { frame: 1, path: "chat.contactId" } });
  });

  it("reads the table alone from the start of a segment", () => {
    expect(segmentTableSize(segment.content.subarray(0, 4))).toBe(84);
    expect(segmentTable(segment.content.subarray(0, 84))).toEqual(segment.table);
  });

  it("of any bytes gives frames or one of its codes", () => {
    fc.assert(
      fc.property(mutated(fc.constant(segment.content)), (content) => {
        expect([
          undefined,
          "content.malformed",
          "content.order",
          "content.reference",
          "content.limit-exceeded",
        ]).toContain(decode(content)?.code);
      }),
      { numRuns: 5000 },
    );
  });
});
