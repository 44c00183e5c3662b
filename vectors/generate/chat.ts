/**
 * A small chat of which the layers of content are made.
 *
 * @module
 */
import { MESSAGE_CONTENTS } from "../../reference/core/frame-kind.js";
import { encodeFrame, type Frame, type Message } from "../../reference/core/proto/codec.js";
import { AttachmentKind } from "../../reference/core/proto/types.js";
import { concat, varint } from "./bytes.js";
import { random } from "./seed.js";

/** New year 2026, in UTC. */
export const TIME = 1_767_225_600_000;

export const OBJECT = {
  id: random("chat/object/id", 32),
  key: random("chat/object/key", 32),
  length: 21,
  digest: random("chat/object/digest", 32),
};
export const THUMBNAIL = { ...OBJECT, id: random("chat/thumbnail/id", 32), length: 3 };
export const ATTACHMENT = {
  id: "a1",
  kind: AttachmentKind.DOCUMENT,
  object: OBJECT,
  mediaType: "text/plain",
  fileName: "recipe.txt",
};

export const ACCOUNT: Frame = { account: { selfContactId: "me", displayName: "Sam" } };
export const SETTINGS: Frame = { settings: { readReceipts: false, preferredReactions: ["\u{1f44d}"] } };
export const FRIEND: Frame = { contact: { id: "friend", displayName: "Alex" } };
export const ME: Frame = { contact: { id: "me", displayName: "Sam" } };
export const GROUP: Frame = {
  group: {
    id: "g1",
    subject: "Hikes",
    createdBy: "me",
    members: [{ contactId: "friend" }, { contactId: "me", role: 2 }],
  },
};
const PACK: Frame = { stickerPack: { id: "p1", title: "Birds" } };
export const CHAT: Frame = { chat: { id: "c1", contactId: "friend" } };
export const GROUP_CHAT: Frame = { chat: { id: "c2", groupId: "g1", draft: { body: "Hm" } } };

/** A text message, or what the changes make of it. */
export function message(id: string, minutes: number, change: Message = {}): Frame {
  const receivedAtMs = TIME + minutes * 60_000;
  const base: Message = { id, chatId: "c1", authorId: "friend", sentAtMs: receivedAtMs - 1000, receivedAtMs };
  const content = MESSAGE_CONTENTS.some((key) => key in change) ? {} : { text: { text: { body: "Hi" } } };
  return { message: { ...base, ...content, ...change } };
}

export const CALL: Frame = {
  call: {
    id: "k1",
    receivedAtMs: TIME + 60_000,
    initiatorId: "friend",
    participantIds: ["me"],
    chatId: "c1",
    summary: { medium: 1 },
  },
};
export const DIRECTORY = [ACCOUNT, SETTINGS, FRIEND, ME, GROUP, PACK, CHAT, GROUP_CHAT];

/** Frames as they stand in a segment, each after its length. */
export function framesOf(frames: readonly (Frame | Uint8Array)[]): Uint8Array {
  return concat(
    ...frames.flatMap((frame) => {
      const bytes = frame instanceof Uint8Array ? frame : encodeFrame(frame);
      return [varint(bytes.length), bytes];
    }),
  );
}

/** A frame of a kind that version 1.0 does not define. */
export const UNKNOWN_FRAME = concat(varint(9 * 8 + 2), varint(3), Uint8Array.of(1, 2, 3));
