import { encodeFrame, type Frame } from "../../../reference/core/proto/codec.js";
import { FIELD_LIMITS } from "./frame-fields.js";
import { accepted, type Limit, type Probe, rejected } from "./limit.js";
import { limitRows } from "./table.js";
import * as wire from "./wire.js";

const SHARED = { chapter: "07-content.md", operation: "frame.validate" };
const message = (change: object): Frame => ({
  message: { id: "m1", chatId: "c1", authorId: "me", receivedAtMs: 1, text: {}, ...change },
});
const probe = (what: string, frame: Uint8Array, code?: string): Probe => ({
  what,
  args: { frame },
  expectation: code === undefined ? accepted() : rejected(code),
});

/** The first and the last character of each length as UTF-8, and those beside the surrogates. */
const EDGES = ["\u007f", "\u0080", "\u07ff", "\u0800", "\ud7ff", "\ue000", "\uffff", "\u{10000}", "\u{10ffff}"];

/** A field of frames at its limit, and one past it, in every frame that has such a field. */
function fieldLimit(row: string): Limit {
  const fields = FIELD_LIMITS[row]!;
  return {
    ...SHARED,
    name: `frames/${row}`,
    row,
    title: `The limit ${row} of frames`,
    requirements: ["field-limits", "limits-accept"],
    why: "A reader accepts all that is within the limit, and refuses the first that is past it.",
    *probes() {
      const { value, code } = limitRows().get(row)!;
      for (const make of fields) {
        yield probe(`${value} of ${row}`, encodeFrame(make(value)));
        yield probe(`${value + 1} of ${row}`, encodeFrame(make(value + 1)), code);
      }
    },
  };
}

/** A message with one attachment whose object has this length. */
function attachmentOf(length: number): Uint8Array {
  const [id, key, digest] = [1, 2, 3].map((byte) => new Uint8Array(32).fill(byte));
  const attachment = { id: "a1", object: { id: id!, key: key!, length, digest: digest! } };
  return encodeFrame(message({ text: undefined, media: { attachments: [attachment] } }));
}

const others: readonly Limit[] = [
  {
    ...SHARED,
    name: "frames/id",
    row: "id",
    title: "The limit of an id",
    requirements: ["id-limit", "limits-accept"],
    why: "An id has 1 to 128 bytes as UTF-8, not characters.",
    *probes() {
      for (const [unit, size] of [
        ["x", 1],
        ["é", 2],
        ["😀", 4],
      ] as const) {
        const id = unit.repeat(128 / size);
        yield probe("128 bytes", encodeFrame({ contact: { id } }));
        yield probe("129 bytes", encodeFrame({ contact: { id: `${id}x` } }), "content.limit-exceeded");
        yield probe("128 bytes", encodeFrame(message({ id })));
        yield probe("129 bytes", encodeFrame(message({ id: `${id}x` })), "content.limit-exceeded");
        const deleted = (deletedBy: string) => encodeFrame(message({ text: undefined, deleted: { deletedBy } }));
        yield probe("128 bytes", deleted(id));
        yield probe("129 bytes", deleted(`${id}x`), "content.limit-exceeded");
      }
    },
  },
  {
    ...SHARED,
    name: "frames/text-bytes",
    title: "The bytes of a text, for the first and the last character of each length",
    requirements: ["field-limits", "limits-accept"],
    why: "A limit counts bytes as UTF-8; a program whose strings have another form has to count what it does not store.",
    *probes() {
      const { value, code } = limitRows().get("display-name")!;
      for (const character of EDGES) {
        const size = new TextEncoder().encode(character).length;
        const text = character.repeat(Math.floor(value / size)) + "x".repeat(value % size);
        const what = `U+${character.codePointAt(0)!.toString(16)}`;
        yield probe(`${value} bytes of ${what}`, encodeFrame({ contact: { id: "friend", displayName: text } }));
        const longer = encodeFrame({ contact: { id: "friend", displayName: `${text}x` } });
        yield probe(`${value + 1} bytes of ${what}`, longer, code);
      }
    },
  },
  {
    ...SHARED,
    name: "frames/number",
    row: "number",
    title: "Numbers of frames",
    requirements: ["number-limit", "time-limit", "limits-accept"],
    why: "Every language can hold numbers up to 2^53 - 1, and no frame has a larger one.",
    *probes() {
      const frame = (time: number | bigint) =>
        wire.bytes(
          7,
          wire.bytes(1, "m1"),
          wire.bytes(2, "c1"),
          wire.bytes(3, "me"),
          wire.number(5, time),
          wire.bytes(20, wire.bytes(1, wire.bytes(1, "a"))),
        );
      yield probe("2^53 - 1", frame(Number.MAX_SAFE_INTEGER));
      for (const time of wire.TOO_LARGE) yield probe(`${time}`, frame(time), "content.limit-exceeded");
    },
  },
  {
    ...SHARED,
    name: "frames/object-length",
    row: "object",
    title: "The length of an object in a frame",
    requirements: ["reference-shape", "limits-accept"],
    why: "An object has at most 2^40 bytes of content.",
    *probes() {
      yield probe("2^40", attachmentOf(2 ** 40));
      yield probe("2^40 + 1", attachmentOf(2 ** 40 + 1), "content.reference");
    },
  },
  {
    ...SHARED,
    name: "frames/lengths-past-the-end",
    isClaim: true,
    title: "Fields of a frame that say they are longer than it",
    requirements: ["proto-overrun", "frame-protobuf"],
    why: "A length is no reason to take memory: the bytes have to be there.",
    *probes() {
      const lengths = [1n, 2n ** 20n, 2n ** 31n - 1n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 32n, ...wire.TOO_LARGE];
      for (const length of lengths) {
        yield probe(`a known field of ${length} bytes`, wire.overrun(7, length), "content.malformed");
        yield probe(`a text of ${length} bytes`, wire.bytes(3, wire.overrun(1, length)), "content.malformed");
        yield probe(`an unknown field of ${length} bytes`, wire.overrun(1000, length), "content.malformed");
      }
    },
  },
  {
    ...SHARED,
    name: "frames/deep-nesting",
    isClaim: true,
    title: "Messages deep inside one another",
    requirements: ["unknown-accepted", "proto-no-groups", "frame-protobuf"],
    why: "What is not known is not looked into, however deep it is; what is known is never deeper than six messages.",
    *probes() {
      for (const depth of [7, 100, 10_000, 100_000]) {
        const inside = wire.nested(2, depth);
        yield {
          what: `an unknown field with ${depth} messages inside one another`,
          args: { frame: wire.bytes(3, wire.bytes(1, "friend"), wire.bytes(1000, inside)) },
          expectation: accepted({ unknownFields: 1 }),
        };
        yield {
          what: `a frame of unknown kind with ${depth} messages inside one another`,
          args: { frame: wire.bytes(1000, inside) },
          expectation: accepted(),
        };
        // Field 2 of a contact is its name: nested content is text, or no UTF-8.
        const groups = new Uint8Array(depth).fill(0x13);
        yield probe(`${depth} groups inside one another`, groups, "content.malformed");
      }
    },
  },
  {
    ...SHARED,
    name: "frames/many-fields",
    title: "Very many fields",
    requirements: ["unknown-accepted", "proto-last-wins", "limits-accept"],
    why: "A frame of a mebibyte can hold hundreds of thousands of fields; they are read one after the other.",
    profile: "full",
    *probes() {
      const count = 250_000;
      const one = wire.number(1000, 1);
      const all = new Uint8Array(one.length * count);
      for (let at = 0; at < all.length; at += one.length) all.set(one, at);
      yield {
        what: `${count} unknown fields`,
        args: { frame: wire.bytes(3, wire.bytes(1, "friend"), all) },
        expectation: accepted({ unknownFields: count }),
      };
    },
  },
];

/** Limits of single frames. */
export const frameLimits: readonly Limit[] = [...Object.keys(FIELD_LIMITS).map(fieldLimit), ...others];
