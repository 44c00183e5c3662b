import { AttachmentKind } from "../../core/proto/types.js";
import { extensionOf } from "../source.js";

/** Media types as RFC 6838 and the registry name them. WhatsApp's voice notes are Opus in Ogg. */
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  aac: "audio/aac",
  amr: "audio/AMR",
  csv: "text/csv",
  doc: "application/msword",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  gif: "image/gif",
  heic: "image/heic",
  htm: "text/html",
  html: "text/html",
  jpeg: "image/jpeg",
  jpg: "image/jpeg",
  json: "application/json",
  m4a: "audio/mp4",
  mkv: "video/matroska",
  mov: "video/quicktime",
  mp3: "audio/mpeg",
  mp4: "video/mp4",
  odt: "application/vnd.oasis.opendocument.text",
  oga: "audio/ogg",
  ogg: "audio/ogg",
  opus: "audio/ogg",
  pdf: "application/pdf",
  png: "image/png",
  ppt: "application/vnd.ms-powerpoint",
  pptx: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
  rtf: "application/rtf",
  svg: "image/svg+xml",
  txt: "text/plain",
  vcf: "text/vcard",
  wav: "audio/wav",
  webm: "video/webm",
  webp: "image/webp",
  xls: "application/vnd.ms-excel",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  xml: "application/xml",
  zip: "application/zip",
  "3gp": "video/3gpp",
};

/** Media type of a file by its extension, "" if it is not known. */
export function mediaTypeOf(name: string): string {
  const extension = extensionOf(name);
  return Object.hasOwn(MEDIA_TYPES, extension) ? (MEDIA_TYPES[extension] as string) : "";
}

/** Names that the app gives to files: `IMG-20240312-WA0001.jpg`, `00000035-PHOTO-2024-03-12-21-41-55.jpg`. */
const ANDROID_NAME = /^(IMG|VID|PTT|AUD|STK|GIF|DOC)-\d{8}-WA\d{3,}/iu;
const IOS_NAME = /^\d{8}-(PHOTO|VIDEO|AUDIO|PTT|GIF|STICKER|VIDEO_NOTE)-\d{4}-\d{2}-\d{2}/iu;

const KIND_OF_WORD: Readonly<Record<string, number>> = {
  IMG: AttachmentKind.PHOTO,
  PHOTO: AttachmentKind.PHOTO,
  VID: AttachmentKind.VIDEO,
  VIDEO: AttachmentKind.VIDEO,
  VIDEO_NOTE: AttachmentKind.VIDEO,
  PTT: AttachmentKind.VOICE_NOTE,
  AUD: AttachmentKind.AUDIO,
  STK: AttachmentKind.STICKER,
  STICKER: AttachmentKind.STICKER,
  GIF: AttachmentKind.GIF,
  DOC: AttachmentKind.DOCUMENT,
};

/** What a file of an export is: by the name that the app gave it, else by its extension. */
export function kindOfFile(name: string): number {
  const word = (ANDROID_NAME.exec(name) ?? IOS_NAME.exec(name))?.[1]?.toUpperCase();
  const extension = extensionOf(name);
  // An iPhone calls voice notes AUDIO too; they alone are Opus.
  if (word === "AUDIO") return extension === "opus" ? AttachmentKind.VOICE_NOTE : AttachmentKind.AUDIO;
  if (word !== undefined) return KIND_OF_WORD[word] as number;
  if (extension === "opus") return AttachmentKind.VOICE_NOTE;
  if (extension === "webp") return AttachmentKind.STICKER;
  if (extension === "gif") return AttachmentKind.GIF;
  const [type] = mediaTypeOf(name).split("/");
  if (type === "image" && extension !== "svg") return AttachmentKind.PHOTO;
  if (type === "video") return AttachmentKind.VIDEO;
  if (type === "audio") return AttachmentKind.AUDIO;
  return AttachmentKind.DOCUMENT;
}

/** True if the app, not the sender, gave the file its name. */
export function isGivenName(name: string): boolean {
  return ANDROID_NAME.test(name) || IOS_NAME.test(name);
}

/** The name that the sender's document had: an iPhone puts a number of eight digits and a hyphen before it. */
export function originalName(name: string): string {
  return isGivenName(name) ? name : name.replace(/^\d{8}-/u, "");
}
