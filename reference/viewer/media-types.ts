/**
 * What a media file may be called and whether a page may show it. A closed list: browsers choose by the ending of a
 * file's name what to do with it, so an ending that is not listed here is never written.
 */
import { AttachmentKind } from "../core/proto/types.js";

/** How a page shows a file: as a picture, a film, a sound, or as a link to it. */
export type Display = "image" | "video" | "audio" | "link";

interface MediaType {
  readonly extension: string;
  readonly display: Display;
}

/** What a server may say of a file that was written or linked. */
export interface ServedType {
  readonly mediaType: string;
  readonly display: Display;
}

const TYPES: readonly (readonly [extension: string, display: Display, ...mediaTypes: string[]])[] = [
  ["jpg", "image", "image/jpeg", "image/jpg", "image/pjpeg"],
  ["png", "image", "image/png", "image/apng"],
  ["gif", "image", "image/gif"],
  ["webp", "image", "image/webp"],
  ["avif", "image", "image/avif"],
  ["bmp", "image", "image/bmp", "image/x-ms-bmp"],
  ["heic", "link", "image/heic", "image/heif"],
  ["tiff", "link", "image/tiff"],
  ["mp4", "video", "video/mp4", "video/x-m4v"],
  ["webm", "video", "video/webm"],
  ["mov", "video", "video/quicktime"],
  ["3gp", "video", "video/3gpp", "video/3gp"],
  ["mkv", "video", "video/x-matroska"],
  ["avi", "link", "video/x-msvideo", "video/avi"],
  ["ogg", "audio", "audio/ogg", "application/ogg"],
  ["opus", "audio", "audio/opus"],
  ["mp3", "audio", "audio/mpeg", "audio/mp3"],
  ["m4a", "audio", "audio/mp4", "audio/x-m4a", "audio/m4a"],
  ["aac", "audio", "audio/aac", "audio/x-aac"],
  ["wav", "audio", "audio/wav", "audio/x-wav", "audio/wave", "audio/vnd.wave"],
  ["flac", "audio", "audio/flac", "audio/x-flac"],
  ["weba", "audio", "audio/webm"],
  ["amr", "link", "audio/amr", "audio/3gpp"],
  ["pdf", "link", "application/pdf"],
  ["txt", "link", "text/plain"],
  ["csv", "link", "text/csv"],
  ["vcf", "link", "text/vcard", "text/x-vcard"],
  ["ics", "link", "text/calendar"],
  ["rtf", "link", "application/rtf", "text/rtf"],
  ["doc", "link", "application/msword"],
  ["xls", "link", "application/vnd.ms-excel"],
  ["ppt", "link", "application/vnd.ms-powerpoint"],
  ["docx", "link", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"],
  ["xlsx", "link", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"],
  ["pptx", "link", "application/vnd.openxmlformats-officedocument.presentationml.presentation"],
  ["odt", "link", "application/vnd.oasis.opendocument.text"],
  ["ods", "link", "application/vnd.oasis.opendocument.spreadsheet"],
  ["odp", "link", "application/vnd.oasis.opendocument.presentation"],
  ["epub", "link", "application/epub+zip"],
  ["zip", "link", "application/zip", "application/x-zip-compressed"],
  ["7z", "link", "application/x-7z-compressed"],
  ["gz", "link", "application/gzip", "application/x-gzip"],
  ["tar", "link", "application/x-tar"],
];

const servedTypes = new Map<string, ServedType>([["bin", { mediaType: "application/octet-stream", display: "link" }]]);
const byMediaType = new Map<string, MediaType>();
const byExtension = new Map<string, MediaType>([["jpeg", { extension: "jpg", display: "image" }]]);
for (const [extension, display, ...mediaTypes] of TYPES) {
  byExtension.set(extension, { extension, display });
  servedTypes.set(extension, { mediaType: mediaTypes[0]!, display });
  for (const mediaType of mediaTypes) byMediaType.set(mediaType, { extension, display });
}

/** What messengers use where an attachment says neither type nor name. */
const byKind = new Map<number, MediaType>([
  [AttachmentKind.PHOTO, { extension: "jpg", display: "image" }],
  [AttachmentKind.IMAGE, { extension: "jpg", display: "image" }],
  [AttachmentKind.STICKER, { extension: "webp", display: "image" }],
  [AttachmentKind.VIDEO, { extension: "mp4", display: "video" }],
  [AttachmentKind.GIF, { extension: "mp4", display: "video" }],
  [AttachmentKind.VOICE_NOTE, { extension: "ogg", display: "audio" }],
  [AttachmentKind.AUDIO, { extension: "mp3", display: "audio" }],
]);

// A browser opens pages, drawings and feeds as programs; as plain text they are harmless and still readable.
const TEXTUAL = /^text\/|[/+](?:xml|json|javascript|ecmascript|x-sh|html)$/;
const TEXT: MediaType = { extension: "txt", display: "link" };
const UNKNOWN: MediaType = { extension: "bin", display: "link" };

/** The ending of a name in lower case without its dot, or "". */
export function extensionOf(fileName: string): string {
  return /\.([a-z0-9]{1,10})$/i.exec(fileName)?.[1]?.toLowerCase() ?? "";
}

/** The media type for a path that pages link, by its ending alone; undefined for what is no medium. */
export function servedType(path: string): ServedType | undefined {
  return servedTypes.get(extensionOf(path));
}

/** The ending to write a file under, and how a page may show it. */
export function mediaTypeOf(attachment: {
  readonly kind?: number;
  readonly mediaType?: string;
  readonly fileName?: string;
}): MediaType {
  const mediaType = (attachment.mediaType ?? "").split(";", 1)[0]!.trim().toLowerCase();
  const known = byMediaType.get(mediaType);
  if (known !== undefined) return known;
  if (TEXTUAL.test(mediaType)) return TEXT;
  const extension = extensionOf(attachment.fileName ?? "");
  const named = byExtension.get(extension);
  // "application/octet-stream" and private types say nothing; another well-known family would contradict the name.
  if (named !== undefined && (mediaType === "" || mediaType.startsWith("application/"))) return named;
  if (mediaType === "" && extension === "") return byKind.get(attachment.kind ?? 0) ?? UNKNOWN;
  return UNKNOWN;
}
