import type { Attachment, Frame, Message, ObjectReference } from "./proto/types.js";

/** Calls `visit` for every attachment of a frame, in the order of the fields. */
export function forEachAttachment(frame: Frame, visit: (attachment: Attachment) => void): void {
  if (frame.message != null) visitMessage(frame.message, visit);
  else if (frame.stickerPack != null) for (const { image } of frame.stickerPack.stickers ?? []) visitOne(image, visit);
  else {
    visitOne(frame.account?.avatar, visit);
    visitOne(frame.contact?.avatar, visit);
    visitOne(frame.group?.avatar, visit);
    visitOne(frame.chat?.wallpaper, visit);
  }
}

function visitMessage(message: Message, visit: (attachment: Attachment) => void): void {
  if (message.text != null) for (const { image } of message.text.linkPreviews ?? []) visitOne(image, visit);
  else if (message.media != null) for (const attachment of message.media.attachments ?? []) visit(attachment);
  else if (message.sticker != null) visitOne(message.sticker.image, visit);
  else if (message.contactCards != null) for (const { file } of message.contactCards.cards ?? []) visitOne(file, visit);
}

function visitOne(attachment: Attachment | null | undefined, visit: (attachment: Attachment) => void): void {
  if (attachment != null) visit(attachment);
}

/** What the thumbnail of an attachment adds to its identity. */
export const THUMBNAIL = "/thumbnail";

/** The identity that goes into the id of the object of an attachment, or of its thumbnail. Spec: Objects, Ids. */
export function objectIdentity(attachmentId: string, thumbnail = false): string {
  return thumbnail ? attachmentId + THUMBNAIL : attachmentId;
}

/** Calls `visit` for every object that a frame refers to: the bytes of its attachments and their thumbnails. */
export function forEachReference(frame: Frame, visit: (reference: ObjectReference, identity: string) => void): void {
  forEachAttachment(frame, ({ id = "", object, thumbnail }) => {
    if (object != null) visit(object, objectIdentity(id));
    if (thumbnail != null) visit(thumbnail, objectIdentity(id, true));
  });
}
