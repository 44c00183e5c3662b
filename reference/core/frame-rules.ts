import {
  checkAccount,
  checkChat,
  checkContact,
  checkGroup,
  checkSettings,
  checkStickerPack,
} from "./directory-rules.js";
import { KeepsakeError } from "./errors.js";
import { countItems, itemOf } from "./frame-kind.js";
import { checkCall, checkMessage } from "./message-rules.js";
import type { Frame } from "./proto/types.js";
import { type Fault, malformed, optional } from "./rule.js";

/**
 * The first rule of its own that a frame breaks, in the order of field numbers. Rules between frames are in
 * stream-rules.ts. A frame of an unknown kind breaks none. Spec: Content.
 */
export function checkFrame(frame: Frame): Fault | undefined {
  // Bytes cannot say this, but an object in memory can, and the encoder would write both.
  if (countItems(frame) > 1) return malformed("item", "is more than one");
  switch (itemOf(frame)) {
    case "account":
      return optional("account", frame.account, checkAccount);
    case "settings":
      return optional("settings", frame.settings, checkSettings);
    case "contact":
      return optional("contact", frame.contact, checkContact);
    case "group":
      return optional("group", frame.group, checkGroup);
    case "stickerPack":
      return optional("stickerPack", frame.stickerPack, checkStickerPack);
    case "chat":
      return optional("chat", frame.chat, checkChat);
    case "message":
      return optional("message", frame.message, checkMessage);
    case "call":
      return optional("call", frame.call, checkCall);
    default:
      return undefined;
  }
}

/**
 * Checks a frame against every rule that concerns it alone: required fields, limits, text spans, references.
 *
 * @param index - its place among the frames, for the error
 * @throws KeepsakeError content.malformed, content.reference, content.limit-exceeded with `path` and `frame`
 */
export function validateFrame(frame: Frame, index?: number): void {
  const fault = checkFrame(frame);
  if (fault !== undefined) throw frameError(fault, index);
}

/** The error for a frame that breaks a rule. */
export function frameError({ code, path, reason }: Fault, index?: number): KeepsakeError {
  const which = index === undefined ? "A frame" : `Frame ${index}`;
  return new KeepsakeError(code, `${which} breaks a rule: ${path} ${reason}.`, {
    path,
    ...(index === undefined ? {} : { frame: index }),
  });
}
