import { encodeFrame } from "../../reference/core/proto/codec.js";
import { bytesField, concat, numberField, utf8 } from "./bytes.js";
import * as chat from "./chat.js";
import { image, last, location, media, OMITTED, PLAIN, say, text, type ValidFrame, x } from "./frame-values.js";

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
    "frame-enum-last",
    "enum-unknown",
    bytesField(7, concat(PLAIN.subarray(2), bytesField(31, numberField(1, 2n ** 31n - 1n)))),
    "The largest enum number.",
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
