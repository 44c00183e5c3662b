/** Frames that break one rule. Spec: Content, Faults of a frame. */
import fc from "fast-check";
import { contact, frames } from "../../../../reference/arbitraries/frame.js";
import { MESSAGE_CONTENTS } from "../../../../reference/core/frame-kind.js";
import type { Attachment, Frame, Message, Text } from "../../../../reference/core/proto/types.js";

const long = (bytes: number) => "é".repeat(Math.ceil((bytes + 1) / 2));
const MALFORMED = "content.malformed";
const LIMIT = "content.limit-exceeded";
const REFERENCE = "content.reference";

/** A change that breaks one rule, of a message that breaks none. */
interface Breach {
  readonly what: string;
  readonly code: string;
  readonly change: (message: Message) => Partial<Message>;
}

const NOTHING = Object.fromEntries(MESSAGE_CONTENTS.map((name) => [name, undefined])) as Partial<Message>;
const saying = (text: Text): Partial<Message> => ({ ...NOTHING, text: { text } });
const showing = (...attachments: Attachment[]): Partial<Message> => ({ ...NOTHING, media: { attachments } });
const at = (latitude: number, longitude: number, accuracy = 0): Partial<Message> => ({
  ...NOTHING,
  location: { location: { latitude, longitude, accuracy } },
});
const object = { id: new Uint8Array(32), key: new Uint8Array(32), length: 1, digest: new Uint8Array(32) };

const BREACHES: readonly Breach[] = [
  { what: "no id", code: MALFORMED, change: () => ({ id: "" }) },
  { what: "a long id", code: LIMIT, change: () => ({ id: long(128) }) },
  { what: "no chat", code: MALFORMED, change: () => ({ chatId: "" }) },
  { what: "a long author", code: LIMIT, change: () => ({ authorId: long(128) }) },
  { what: "no time of receipt", code: MALFORMED, change: () => ({ receivedAtMs: 0 }) },
  {
    what: "two reactions of one author",
    code: MALFORMED,
    change: ({ reactions = [] }) => ({
      reactions: [...reactions, { authorId: "same" }, { authorId: "same", emoji: "x" }],
    }),
  },
  { what: "an author of a reaction without id", code: MALFORMED, change: () => ({ reactions: [{ emoji: "x" }] }) },
  { what: "media without attachments", code: MALFORMED, change: () => showing() },
  { what: "an attachment without id", code: MALFORMED, change: () => showing({ kind: 1 }) },
  {
    what: "an attachment whose id ends as a thumbnail's",
    code: MALFORMED,
    change: () => showing({ id: "a/thumbnail" }),
  },
  {
    what: "an attachment that is there and missing",
    code: MALFORMED,
    change: () => showing({ id: "a", object, missing: 1 }),
  },
  {
    what: "a reference with a short key",
    code: REFERENCE,
    change: () => showing({ id: "a", object: { ...object, key: new Uint8Array(31) } }),
  },
  {
    what: "a reference that is too long",
    code: REFERENCE,
    change: () => showing({ id: "a", object: { ...object, length: 2 ** 40 + 1 } }),
  },
  {
    what: "a thumbnail without digest",
    code: REFERENCE,
    change: () => showing({ id: "a", thumbnail: { ...object, digest: new Uint8Array() } }),
  },
  { what: "a sticker without image", code: MALFORMED, change: () => ({ ...NOTHING, sticker: {} }) },
  { what: "contact cards without a card", code: MALFORMED, change: () => ({ ...NOTHING, contactCards: {} }) },
  { what: "a latitude beyond the pole", code: LIMIT, change: () => at(90.000001, 0) },
  { what: "a longitude beyond the date line", code: LIMIT, change: () => at(0, -180.000001) },
  { what: "an accuracy below 0", code: LIMIT, change: () => at(0, 0, -1) },
  { what: "an accuracy that is not a number", code: LIMIT, change: () => at(0, 0, Number.NaN) },
  { what: "an endless latitude", code: LIMIT, change: () => at(Number.POSITIVE_INFINITY, 0) },
  {
    what: "a style beyond the text",
    code: REFERENCE,
    change: () => saying({ body: "abc", styles: [{ start: 2, length: 2 }] }),
  },
  {
    what: "a style in UTF-8 bytes",
    code: REFERENCE,
    change: () => saying({ body: "é€", styles: [{ start: 0, length: 5 }] }),
  },
  {
    what: "a style that splits a pair",
    code: REFERENCE,
    change: () => saying({ body: "😀x", styles: [{ start: 1, length: 2 }] }),
  },
  {
    what: "a mention that ends in a pair",
    code: REFERENCE,
    change: () => saying({ body: "😀x", mentions: [{ start: 0, length: 1, contactId: "c" }] }),
  },
  {
    what: "a mention of nobody",
    code: MALFORMED,
    change: () => saying({ body: "x", mentions: [{ start: 0, length: 1 }] }),
  },
];

/** A frame that breaks exactly one rule, and the code for it. */
export const brokenFrame = (): fc.Arbitrary<{ frame: Frame; what: string; code: string }> =>
  fc.oneof(
    {
      weight: 9,
      arbitrary: fc.tuple(frames().message, fc.constantFrom(...BREACHES)).map(([{ message }, breach]) => {
        const frame: Frame = { message: { ...message!, ...(breach.change(message!) as Message) } };
        return { frame, what: breach.what, code: breach.code };
      }),
    },
    fc.tuple(contact(), fc.constantFrom("displayName", "profileName")).map(([item, field]) => ({
      frame: { contact: { ...item, [field]: long(1024) } } as Frame,
      what: `a long ${field}`,
      code: LIMIT,
    })),
  );
