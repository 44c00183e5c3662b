import type { ErrorCode } from "../../reference/core/errors.js";
import { type Attachment, encodeFrame, type Frame, type Message, type Text } from "../../reference/core/proto/codec.js";
import { bytesField, concat, numberField, utf8, varint } from "./bytes.js";
import * as chat from "./chat.js";

/** Id, requirement, frame, comment. */
type ValidFrame = readonly [string, string, Frame | Uint8Array, string];
/** Id, requirement, parent, mutation, code, frame. */
export type FrameFault = readonly [string, string, string, string, ErrorCode, Frame | Uint8Array];

const say = (change: Message = {}) => chat.message("m1", 1, change);
const text = (value: Text) => say({ text: { text: value } });
const media = (change: Attachment) => say({ media: { attachments: [{ ...chat.ATTACHMENT, ...change }] } });
const location = (change: object) => say({ location: { location: { latitude: 1, longitude: 2, ...change } } });
const { object: _, ...OMITTED } = chat.ATTACHMENT;
const x = (length: number) => "x".repeat(length);
const PLAIN = encodeFrame(say());
const last = Number.MAX_SAFE_INTEGER;
const image = { id: "a2", kind: 7 };

/** Frames that obey every rule that concerns them alone. */
export const VALID_FRAMES: readonly ValidFrame[] = [
  [
    "frame-account",
    "id-required",
    {
      account: {
        selfContactId: "me",
        displayName: "Sam",
        phoneNumber: "+15550100",
        avatar: { ...OMITTED, id: "av", missing: 1 },
        about: "Hi",
      },
    },
    "An account with every field.",
  ],
  ["frame-settings-empty", "oneof-unset", { settings: {} }, "Settings of which none is set."],
  ["frame-settings", "proto-canonical", chat.SETTINGS, "A setting that is set to false stands."],
  ["frame-contact", "id-required", chat.FRIEND, "A contact."],
  ["frame-group", "id-required", chat.GROUP, "A group with members."],
  [
    "frame-sticker-pack",
    "sticker-image",
    { stickerPack: { id: "p1", stickers: [{ image, emoji: "\u{1f426}" }] } },
    "A sticker pack.",
  ],
  ["frame-chat", "oneof-unset", { chat: { id: "c1", title: "Notes" } }, "A chat without a peer."],
  ["frame-call", "received-required", chat.CALL, "A call."],
  [
    "frame-message-text",
    "text-range",
    text({
      body: "a\u{1f600}b",
      styles: [
        { start: 0, length: 4, style: 1 },
        { start: 1, length: 2, style: 2 },
      ],
      mentions: [{ start: 3, length: 1, contactId: "me" }],
    }),
    "Styles and a mention, counted in UTF-16 code units.",
  ],
  [
    "frame-message-empty-style",
    "text-range",
    text({ body: "ab", styles: [{ start: 2 }] }),
    "A style of no length at the end.",
  ],
  [
    "frame-message-media",
    "media-nonempty",
    media({ thumbnail: chat.THUMBNAIL, width: 3, height: 2, durationMs: 5, waveform: Uint8Array.of(1, 2) }),
    "An attachment with every field.",
  ],
  [
    "frame-message-omitted",
    "attachment-missing-reason",
    say({ media: { attachments: [{ ...OMITTED, missing: 1 }] } }),
    "An attachment that is not in the backup, and why.",
  ],
  [
    "frame-message-sticker",
    "sticker-image",
    say({ sticker: { image, stickerPackId: "gone" } }),
    "A sticker whose pack has no frame.",
  ],
  [
    "frame-message-location",
    "location-range",
    say({ location: { location: { latitude: -90, longitude: 180, accuracy: 100_000_000, name: "Pole" } } }),
    "A location at every limit.",
  ],
  [
    "frame-message-location-fraction",
    "location-range",
    location({ latitude: 52.52, longitude: -0.001, accuracy: 1e-7 }),
    "Doubles as ECMAScript prints them.",
  ],
  [
    "frame-message-live-location",
    "oneof-unset",
    say({ liveLocation: { endedAtMs: 5 } }),
    "A live location that was never known.",
  ],
  [
    "frame-message-cards",
    "cards-nonempty",
    say({ contactCards: { cards: [{ displayName: "Ana", phoneNumbers: ["+15550101"] }] } }),
    "A contact card.",
  ],
  [
    "frame-message-poll",
    "field-limits",
    say({ poll: { question: "When?", options: [{ text: "Now", voterIds: ["me"] }, {}], maxChoices: 1 } }),
    "A poll with an option of no field.",
  ],
  [
    "frame-message-event",
    "id-required",
    say({ event: { title: "Hike", startsAtMs: chat.TIME, responses: [{ contactId: "me", answer: 1 }] } }),
    "An event.",
  ],
  ["frame-message-call", "oneof-unset", say({ call: {} }), "A call without a summary."],
  [
    "frame-message-system",
    "enum-unknown",
    say({ authorId: "", system: { kind: 3, actorId: "me", subjectIds: ["friend"] } }),
    "A system notice.",
  ],
  ["frame-message-deleted", "oneof-unset", say({ deleted: {} }), "A deleted message."],
  [
    "frame-message-view-once",
    "oneof-unset",
    say({ viewOnce: { kind: 1, viewed: true } }),
    "The placeholder of a view-once message.",
  ],
  [
    "frame-message-no-content",
    "oneof-unset",
    { message: { id: "m1", chatId: "c1", receivedAtMs: 1 } },
    "A message of no content that is known.",
  ],
  [
    "frame-message-around",
    "reaction-per-author",
    say({
      quote: { messageId: "m0", authorId: "me", text: { body: "q" } },
      reactions: [
        { authorId: "me", emoji: "!" },
        { authorId: "friend", emoji: "!" },
      ],
      edits: [{ replacedAtMs: 1, text: { body: "e" } }],
      editedAtMs: 2,
      edited: true,
      forward: { hops: 3 },
      starred: true,
      pinnedUntilMs: last,
      receipts: [{ contactId: "me", status: 4, atMs: 6 }],
    }),
    "Everything that can stand around a content.",
  ],
  [
    "frame-message-last-time",
    "time-limit",
    say({ receivedAtMs: last, sentAtMs: last, expiresAtMs: last }),
    "The last time.",
  ],
  ["frame-message-id-128", "id-limit", say({ id: x(128) }), "An id of 128 bytes."],
  ["frame-enum-unknown", "enum-unknown", media({ kind: 99 }), "An enum number that is not known stands as the number."],
  [
    "frame-enum-negative",
    "enum-unknown",
    bytesField(7, concat(PLAIN.subarray(2), bytesField(31, numberField(1, 2n ** 64n - 1n)))),
    "An enum number of -1, in ten bytes.",
  ],
  [
    "frame-url-8192",
    "field-limits",
    say({ text: { text: { body: "u" }, linkPreviews: [{ url: x(8192), title: "t" }] } }),
    "A link of 8192 bytes.",
  ],
  ["frame-unknown", "unknown-accepted", chat.UNKNOWN_FRAME, "A frame of unknown kind."],
  [
    "frame-unknown-field",
    "unknown-accepted",
    concat(PLAIN, numberField(1000, 7)),
    "An unknown field, kept after the known ones.",
  ],
  [
    "frame-unknown-content",
    "unknown-accepted",
    encodeFrame({ message: { id: "m1", chatId: "c1", receivedAtMs: 1, $unknowns: [bytesField(40, utf8("later"))] } }),
    "A content of a later version.",
  ],
  [
    "frame-order-of-fields",
    "proto-noncanonical-accepted",
    bytesField(3, concat(bytesField(2, utf8("Alex")), bytesField(1, utf8("friend")))),
    "Fields in another order than a writer's.",
  ],
  [
    "frame-default-written",
    "proto-noncanonical-accepted",
    bytesField(3, concat(bytesField(1, utf8("friend")), bytesField(2, new Uint8Array()), numberField(6, 0))),
    "Default values that a writer leaves out.",
  ],
  [
    "frame-string-twice",
    "proto-last-wins",
    bytesField(3, concat(bytesField(1, utf8("other")), bytesField(1, utf8("friend")))),
    "A string twice: the last counts.",
  ],
  ["frame-oneof-twice", "proto-last-wins", concat(encodeFrame(chat.FRIEND), PLAIN), "Two items: the last counts."],
  [
    "frame-long-varint",
    "proto-noncanonical-accepted",
    bytesField(3, concat(bytesField(1, utf8("friend")), Uint8Array.of(0x30, 0x81, 0x80, 0))),
    "A varint that is longer than it has to be.",
  ],
];

const limit = "content.limit-exceeded";
const malformed = "content.malformed";
const reference = "content.reference";
const group = chat.GROUP.group!;
const call = chat.CALL.call!;

function encoding(): FrameFault[] {
  const raw = (id: string, slug: string, mutation: string, ...bytes: Uint8Array[]): FrameFault => [
    id,
    slug,
    "frame-unknown-field",
    mutation,
    malformed,
    concat(PLAIN, ...bytes),
  ];
  return [
    raw("frame-group-type", "proto-no-groups", "a group follows", Uint8Array.of(0xa3, 6, 0xa4, 6)),
    raw("frame-wire-type-6", "proto-wire-types", "a field of wire type 6 follows", Uint8Array.of(0xa6, 6, 0)),
    raw("frame-wire-type-7", "proto-wire-types", "a field of wire type 7 follows", Uint8Array.of(0xa7, 6, 0)),
    raw("frame-field-0", "proto-no-field-zero", "a field of number 0 follows", Uint8Array.of(2, 0)),
    raw(
      "frame-varint-11",
      "proto-varint-length",
      "a varint of 11 bytes follows",
      varint(100 * 8),
      Uint8Array.of(...Array(10).fill(0x80), 1),
    ),
    raw(
      "frame-overrun",
      "proto-overrun",
      "a field that is longer than the frame follows",
      Uint8Array.of(0xa2, 6, 5, 1),
    ),
    raw("frame-fixed64-short", "proto-overrun", "eight bytes of which one is there follow", Uint8Array.of(0xa1, 6, 1)),
    [
      "frame-utf8",
      "proto-utf8",
      "frame-contact",
      "the name is not UTF-8",
      malformed,
      bytesField(3, concat(bytesField(1, utf8("friend")), bytesField(2, Uint8Array.of(0xff)))),
    ],
    [
      "frame-utf8-surrogate",
      "proto-utf8",
      "frame-contact",
      "the name is an encoded surrogate",
      malformed,
      bytesField(3, concat(bytesField(1, utf8("friend")), bytesField(2, Uint8Array.of(0xed, 0xa0, 0x80)))),
    ],
    [
      "frame-utf8-overlong",
      "proto-utf8",
      "frame-contact",
      "the name is an overlong encoding",
      malformed,
      bytesField(3, concat(bytesField(1, utf8("friend")), bytesField(2, Uint8Array.of(0xc0, 0x80)))),
    ],
    [
      "frame-time-2-53",
      "time-limit",
      "frame-call",
      "a time of 2^53",
      limit,
      bytesField(8, concat(bytesField(1, utf8("k1")), numberField(2, 2n ** 53n))),
    ],
    [
      "frame-time-2-64",
      "time-limit",
      "frame-call",
      "a time of 2^64 - 1",
      limit,
      bytesField(8, concat(bytesField(1, utf8("k1")), numberField(2, 2n ** 64n - 1n))),
    ],
  ];
}

function ids(): FrameFault[] {
  const gone = (id: string, parent: string, mutation: string, frame: Frame): FrameFault => [
    `frame-no-${id}`,
    "id-required",
    parent,
    mutation,
    malformed,
    frame,
  ];
  const long = (id: string, parent: string, mutation: string, frame: Frame): FrameFault => [
    `frame-long-${id}`,
    "id-limit",
    parent,
    mutation,
    limit,
    frame,
  ];
  return [
    gone("self-contact", "frame-account", "the account's contact is removed", { account: {} }),
    gone("contact-id", "frame-contact", "the id is removed", { contact: { displayName: "Alex" } }),
    gone("group-id", "frame-group", "the id is removed", { group: { ...group, id: "" } }),
    gone("member-id", "frame-group", "the id of a member is removed", { group: { ...group, members: [{}] } }),
    gone("sticker-pack-id", "frame-sticker-pack", "the id is removed", { stickerPack: { title: "Birds" } }),
    gone("chat-id", "frame-chat", "the id is removed", { chat: { title: "Notes" } }),
    gone("peer-id", "frame-chat", "the peer is set to an empty id", { chat: { id: "c1", contactId: "" } }),
    gone("message-id", "frame-message-text", "the id is removed", say({ id: "" })),
    gone("message-chat-id", "frame-message-text", "the chat is removed", say({ chatId: "" })),
    gone("call-id", "frame-call", "the id is removed", { call: { ...call, id: "" } }),
    gone("participant-id", "frame-call", "an id of a participant is empty", {
      call: { ...call, participantIds: [""] },
    }),
    gone(
      "mention-id",
      "frame-message-text",
      "the contact of a mention is removed",
      text({ body: "ab", mentions: [{ length: 1 }] }),
    ),
    gone("attachment-id", "frame-message-media", "the id of the attachment is removed", media({ id: "" })),
    gone(
      "reaction-author",
      "frame-message-around",
      "the author of a reaction is removed",
      say({ reactions: [{ emoji: "!" }] }),
    ),
    gone(
      "response-contact",
      "frame-message-event",
      "the contact of a response is removed",
      say({ event: { responses: [{ answer: 1 }] } }),
    ),
    gone(
      "voter-id",
      "frame-message-poll",
      "an id of a voter is empty",
      say({ poll: { options: [{ voterIds: [""] }] } }),
    ),
    gone("subject-id", "frame-message-system", "an id of a subject is empty", say({ system: { subjectIds: [""] } })),
    long("message-id", "frame-message-id-128", "an id of 129 bytes", say({ id: x(129) })),
    long(
      "message-id-utf8",
      "frame-message-id-128",
      "an id of 65 characters in 130 bytes",
      say({ id: "\u00e9".repeat(65) }),
    ),
    long("author-id", "frame-message-text", "an author of 129 bytes", say({ authorId: x(129) })),
    long("attachment-id", "frame-message-media", "an attachment id of 129 bytes", media({ id: x(129) })),
  ];
}

function contents(): FrameFault[] {
  const rule = (
    id: string,
    slug: string,
    parent: string,
    mutation: string,
    code: ErrorCode,
    frame: Frame,
  ): FrameFault => [`frame-${id}`, slug, `frame-${parent}`, mutation, code, frame];
  const object = (id: string, mutation: string, change: object) =>
    rule(
      `object-${id}`,
      "reference-shape",
      "message-media",
      mutation,
      reference,
      media({ object: { ...chat.OBJECT, ...change } }),
    );
  return [
    rule(
      "no-received-time",
      "received-required",
      "message-text",
      "received_at_ms is removed",
      malformed,
      say({ receivedAtMs: 0 }),
    ),
    rule("call-no-received-time", "received-required", "call", "received_at_ms is removed", malformed, {
      call: { ...call, receivedAtMs: 0 },
    }),
    rule(
      "media-empty",
      "media-nonempty",
      "message-media",
      "the attachments are removed",
      malformed,
      say({ media: {} }),
    ),
    rule(
      "media-65",
      "field-limits",
      "message-media",
      "65 attachments",
      limit,
      say({ media: { attachments: Array.from({ length: 65 }, (_, i) => ({ id: `a${i}` })) } }),
    ),
    rule(
      "cards-empty",
      "cards-nonempty",
      "message-cards",
      "the cards are removed",
      malformed,
      say({ contactCards: {} }),
    ),
    rule(
      "sticker-no-image",
      "sticker-image",
      "message-sticker",
      "the image is removed",
      malformed,
      say({ sticker: { emoji: "!" } }),
    ),
    rule("pack-sticker-no-image", "sticker-image", "sticker-pack", "the image of a sticker is removed", malformed, {
      stickerPack: { id: "p1", stickers: [{}] },
    }),
    rule(
      "reaction-twice",
      "reaction-per-author",
      "message-around",
      "two reactions of one author",
      malformed,
      say({
        reactions: [
          { authorId: "me", emoji: "!" },
          { authorId: "me", emoji: "?" },
        ],
      }),
    ),
    rule(
      "object-and-missing",
      "attachment-missing-reason",
      "message-media",
      "a reason stands beside the object",
      malformed,
      media({ missing: 1 }),
    ),
    object("id-31", "an id of 31 bytes", { id: chat.OBJECT.id.slice(1) }),
    object("no-key", "the key is removed", { key: new Uint8Array() }),
    object("digest-33", "a digest of 33 bytes", { digest: new Uint8Array(33) }),
    object("length-2-40", "a length of 2^40 + 1", { length: 2 ** 40 + 1 }),
    rule(
      "thumbnail-key-31",
      "reference-shape",
      "message-media",
      "the key of the thumbnail has 31 bytes",
      reference,
      media({ thumbnail: { ...chat.THUMBNAIL, key: new Uint8Array(31) } }),
    ),
    rule(
      "latitude",
      "location-range",
      "message-location",
      "a latitude of 90.001",
      limit,
      location({ latitude: 90.001 }),
    ),
    rule(
      "longitude",
      "location-range",
      "message-location",
      "a longitude of -180.5",
      limit,
      location({ longitude: -180.5 }),
    ),
    rule(
      "accuracy",
      "location-range",
      "message-location",
      "an accuracy of 100,000,001",
      limit,
      location({ accuracy: 100_000_001 }),
    ),
    rule(
      "accuracy-negative",
      "location-range",
      "message-location",
      "an accuracy of -1",
      limit,
      location({ accuracy: -1 }),
    ),
    rule(
      "latitude-nan",
      "location-nan",
      "message-location",
      "a latitude that is not a number",
      limit,
      location({ latitude: Number.NaN }),
    ),
    rule(
      "longitude-infinite",
      "location-range",
      "message-location",
      "an infinite longitude",
      limit,
      location({ longitude: Number.POSITIVE_INFINITY }),
    ),
    rule(
      "style-beyond",
      "text-range",
      "message-text",
      "a style ends after the text",
      reference,
      text({ body: "ab", styles: [{ start: 1, length: 2, style: 1 }] }),
    ),
    rule(
      "style-far",
      "text-range",
      "message-text",
      "a style begins after the text",
      reference,
      text({ body: "ab", styles: [{ start: 3 }] }),
    ),
    rule(
      "style-2-32",
      "text-range",
      "message-text",
      "start plus length exceeds 2^32",
      reference,
      text({ body: "ab", styles: [{ start: 2 ** 32 - 1, length: 2 ** 32 - 1, style: 1 }] }),
    ),
    rule(
      "mention-beyond",
      "text-range",
      "message-text",
      "a mention ends after the text",
      reference,
      text({ body: "ab", mentions: [{ start: 0, length: 3, contactId: "me" }] }),
    ),
    rule(
      "style-splits-start",
      "text-surrogate",
      "message-text",
      "a style starts within a surrogate pair",
      reference,
      text({ body: "a\u{1f600}b", styles: [{ start: 2, length: 2, style: 1 }] }),
    ),
    rule(
      "style-splits-end",
      "text-surrogate",
      "message-text",
      "a style ends within a surrogate pair",
      reference,
      text({ body: "a\u{1f600}b", styles: [{ start: 0, length: 2, style: 1 }] }),
    ),
    rule(
      "mention-splits",
      "text-surrogate",
      "message-text",
      "a mention starts within a surrogate pair",
      reference,
      text({ body: "\u{1f600}b", mentions: [{ start: 1, length: 2, contactId: "me" }] }),
    ),
    rule(
      "url-8193",
      "field-limits",
      "url-8192",
      "a link of 8193 bytes",
      limit,
      say({ text: { text: { body: "u" }, linkPreviews: [{ url: x(8193), title: "t" }] } }),
    ),
    rule(
      "link-previews-17",
      "field-limits",
      "url-8192",
      "17 link previews",
      limit,
      say({ text: { linkPreviews: Array.from({ length: 17 }, () => ({ url: "u" })) } }),
    ),
    rule(
      "emoji-65",
      "field-limits",
      "message-around",
      "a reaction of 65 bytes",
      limit,
      say({ reactions: [{ authorId: "me", emoji: x(65) }] }),
    ),
    rule("display-name-1025", "field-limits", "contact", "a name of 1025 bytes", limit, {
      contact: { id: "friend", displayName: x(1025) },
    }),
    rule("phone-number-65", "field-limits", "account", "a phone number of 65 bytes", limit, {
      account: { selfContactId: "me", phoneNumber: x(65) },
    }),
    rule(
      "waveform-1025",
      "field-limits",
      "message-media",
      "a waveform of 1025 bytes",
      limit,
      media({ waveform: new Uint8Array(1025) }),
    ),
    rule("text-262145", "field-limits", "message-text", "a text of 262,145 bytes", limit, text({ body: x(262_145) })),
    rule("draft-style-beyond", "text-range", "chat", "a style of the draft ends after it", reference, {
      chat: { id: "c1", draft: { body: "a", styles: [{ length: 2 }] } },
    }),
    rule(
      "quote-style-beyond",
      "text-range",
      "message-around",
      "a style of the quote ends after it",
      reference,
      say({ quote: { text: { body: "a", styles: [{ length: 2 }] } } }),
    ),
  ];
}

/** Frames that break one rule. */
export const FRAME_FAULTS: readonly FrameFault[] = [...encoding(), ...ids(), ...contents()];
