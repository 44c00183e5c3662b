import type { Frame } from "../../reference/core/proto/codec.js";
import { call, type FrameFault, group, limit, malformed, media, OMITTED, say, text, x } from "./frame-values.js";

export function ids(): FrameFault[] {
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
    [
      "frame-attachment-thumbnail-id",
      "attachment-id-suffix",
      "frame-attachment-thumbnail-within",
      "the id ends in /thumbnail",
      malformed,
      media({ id: "a1/thumbnail" }),
    ],
    [
      "frame-attachment-thumbnail-only",
      "attachment-id-suffix",
      "frame-attachment-thumbnail-within",
      "the id is /thumbnail",
      malformed,
      media({ id: "/thumbnail" }),
    ],
    [
      "frame-avatar-thumbnail-id",
      "attachment-id-suffix",
      "frame-account",
      "the id of the avatar ends in /thumbnail",
      malformed,
      { account: { selfContactId: "me", avatar: { ...OMITTED, id: "av/thumbnail", missing: 1 } } },
    ],
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
