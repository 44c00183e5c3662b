/** Photos, videos, sounds and documents on a page. */
import { type Attachment, AttachmentKind as Kind, AttachmentMissing as Missing } from "../core/proto/types.js";
import { duration, fileSize } from "./clock.js";
import { safeName } from "./file-names.js";
import { attributes, fileUrl, html, type SafeAttributes, type SafeHtml } from "./html.js";
import { type IconName, icon } from "./icons.js";
import type { StoredFile, StoredMedia } from "./media-store.js";
import { extensionOf } from "./media-types.js";
import { kindName } from "./plain-text.js";
import { CHAT_DEPTH, type View } from "./view.js";

const KIND_ICONS: Readonly<Record<number, IconName>> = {
  [Kind.PHOTO]: "photo",
  [Kind.IMAGE]: "photo",
  [Kind.GIF]: "photo",
  [Kind.VIDEO]: "video",
  [Kind.VOICE_NOTE]: "voice",
  [Kind.AUDIO]: "audio",
  [Kind.STICKER]: "sticker",
};

/** The largest size at which a picture is shown in a chat, in CSS pixels. */
const BOX = { width: 340, height: 400 };
// Overrides of direction would let "gpj.exe" read as "exe.jpg".
const DIRECTION = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

export function kindIcon(kind: number | undefined): IconName {
  return KIND_ICONS[kind ?? 0] ?? "file";
}

function urlOf(file: StoredFile) {
  return fileUrl(CHAT_DEPTH, file.path);
}

/** The size to reserve, so that the page does not jump when pictures arrive. */
function sizeOf(attachment: Attachment, file: StoredFile): SafeAttributes {
  const { width, height } = file.size ?? { width: attachment.width ?? 0, height: attachment.height ?? 0 };
  if (width === 0 || height === 0) return attributes({});
  const scale = Math.min(1, BOX.width / width, BOX.height / height);
  return attributes({
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  });
}

function whyMissing(attachment: Attachment, stored: StoredMedia | undefined): string {
  if (stored?.problem !== undefined) return `could not be read: ${stored.problem}`;
  switch (attachment.missing) {
    case Missing.OMITTED:
      return "was never downloaded, or the export left it out";
    case Missing.LOST:
      return "was already gone from the device";
    case Missing.EXCLUDED:
      return "was left out of the backup by choice";
    default:
      return "is not in the backup";
  }
}

function renderMissing(attachment: Attachment, stored: StoredMedia | undefined): SafeHtml {
  const preview =
    stored?.thumbnail?.display === "image" &&
    html`<img class="faded" src="${urlOf(stored.thumbnail)}" alt="" loading="lazy">`;
  const name = attachment.fileName ? html` <bdi>${shownName(attachment, undefined)}</bdi>` : html``;
  return html`<div class="missing">${preview}<p>${icon(kindIcon(attachment.kind))}
<span>${kindName(attachment.kind)}${name} ${whyMissing(attachment, stored)}.</span></p></div>`;
}

function shownName(attachment: Attachment, file: StoredFile | undefined): string {
  const name = (attachment.fileName ?? "").replace(DIRECTION, "");
  return name !== "" ? name : `${kindName(attachment.kind)}${file ? `.${extensionOf(file.path)}` : ""}`;
}

function renderDocument(attachment: Attachment, file: StoredFile): SafeHtml {
  const name = shownName(attachment, file);
  const ending = extensionOf(file.path);
  // The written file keeps its harmless ending also when the browser saves it under the sender's name.
  const saveAs = safeName(name, "file").replace(new RegExp(`\\.${ending}$`, "i"), "");
  return html`<a class="document" href="${urlOf(file)}" ${attributes({ download: `${saveAs}.${ending}` })} target="_blank">
<span class="ending">${(extensionOf(name) || ending).toUpperCase().slice(0, 4)}</span>
<span class="about"><bdi>${name}</bdi><small>${fileSize(file.bytes)}</small></span>${icon("download")}</a>`;
}

function renderImage(attachment: Attachment, file: StoredFile): SafeHtml {
  const label = attachment.fileName
    ? `${kindName(attachment.kind)} ${shownName(attachment, file)}`
    : kindName(attachment.kind);
  return html`<a class="photo" href="${urlOf(file)}" target="_blank"><img src="${urlOf(file)}" ${sizeOf(attachment, file)}
 alt="${label}" loading="lazy" decoding="async"></a>`;
}

function renderVideo(attachment: Attachment, file: StoredFile, poster: StoredFile | undefined): SafeHtml {
  const label = attributes({ "aria-label": kindName(attachment.kind) });
  const size = sizeOf(attachment, file);
  // The script plays a GIF while it is in sight; without it, the controls do.
  if (attachment.kind === Kind.GIF) {
    return html`<video class="gif" src="${urlOf(file)}" ${size} ${label} controls muted loop playsinline preload="metadata"></video>`;
  }
  if (poster?.display === "image") {
    return html`<video src="${urlOf(file)}" poster="${urlOf(poster)}" ${size} ${label} controls preload="none"></video>`;
  }
  return html`<video src="${urlOf(file)}" ${size} ${label} controls preload="metadata"></video>`;
}

/** Bars of loudness, at most 60 of them. */
function renderWaveform(waveform: Uint8Array | undefined): SafeHtml {
  if (waveform === undefined || waveform.length === 0) return html``;
  const bars = Math.min(60, waveform.length);
  // Apps store 0..100 or 0..255: the loudest bar fills the height.
  const peak = Math.max(1, ...waveform);
  const path = Array.from({ length: bars }, (_, bar) => {
    const level = waveform[Math.floor((bar * waveform.length) / bars)]! / peak;
    const height = Math.max(2, Math.round(level * 24));
    return `M${bar * 4 + 2} ${12 - height / 2}v${height}`;
  });
  return html`<svg class="waveform" viewBox="0 0 ${bars * 4} 24" aria-hidden="true"><path d="${path.join("")}"/></svg>`;
}

function renderAudio(attachment: Attachment, file: StoredFile): SafeHtml {
  const isVoice = attachment.kind === Kind.VOICE_NOTE;
  const length = attachment.durationMs ? duration(attachment.durationMs) : "";
  const title = isVoice || !attachment.fileName ? kindName(attachment.kind) : shownName(attachment, file);
  return html`<div class="sound"><p>${icon(kindIcon(attachment.kind))}<bdi>${title}</bdi> <small>${length}</small></p>
${renderWaveform(attachment.waveform)}<audio src="${urlOf(file)}" ${attributes({ "aria-label": title })} controls preload="none"></audio></div>`;
}

/** One attachment: shown, played, linked, or the reason why it is not there. */
export function renderAttachment(view: View, attachment: Attachment): SafeHtml {
  const stored = view.media.get(attachment);
  const file = stored?.file;
  if (file === undefined) return renderMissing(attachment, stored);
  // The type decides what can be shown; a sender who asks for a document gets one.
  if (attachment.kind === Kind.DOCUMENT || !attachment.kind) return renderDocument(attachment, file);
  if (file.display === "image") return renderImage(attachment, file);
  if (file.display === "video") return renderVideo(attachment, file, stored?.thumbnail);
  if (file.display === "audio") return renderAudio(attachment, file);
  return renderDocument(attachment, file);
}

/** A sticker, without a bubble. */
export function renderSticker(view: View, image: Attachment, emoji: string): SafeHtml {
  const stored = view.media.get(image);
  if (stored?.file?.display !== "image") return renderMissing(image, stored);
  return html`<img class="sticker" src="${urlOf(stored.file)}" alt="${emoji === "" ? "Sticker" : `Sticker ${emoji}`}" loading="lazy">`;
}

/** All attachments of one message; several pictures become an album. */
export function renderAttachments(view: View, attachments: readonly Attachment[]): SafeHtml {
  const shown = attachments.map((attachment) => renderAttachment(view, attachment));
  const isPicture = (one: Attachment) =>
    ["image", "video"].includes(view.media.get(one)?.file?.display ?? "") &&
    one.kind !== Kind.DOCUMENT &&
    Boolean(one.kind);
  if (attachments.length > 1 && attachments.every(isPicture)) {
    return html`<div class="album ${attachments.length % 2 === 1 ? "odd" : "even"}">${shown}</div>`;
  }
  return html`${shown}`;
}
