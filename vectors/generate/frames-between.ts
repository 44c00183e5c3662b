import { orderKey } from "../../reference/core/order-key.js";
import { decodeFrame, encodeFrame, type Frame } from "../../reference/core/proto/codec.js";
import * as chat from "./chat.js";
import type { Accepted, Rejected, Rejection } from "./vector.js";

export const bytesOf = (frame: Frame | Uint8Array) => (frame instanceof Uint8Array ? frame : encodeFrame(frame));

const PLAIN = [...chat.DIRECTORY, chat.CALL, chat.message("m1", 1)];

export function backup(
  id: string,
  requirement: string,
  frames: readonly (Frame | Uint8Array)[],
  comment: string,
): Accepted {
  const keys = frames.map((frame) => orderKey(decodeFrame(bytesOf(frame)))).filter((key) => key !== undefined);
  return {
    id,
    title: comment,
    requirements: [requirement],
    operation: "backup",
    inputs: { frames: frames.map(bytesOf) },
    ok: { orderKeys: keys.map((key) => ({ ...key })) },
    comment,
  };
}

function refused(
  id: string,
  requirement: string,
  mutation: string,
  code: Rejection["code"],
  frames: readonly (Frame | Uint8Array)[],
): Rejected {
  return {
    id,
    title: mutation,
    requirements: [requirement],
    operation: "backup",
    inputs: { frames: frames.map(bytesOf) },
    reject: { code: code! },
    parent: "backup-plain",
    mutation,
    comment: "A rule between frames.",
  };
}

/** The plain backup with one frame replaced. */
const replaced = (from: Frame, to: Frame) => PLAIN.map((frame) => (frame === from ? to : frame)).sort(byKey);

export const without = (...left: Frame[]) => PLAIN.filter((frame) => !left.includes(frame));

function byKey(a: Frame, b: Frame): number {
  const [x, y] = [orderKey(a)!, orderKey(b)!];
  return x.rank - y.rank || x.timeMs - y.timeMs || (x.id < y.id ? -1 : x.id > y.id ? 1 : 0);
}

export function between(): (Accepted | Rejected)[] {
  const say = (change: Parameters<typeof chat.message>[2]) => [...PLAIN, chat.message("m2", 2, change)];
  const mention = { body: "@x", mentions: [{ start: 0, length: 2, contactId: "nobody" }] };
  const reference = "content.reference";
  const contact = (id: string, mutation: string, frames: readonly Frame[]) =>
    refused(id, "reference-contact", mutation, reference, frames);
  const order = (id: string, requirement: string, mutation: string, frames: readonly (Frame | Uint8Array)[]) =>
    refused(id, requirement, mutation, "content.order", frames);
  return [
    backup("backup-plain", "account-first", PLAIN, "Every kind of frame."),
    backup("backup-least", "account-first", [chat.ACCOUNT, chat.ME], "The account and its contact."),
    backup(
      "backup-unknown-frame",
      "unknown-accepted",
      [chat.ACCOUNT, chat.UNKNOWN_FRAME, chat.ME, chat.UNKNOWN_FRAME, chat.UNKNOWN_FRAME],
      "Frames of unknown kinds between the others.",
    ),
    backup("backup-system", "reference-contact", say({ authorId: "" }), "A message without an author."),
    backup(
      "backup-other-ids",
      "reference-other",
      say({
        quote: { messageId: "gone", authorId: "gone" },
        reactions: [{ authorId: "gone", emoji: "!" }],
        receipts: [{ contactId: "gone" }],
        poll: { question: "?", options: [{ text: "a", voterIds: ["gone"] }] },
      }),
      "Ids that need not name anything.",
    ),
    order("backup-empty", "account-first", "all frames are removed", []),
    order("backup-no-account", "account-first", "the account is removed", without(chat.ACCOUNT)),
    order("backup-unknown-first", "account-first", "a frame of unknown kind comes first", [
      chat.UNKNOWN_FRAME,
      ...PLAIN,
    ]),
    order("backup-account-second", "account-first", "the settings come first", [
      chat.SETTINGS,
      chat.ACCOUNT,
      ...PLAIN.slice(2),
    ]),
    order("backup-two-accounts", "frame-order", "the account stands twice", [chat.ACCOUNT, ...PLAIN]),
    order("backup-two-settings", "frame-order", "the settings stand twice", [
      chat.ACCOUNT,
      chat.SETTINGS,
      ...PLAIN.slice(1),
    ]),
    order("backup-contact-twice", "frame-order", "a contact stands twice", [...PLAIN.slice(0, 3), ...PLAIN.slice(2)]),
    order("backup-contacts-order", "frame-order", "two contacts change places", [
      chat.ACCOUNT,
      chat.SETTINGS,
      chat.ME,
      chat.FRIEND,
      ...PLAIN.slice(4),
    ]),
    order("backup-chat-before-group", "frame-order", "the group comes after the chats", [
      ...without(chat.GROUP, chat.GROUP_CHAT).slice(0, 6),
      chat.GROUP,
    ]),
    contact(
      "backup-self",
      "the account names a contact that has no frame",
      replaced(chat.ACCOUNT, { account: { selfContactId: "nobody" } }),
    ),
    contact("backup-self-at-end", "the contact of the account is removed, and nothing comes after contacts", [
      chat.ACCOUNT,
      chat.SETTINGS,
      chat.FRIEND,
    ]),
    {
      ...refused(
        "backup-self-last",
        "self-contact-last",
        "the account names another contact, without frame",
        reference,
        [{ account: { ...chat.ACCOUNT.account!, selfContactId: "nobody" } }, chat.ME],
      ),
      parent: "backup-least",
      comment: "Found after the last frame: none is dropped for it.",
    },
    contact(
      "backup-group-creator",
      "the group names a creator that has no frame",
      replaced(chat.GROUP, { group: { ...chat.GROUP.group!, createdBy: "nobody" } }),
    ),
    contact(
      "backup-group-member",
      "the group names a member that has no frame",
      replaced(chat.GROUP, { group: { ...chat.GROUP.group!, members: [{ contactId: "nobody" }] } }),
    ),
    contact(
      "backup-chat-contact",
      "the chat names a contact that has no frame",
      replaced(chat.CHAT, { chat: { id: "c1", contactId: "nobody" } }),
    ),
    refused(
      "backup-chat-group",
      "reference-group",
      "the chat names a group that has no frame",
      reference,
      replaced(chat.GROUP_CHAT, { chat: { id: "c2", groupId: "nothing" } }),
    ),
    contact(
      "backup-draft-mention",
      "the draft mentions a contact that has no frame",
      replaced(chat.CHAT, { chat: { ...chat.CHAT.chat!, draft: mention } }),
    ),
    refused(
      "backup-message-chat",
      "reference-chat",
      "a message in a chat that has no frame follows",
      reference,
      say({ chatId: "nowhere" }),
    ),
    contact("backup-message-author", "a message of an author that has no frame follows", say({ authorId: "nobody" })),
    contact(
      "backup-mention",
      "a message that mentions a contact without frame follows",
      say({ text: { text: mention } }),
    ),
    contact(
      "backup-caption-mention",
      "a caption that mentions a contact without frame follows",
      say({ media: { attachments: [{ id: "a9" }], caption: mention } }),
    ),
    contact(
      "backup-quote-mention",
      "a quote that mentions a contact without frame follows",
      say({ quote: { messageId: "m1", text: mention } }),
    ),
    contact(
      "backup-edit-mention",
      "an edit that mentions a contact without frame follows",
      say({ edits: [{ text: mention }] }),
    ),
    contact(
      "backup-live-location-mention",
      "a live location whose caption mentions a contact without frame follows",
      say({ liveLocation: { caption: mention } }),
    ),
    contact(
      "backup-event-response",
      "an event with a response of a contact without frame follows",
      say({ event: { title: "t", responses: [{ contactId: "nobody" }] } }),
    ),
    contact(
      "backup-call-initiator",
      "the call is by a contact without frame",
      replaced(chat.CALL, { call: { ...chat.CALL.call!, initiatorId: "nobody" } }),
    ),
    contact(
      "backup-call-participant",
      "a contact without frame takes part in the call",
      replaced(chat.CALL, { call: { ...chat.CALL.call!, participantIds: ["me", "nobody"] } }),
    ),
    refused(
      "backup-call-chat",
      "reference-chat",
      "the call is in a chat that has no frame",
      reference,
      replaced(chat.CALL, { call: { ...chat.CALL.call!, chatId: "nowhere" } }),
    ),
  ];
}
