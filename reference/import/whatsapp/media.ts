import { type Attachment, AttachmentKind, AttachmentMissing } from "../../core/proto/types.js";
import type { FoundAttachment } from "./attachment.js";
import type { Context, Interpreted, MessageKind } from "./interpret.js";
import { kindOfFile, mediaTypeOf, originalName } from "./media-kind.js";
import { textOf } from "./mention.js";
import type { OmittedKind } from "./phrases.js";

const OMITTED_KINDS: Readonly<Record<OmittedKind, number>> = {
  media: AttachmentKind.UNSPECIFIED,
  image: AttachmentKind.PHOTO,
  video: AttachmentKind.VIDEO,
  videoNote: AttachmentKind.VIDEO,
  // An iPhone calls voice notes and other sound by one word.
  audio: AttachmentKind.AUDIO,
  gif: AttachmentKind.GIF,
  sticker: AttachmentKind.STICKER,
  document: AttachmentKind.DOCUMENT,
  contact: AttachmentKind.DOCUMENT,
};

const MESSAGE_KINDS: Readonly<Record<number, MessageKind>> = {
  [AttachmentKind.PHOTO]: "photo",
  [AttachmentKind.VIDEO]: "video",
  [AttachmentKind.GIF]: "gif",
  [AttachmentKind.VOICE_NOTE]: "voiceNote",
  [AttachmentKind.AUDIO]: "audio",
  [AttachmentKind.DOCUMENT]: "document",
  [AttachmentKind.STICKER]: "sticker",
};

/** UTF-16 code units of a file's name; at most 3 times as many bytes, which is below 1024. */
const MAX_NAME = 340;

/** The content of a message that names a file or says that one was left out. */
export function attachmentContent(found: FoundAttachment, context: Context): Omit<Interpreted, "author"> {
  const { file, omitted, documentName, caption } = found;
  const name = documentName ?? (file === undefined ? "" : originalName(file));
  const isContact = omitted === "contact" || /\.vcf$/iu.test(file ?? "");
  const attachment: Attachment = {
    kind: kindOf(found),
    ...(file === undefined || !context.hasFile(file) ? { missing: AttachmentMissing.OMITTED } : {}),
    ...(mediaTypeOf(name) === "" ? {} : { mediaType: mediaTypeOf(name) }),
    ...(name === "" || name.length > MAX_NAME ? {} : { fileName: name }),
  };
  const common = {
    idText: `\u0001media\n${documentName ?? ""}\n${caption}`,
    ...(file === undefined ? {} : { file: { name: file, attachment } }),
  };
  if (isContact && caption === "") {
    const displayName = name.length > MAX_NAME ? "" : name.replace(/\.vcf$/iu, "");
    const kind = omitted === undefined ? "contactCard" : "mediaOmitted";
    return { kind, content: { contactCards: { cards: [{ displayName, file: attachment }] } }, ...common };
  }
  if (attachment.kind === AttachmentKind.STICKER && caption === "") {
    const kind = omitted === undefined ? "sticker" : "mediaOmitted";
    return { kind, content: { sticker: { image: attachment } }, ...common };
  }
  return {
    kind: omitted === undefined ? (MESSAGE_KINDS[attachment.kind as number] as MessageKind) : "mediaOmitted",
    content: {
      media: { attachments: [attachment], ...(caption === "" ? {} : { caption: textOf(caption, context) }) },
    },
    ...common,
  };
}

function kindOf({ file, omitted, documentName }: FoundAttachment): number {
  if (omitted !== undefined) return OMITTED_KINDS[omitted];
  return documentName === undefined ? kindOfFile(file as string) : AttachmentKind.DOCUMENT;
}
