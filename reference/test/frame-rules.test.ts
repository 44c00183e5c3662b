import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { frame } from "../arbitraries/frame.js";
import { validateFrame } from "../core/frame-rules.js";
import { type Attachment, decodeFrame, encodeFrame, type Frame, type Message } from "../core/proto/codec.js";
import { thrownBy } from "./thrown.js";

const id = (n: number) => new Uint8Array(32).fill(n);
const object = { id: id(1), key: id(2), length: 3, digest: id(4) };
const file: Attachment = { id: "a" };
const message = (parts: Message): Frame => ({ message: { id: "m", chatId: "c", receivedAtMs: 1, ...parts } });
const text = (parts: NonNullable<NonNullable<Message["text"]>["text"]>) => message({ text: { text: parts } });
const located = (parts: object) => message({ location: { location: parts } });
const media = (parts: Partial<Attachment>) => message({ media: { attachments: [file, { ...file, ...parts }] } });
const many = <T>(count: number, item: T): T[] => new Array<T>(count).fill(item);

const LIMIT = "content.limit-exceeded";
const MALFORMED = "content.malformed";
const REFERENCE = "content.reference";

/** Frames that are right at a limit, and ones that are just beyond it. */
const LIMITED: [path: string, most: number, build: (size: number) => Frame][] = [
  ["account.selfContactId", 128, (n) => ({ account: { selfContactId: "x".repeat(n) } })],
  ["account.displayName", 1024, (n) => ({ account: { selfContactId: "c", displayName: "x".repeat(n) } })],
  ["account.phoneNumber", 64, (n) => ({ account: { selfContactId: "c", phoneNumber: "1".repeat(n) } })],
  ["account.about", 4096, (n) => ({ account: { selfContactId: "c", about: "x".repeat(n) } })],
  ["settings.preferredReactions", 64, (n) => ({ settings: { preferredReactions: many(n, "x") } })],
  ["settings.preferredReactions[0]", 64, (n) => ({ settings: { preferredReactions: ["x".repeat(n)] } })],
  ["contact.displayName", 1024, (n) => ({ contact: { id: "c", displayName: "x".repeat(n) } })],
  ["contact.profileName", 1024, (n) => ({ contact: { id: "c", profileName: "x".repeat(n) } })],
  ["contact.phoneNumbers", 32, (n) => ({ contact: { id: "c", phoneNumbers: many(n, "1") } })],
  ["contact.phoneNumbers[0]", 64, (n) => ({ contact: { id: "c", phoneNumbers: ["1".repeat(n)] } })],
  ["contact.avatar.mediaType", 256, (n) => ({ contact: { id: "c", avatar: { ...file, mediaType: "x".repeat(n) } } })],
  ["contact.about", 4096, (n) => ({ contact: { id: "c", about: "x".repeat(n) } })],
  ["group.subject", 1024, (n) => ({ group: { id: "g", subject: "x".repeat(n) } })],
  ["group.description", 16_384, (n) => ({ group: { id: "g", description: "x".repeat(n) } })],
  ["group.createdBy", 128, (n) => ({ group: { id: "g", createdBy: "x".repeat(n) } })],
  ["group.members", 65_536, (n) => ({ group: { id: "g", members: many(n, { contactId: "c" }) } })],
  ["group.members[0].contactId", 128, (n) => ({ group: { id: "g", members: [{ contactId: "x".repeat(n) }] } })],
  ["stickerPack.title", 1024, (n) => ({ stickerPack: { id: "s", title: "x".repeat(n) } })],
  ["stickerPack.publisher", 1024, (n) => ({ stickerPack: { id: "s", publisher: "x".repeat(n) } })],
  ["stickerPack.stickers", 1024, (n) => ({ stickerPack: { id: "s", stickers: many(n, { image: file }) } })],
  [
    "stickerPack.stickers[0].emoji",
    64,
    (n) => ({ stickerPack: { id: "s", stickers: [{ image: file, emoji: "x".repeat(n) }] } }),
  ],
  ["chat.id", 128, (n) => ({ chat: { id: "x".repeat(n) } })],
  ["chat.contactId", 128, (n) => ({ chat: { id: "c", contactId: "x".repeat(n) } })],
  ["chat.groupId", 128, (n) => ({ chat: { id: "c", groupId: "x".repeat(n) } })],
  ["chat.title", 1024, (n) => ({ chat: { id: "c", title: "x".repeat(n) } })],
  ["chat.draft.body", 262_144, (n) => ({ chat: { id: "c", draft: { body: "x".repeat(n) } } })],
  ["message.id", 128, (n) => message({ id: "x".repeat(n) })],
  ["message.chatId", 128, (n) => message({ chatId: "x".repeat(n) })],
  ["message.authorId", 128, (n) => message({ authorId: "x".repeat(n) })],
  ["message.quote.messageId", 128, (n) => message({ quote: { messageId: "x".repeat(n) } })],
  ["message.quote.authorId", 128, (n) => message({ quote: { authorId: "x".repeat(n) } })],
  ["message.quote.text.body", 262_144, (n) => message({ quote: { text: { body: "x".repeat(n) } } })],
  ["message.reactions[0].emoji", 64, (n) => message({ reactions: [{ authorId: "a", emoji: "x".repeat(n) }] })],
  [
    "message.reactions",
    65_536,
    (n) => message({ reactions: Array.from({ length: n }, (_, i) => ({ authorId: `${i}` })) }),
  ],
  ["message.edits", 1024, (n) => message({ edits: many(n, {}) })],
  ["message.edits[0].text.body", 262_144, (n) => message({ edits: [{ text: { body: "x".repeat(n) } }] })],
  ["message.forward.originalAuthor", 1024, (n) => message({ forward: { originalAuthor: "x".repeat(n) } })],
  ["message.receipts", 65_536, (n) => message({ receipts: many(n, {}) })],
  ["message.receipts[0].contactId", 128, (n) => message({ receipts: [{ contactId: "x".repeat(n) }] })],
  ["message.text.text.body", 262_144, (n) => text({ body: "x".repeat(n) })],
  ["message.text.text.styles", 4096, (n) => text({ body: "x", styles: many(n, { length: 1 }) })],
  ["message.text.text.mentions", 4096, (n) => text({ body: "x", mentions: many(n, { contactId: "c" }) })],
  ["message.text.text.mentions[0].contactId", 128, (n) => text({ mentions: [{ contactId: "x".repeat(n) }] })],
  ["message.text.linkPreviews", 16, (n) => message({ text: { linkPreviews: many(n, {}) } })],
  ["message.text.linkPreviews[0].url", 8192, (n) => message({ text: { linkPreviews: [{ url: "x".repeat(n) }] } })],
  ["message.text.linkPreviews[0].title", 1024, (n) => message({ text: { linkPreviews: [{ title: "x".repeat(n) }] } })],
  [
    "message.text.linkPreviews[0].description",
    16_384,
    (n) => message({ text: { linkPreviews: [{ description: "x".repeat(n) }] } }),
  ],
  ["message.media.attachments", 64, (n) => message({ media: { attachments: many(n, file) } })],
  ["message.media.attachments[1].id", 128, (n) => media({ id: "x".repeat(n) })],
  ["message.media.attachments[1].mediaType", 256, (n) => media({ mediaType: "x".repeat(n) })],
  ["message.media.attachments[1].fileName", 1024, (n) => media({ fileName: "x".repeat(n) })],
  ["message.media.attachments[1].waveform", 1024, (n) => media({ waveform: new Uint8Array(n) })],
  [
    "message.media.caption.body",
    262_144,
    (n) => message({ media: { attachments: [file], caption: { body: "x".repeat(n) } } }),
  ],
  ["message.sticker.emoji", 64, (n) => message({ sticker: { image: file, emoji: "x".repeat(n) } })],
  ["message.sticker.stickerPackId", 128, (n) => message({ sticker: { image: file, stickerPackId: "x".repeat(n) } })],
  ["message.location.location.name", 1024, (n) => located({ name: "x".repeat(n) })],
  ["message.location.location.address", 4096, (n) => located({ address: "x".repeat(n) })],
  ["message.location.location.latitude", 90, (latitude) => located({ latitude })],
  ["message.location.location.longitude", 180, (longitude) => located({ longitude })],
  ["message.location.location.accuracy", 100_000_000, (accuracy) => located({ accuracy })],
  ["message.liveLocation.last.name", 1024, (n) => message({ liveLocation: { last: { name: "x".repeat(n) } } })],
  [
    "message.liveLocation.caption.body",
    262_144,
    (n) => message({ liveLocation: { caption: { body: "x".repeat(n) } } }),
  ],
  ["message.contactCards.cards", 256, (n) => message({ contactCards: { cards: many(n, {}) } })],
  [
    "message.contactCards.cards[0].displayName",
    1024,
    (n) => message({ contactCards: { cards: [{ displayName: "x".repeat(n) }] } }),
  ],
  [
    "message.contactCards.cards[0].vcard",
    262_144,
    (n) => message({ contactCards: { cards: [{ vcard: "x".repeat(n) }] } }),
  ],
  [
    "message.contactCards.cards[0].phoneNumbers",
    32,
    (n) => message({ contactCards: { cards: [{ phoneNumbers: many(n, "1") }] } }),
  ],
  [
    "message.contactCards.cards[0].phoneNumbers[0]",
    64,
    (n) => message({ contactCards: { cards: [{ phoneNumbers: ["1".repeat(n)] }] } }),
  ],
  ["message.poll.question", 4096, (n) => message({ poll: { question: "x".repeat(n) } })],
  ["message.poll.options", 128, (n) => message({ poll: { options: many(n, {}) } })],
  ["message.poll.options[0].text", 4096, (n) => message({ poll: { options: [{ text: "x".repeat(n) }] } })],
  ["message.poll.options[0].voterIds", 65_536, (n) => message({ poll: { options: [{ voterIds: many(n, "c") }] } })],
  ["message.poll.options[0].voterIds[0]", 128, (n) => message({ poll: { options: [{ voterIds: ["x".repeat(n)] }] } })],
  ["message.event.title", 1024, (n) => message({ event: { title: "x".repeat(n) } })],
  ["message.event.description", 16_384, (n) => message({ event: { description: "x".repeat(n) } })],
  ["message.event.responses", 65_536, (n) => message({ event: { responses: many(n, { contactId: "c" }) } })],
  [
    "message.event.responses[0].contactId",
    128,
    (n) => message({ event: { responses: [{ contactId: "x".repeat(n) }] } }),
  ],
  ["message.event.location.name", 1024, (n) => message({ event: { location: { name: "x".repeat(n) } } })],
  ["message.system.text", 16_384, (n) => message({ system: { text: "x".repeat(n) } })],
  ["message.system.actorId", 128, (n) => message({ system: { actorId: "x".repeat(n) } })],
  ["message.system.subjectIds", 65_536, (n) => message({ system: { subjectIds: many(n, "c") } })],
  ["message.deleted.deletedBy", 128, (n) => message({ deleted: { deletedBy: "x".repeat(n) } })],
  ["call.id", 128, (n) => ({ call: { id: "x".repeat(n), receivedAtMs: 1 } })],
  ["call.initiatorId", 128, (n) => ({ call: { id: "c", receivedAtMs: 1, initiatorId: "x".repeat(n) } })],
  ["call.participantIds", 1024, (n) => ({ call: { id: "c", receivedAtMs: 1, participantIds: many(n, "c") } })],
  ["call.participantIds[0]", 128, (n) => ({ call: { id: "c", receivedAtMs: 1, participantIds: ["x".repeat(n)] } })],
  ["call.chatId", 128, (n) => ({ call: { id: "c", receivedAtMs: 1, chatId: "x".repeat(n) } })],
];

const BROKEN: [rule: string, path: string, code: string, frame: Frame][] = [
  ["an empty id", "contact.id", MALFORMED, { contact: {} }],
  ["an empty id", "group.id", MALFORMED, { group: {} }],
  ["an empty id", "stickerPack.id", MALFORMED, { stickerPack: {} }],
  ["an empty id", "chat.id", MALFORMED, { chat: {} }],
  ["an empty id", "message.id", MALFORMED, message({ id: "" })],
  ["an empty id", "call.id", MALFORMED, { call: { receivedAtMs: 1 } }],
  ["an empty owner", "account.selfContactId", MALFORMED, { account: {} }],
  ["an empty peer", "chat.contactId", MALFORMED, { chat: { id: "c", contactId: "" } }],
  ["an empty peer", "chat.groupId", MALFORMED, { chat: { id: "c", groupId: "" } }],
  ["an empty chat", "message.chatId", MALFORMED, message({ chatId: "" })],
  [
    "an empty member",
    "group.members[1].contactId",
    MALFORMED,
    { group: { id: "g", members: [{ contactId: "c" }, {}] } },
  ],
  ["an empty author of a reaction", "message.reactions[0].authorId", MALFORMED, message({ reactions: [{}] })],
  ["an empty mention", "message.text.text.mentions[0].contactId", MALFORMED, text({ mentions: [{}] })],
  ["an empty response", "message.event.responses[0].contactId", MALFORMED, message({ event: { responses: [{}] } })],
  [
    "an empty participant",
    "call.participantIds[0]",
    MALFORMED,
    { call: { id: "c", receivedAtMs: 1, participantIds: [""] } },
  ],
  [
    "an empty voter",
    "message.poll.options[0].voterIds[0]",
    MALFORMED,
    message({ poll: { options: [{ voterIds: [""] }] } }),
  ],
  ["an empty subject", "message.system.subjectIds[0]", MALFORMED, message({ system: { subjectIds: [""] } })],
  ["no time", "message.receivedAtMs", MALFORMED, message({ receivedAtMs: 0 })],
  ["no time", "call.receivedAtMs", MALFORMED, { call: { id: "c" } }],
  ["media without attachments", "message.media.attachments", MALFORMED, message({ media: {} })],
  // [@attachment-id-suffix]
  ["the id of a thumbnail", "message.media.attachments[1].id", MALFORMED, media({ id: "x/thumbnail" })],
  ["no contact card", "message.contactCards.cards", MALFORMED, message({ contactCards: { cards: [] } })],
  ["a sticker without an image", "message.sticker.image", MALFORMED, message({ sticker: {} })],
  [
    "a sticker without an image",
    "stickerPack.stickers[0].image",
    MALFORMED,
    { stickerPack: { id: "s", stickers: [{}] } },
  ],
  [
    "two reactions of one author",
    "message.reactions[1]",
    MALFORMED,
    message({ reactions: [{ authorId: "a" }, { authorId: "a" }] }),
  ],
  [
    "bytes that are there and missing",
    "message.media.attachments[1].missing",
    MALFORMED,
    media({ object, missing: 2 }),
  ],
  ["two items", "item", MALFORMED, { contact: { id: "c" }, chat: { id: "c" } }],
  ["two contents", "message.content", MALFORMED, message({ text: {}, poll: {} })],
  ["two peers", "chat.groupId", MALFORMED, { chat: { id: "c", contactId: "a", groupId: "g" } }],
  [
    "a short object id",
    "contact.avatar.object.id",
    REFERENCE,
    { contact: { id: "c", avatar: { ...file, object: { ...object, id: id(1).subarray(1) } } } },
  ],
  [
    "no key",
    "group.avatar.object.key",
    REFERENCE,
    { group: { id: "g", avatar: { ...file, object: { ...object, key: new Uint8Array() } } } },
  ],
  [
    "a long digest",
    "chat.wallpaper.object.digest",
    REFERENCE,
    { chat: { id: "c", wallpaper: { ...file, object: { ...object, digest: new Uint8Array(33) } } } },
  ],
  [
    "an object above 2^40",
    "account.avatar.object.length",
    REFERENCE,
    { account: { selfContactId: "c", avatar: { ...file, object: { ...object, length: 2 ** 40 + 1 } } } },
  ],
  [
    "a thumbnail that is no reference",
    "message.media.attachments[1].thumbnail.id",
    REFERENCE,
    media({ thumbnail: {} }),
  ],
  [
    "a preview image",
    "message.text.linkPreviews[0].image.id",
    MALFORMED,
    message({ text: { linkPreviews: [{ image: {} }] } }),
  ],
  [
    "a vCard file",
    "message.contactCards.cards[0].file.id",
    MALFORMED,
    message({ contactCards: { cards: [{ file: {} }] } }),
  ],
  [
    "a style beyond the text",
    "message.text.text.styles[0]",
    REFERENCE,
    text({ body: "abc", styles: [{ start: 1, length: 3 }] }),
  ],
  [
    "a style that starts beyond",
    "message.text.text.styles[0]",
    REFERENCE,
    text({ body: "abc", styles: [{ start: 4 }] }),
  ],
  [
    "a mention beyond the text",
    "message.quote.text.mentions[0]",
    REFERENCE,
    message({ quote: { text: { mentions: [{ length: 1, contactId: "c" }] } } }),
  ],
  [
    "a start inside a pair",
    "chat.draft.styles[0]",
    REFERENCE,
    { chat: { id: "c", draft: { body: "😀", styles: [{ start: 1, length: 1 }] } } },
  ],
  [
    "an end inside a pair",
    "chat.draft.styles[0]",
    REFERENCE,
    { chat: { id: "c", draft: { body: "😀", styles: [{ start: 0, length: 1 }] } } },
  ],
  [
    "a span of 2^33",
    "message.edits[0].text.styles[0]",
    REFERENCE,
    message({ edits: [{ text: { styles: [{ start: 2 ** 32 - 1, length: 2 ** 32 - 1 }] } }] }),
  ],
  ["a latitude below", "message.location.location.latitude", LIMIT, located({ latitude: -90.0001 })],
  ["a longitude below", "message.location.location.longitude", LIMIT, located({ longitude: -180.0001 })],
  ["a negative accuracy", "message.location.location.accuracy", LIMIT, located({ accuracy: -1 })],
  ["a latitude that is no number", "message.location.location.latitude", LIMIT, located({ latitude: Number.NaN })],
  ["an endless accuracy", "message.location.location.accuracy", LIMIT, located({ accuracy: Number.POSITIVE_INFINITY })],
];

describe("the rules of one frame", () => {
  it.each(LIMITED)("%s has a limit of %i", (path, most, build) => {
    expect(thrownBy(() => validateFrame(build(most)))).toBe(undefined);
    expect(thrownBy(() => validateFrame(build(most + 1), 7))).toMatchObject({
      code: LIMIT,
      details: { path, frame: 7 },
    });
  });

  it("measure text in bytes of UTF-8", () => {
    const named = (displayName: string) => thrownBy(() => validateFrame({ contact: { id: "c", displayName } }))?.code;
    for (const [character, size] of [
      ["a", 1],
      ["é", 2],
      ["€", 3],
      ["😀", 4],
    ] as const) {
      const full = character.repeat(Math.floor(1024 / size)) + "a".repeat(1024 % size);
      expect(named(full)).toBe(undefined);
      expect(named(`${full}a`)).toBe(LIMIT);
    }
  });

  it.each(BROKEN)("refuse %s: %s", (_, path, code, broken) => {
    expect(thrownBy(() => validateFrame(broken))).toMatchObject({ code, details: { path } });
    expect(thrownBy(() => validateFrame(broken))?.details.frame).toBe(undefined);
  });

  it("are the same for what is decoded", () => {
    for (const [, path, code, broken] of BROKEN.filter(([rule]) => !rule.startsWith("two "))) {
      const decoded = decodeFrame(encodeFrame(broken));
      expect(
        thrownBy(() => validateFrame(decoded)),
        path,
      ).toMatchObject({ code, details: { path } });
    }
  });

  it("come in the order of field numbers, what is inside first", () => {
    const broken = message({
      quote: { text: { styles: [{ start: 9 }] } },
      reactions: [{}],
      text: { text: { body: "x".repeat(262_145) } },
    });
    expect(thrownBy(() => validateFrame(broken))?.details.path).toBe("message.quote.text.styles[0]");
    expect(thrownBy(() => validateFrame({ message: { ...broken.message, quote: null } }))?.details.path).toBe(
      "message.reactions[0].authorId",
    );
  });

  it.each<Frame>([
    {},
    { $unknowns: [Uint8Array.of(0xf8, 0x07, 0)] },
    { settings: {} },
    message({}),
    message({ text: {} }),
    message({ location: {} }),
    message({ call: {} }),
    message({ poll: {} }),
    message({ viewOnce: { kind: 77 } }),
    text({ body: "a😀b", styles: [{ start: 1, length: 2, style: 99 }, { start: 4 }] }),
    { chat: { id: "c" } },
  ])("accept %j", (fine) => expect(() => validateFrame(fine)).not.toThrow());

  it("accept every generated frame, before and after it was encoded", () => {
    fc.assert(
      fc.property(frame(), (value) => {
        validateFrame(value);
        validateFrame(decodeFrame(encodeFrame(value)));
      }),
      { numRuns: 500 },
    );
  });
});
