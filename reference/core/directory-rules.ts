import { checkAttachment } from "./attachment-rules.js";
import type { Account, Chat, Contact, Group, GroupMember, Settings, Sticker, StickerPack } from "./proto/types.js";
import { each, type Fault, id, malformed, optional, optionalId, required, text, texts } from "./rule.js";
import { checkText } from "./text-rules.js";

const NAME_BYTES = 1024;
const ABOUT_BYTES = 4096;
const PHONE_BYTES = 64;

/** Spec: Content, Account. */
export function checkAccount(value: Account): Fault | undefined {
  return (
    id("selfContactId", value.selfContactId) ??
    text("displayName", value.displayName, NAME_BYTES) ??
    text("phoneNumber", value.phoneNumber, PHONE_BYTES) ??
    optional("avatar", value.avatar, checkAttachment) ??
    text("about", value.about, ABOUT_BYTES)
  );
}

/** Spec: Content, Settings. */
export function checkSettings(value: Settings): Fault | undefined {
  return texts("preferredReactions", value.preferredReactions, 64, 64);
}

/** Spec: Content, Contact. */
export function checkContact(value: Contact): Fault | undefined {
  return (
    id("id", value.id) ??
    text("displayName", value.displayName, NAME_BYTES) ??
    text("profileName", value.profileName, NAME_BYTES) ??
    texts("phoneNumbers", value.phoneNumbers, 32, PHONE_BYTES) ??
    optional("avatar", value.avatar, checkAttachment) ??
    text("about", value.about, ABOUT_BYTES)
  );
}

/** Spec: Content, Group. */
export function checkGroup(value: Group): Fault | undefined {
  return (
    id("id", value.id) ??
    text("subject", value.subject, NAME_BYTES) ??
    text("description", value.description, 16_384) ??
    optional("avatar", value.avatar, checkAttachment) ??
    optionalId("createdBy", value.createdBy) ??
    each("members", value.members, 65_536, checkMember)
  );
}

function checkMember(value: GroupMember): Fault | undefined {
  return id("contactId", value.contactId);
}

/** Spec: Content, StickerPack. */
export function checkStickerPack(value: StickerPack): Fault | undefined {
  return (
    id("id", value.id) ??
    text("title", value.title, NAME_BYTES) ??
    text("publisher", value.publisher, NAME_BYTES) ??
    each("stickers", value.stickers, 1024, checkSticker)
  );
}

function checkSticker(value: Sticker): Fault | undefined {
  // [@sticker-image]
  return required("image", value.image, checkAttachment) ?? text("emoji", value.emoji, 64);
}

/** Spec: Content, Chat. */
export function checkChat(value: Chat): Fault | undefined {
  return (
    id("id", value.id) ??
    (value.contactId == null ? undefined : id("contactId", value.contactId)) ??
    (value.groupId == null ? undefined : id("groupId", value.groupId)) ??
    (value.contactId == null || value.groupId == null ? undefined : malformed("groupId", "is set besides contactId")) ??
    text("title", value.title, NAME_BYTES) ??
    optional("wallpaper", value.wallpaper, checkAttachment) ??
    optional("draft", value.draft, checkText)
  );
}
