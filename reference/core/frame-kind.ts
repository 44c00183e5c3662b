import type { Frame, Message } from "./proto/types.js";

/** What a frame can be. */
export type FrameItem = "account" | "settings" | "contact" | "group" | "stickerPack" | "chat" | "message" | "call";

/** What a message can say: the members of its `oneof content`. */
export const MESSAGE_CONTENTS = [
  "text",
  "media",
  "sticker",
  "location",
  "liveLocation",
  "contactCards",
  "poll",
  "event",
  "call",
  "system",
  "deleted",
  "viewOnce",
] as const;

/** The name of what a message says: the field of its content that is set. */
export type MessageContent = (typeof MESSAGE_CONTENTS)[number];

// Written out, because a loop over names would be the slowest part of reading a frame.

/** Which item a frame is. Undefined: of a kind that this version does not know. */
export function itemOf(frame: Frame): FrameItem | undefined {
  if (frame.message != null) return "message";
  if (frame.account != null) return "account";
  if (frame.settings != null) return "settings";
  if (frame.contact != null) return "contact";
  if (frame.group != null) return "group";
  if (frame.stickerPack != null) return "stickerPack";
  if (frame.chat != null) return "chat";
  if (frame.call != null) return "call";
  return undefined;
}

/** What a message says. Undefined: something that this version does not know. */
export function contentOf(message: Message): MessageContent | undefined {
  if (message.text != null) return "text";
  if (message.media != null) return "media";
  if (message.sticker != null) return "sticker";
  if (message.location != null) return "location";
  if (message.liveLocation != null) return "liveLocation";
  if (message.contactCards != null) return "contactCards";
  if (message.poll != null) return "poll";
  if (message.event != null) return "event";
  if (message.call != null) return "call";
  if (message.system != null) return "system";
  if (message.deleted != null) return "deleted";
  if (message.viewOnce != null) return "viewOnce";
  return undefined;
}

/** How many items a frame has; a well-formed one has one, or none that this version knows. */
export function countItems(frame: Frame): number {
  return (
    +(frame.message != null) +
    +(frame.account != null) +
    +(frame.settings != null) +
    +(frame.contact != null) +
    +(frame.group != null) +
    +(frame.stickerPack != null) +
    +(frame.chat != null) +
    +(frame.call != null)
  );
}

/** How many contents a message has; a well-formed one has one, or none that this version knows. */
export function countContents(message: Message): number {
  return (
    +(message.text != null) +
    +(message.media != null) +
    +(message.sticker != null) +
    +(message.location != null) +
    +(message.liveLocation != null) +
    +(message.contactCards != null) +
    +(message.poll != null) +
    +(message.event != null) +
    +(message.call != null) +
    +(message.system != null) +
    +(message.deleted != null) +
    +(message.viewOnce != null)
  );
}
