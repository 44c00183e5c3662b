import type { Attachment } from "../../core/proto/types.js";
import { openAttachment, readAttachmentRange } from "../../core/restore.js";
import { READ_SIZE } from "../../core/source.js";
import type { Vault } from "../../core/vault.js";
import { blobAccess, readAll } from "../../import/blob.js";
import { servedType } from "../../viewer/index.js";
import type { FileHead } from "../service/messages.js";
import { parseRange } from "./range.js";

/** An answer to the service worker: a head, and the bytes as they are asked for. */
export interface Answer {
  readonly head: NonNullable<FileHead>;
  readonly body: AsyncIterable<Uint8Array>;
}

/** A page that was made, with its policy. */
export interface ServedPage {
  readonly blob: Blob;
  readonly policy: string;
}

const HEADERS = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  // Neither pages nor media are kept in the clear.
  "cache-control": "no-store",
};

/** For a picture, video or sound in a tab of its own: the browser's own player, and nothing that runs. */
const MEDIA_POLICY =
  "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'; " +
  "sandbox allow-same-origin";

async function* nothing(): AsyncGenerator<Uint8Array> {}

export function answerPage({ blob, policy }: ServedPage): Answer {
  const headers = {
    ...HEADERS,
    "content-type": "text/html; charset=utf-8",
    "content-length": String(blob.size),
    "content-security-policy": `${policy}; frame-ancestors 'self'`,
  };
  return { head: { status: 200, headers }, body: readAll(blobAccess(blob)) };
}

/** A file of our own making that is no page, such as a contact card. */
export function answerText(blob: Blob, path: string): Answer {
  const headers = { ...mediaHeaders(path), "content-length": String(blob.size) };
  return { head: { status: 200, headers }, body: readAll(blobAccess(blob)) };
}

/**
 * An attachment under a path that a page shows. Only what is played is given in ranges: what may be kept is read whole,
 * and found to be right at its end. [@range-not-kept]
 */
export function answerMedia(vault: Vault, attachment: Attachment, path: string, range: string | null): Answer {
  const size = attachment.object?.length ?? 0;
  const headers = mediaHeaders(path);
  const display = servedType(path)?.display;
  const isPlayed = display === "video" || display === "audio";
  const asked = isPlayed ? parseRange(range, size) : undefined;
  const ranges = isPlayed ? { "accept-ranges": "bytes" } : {};
  if (asked === "none") {
    return { head: { status: 416, headers: { ...headers, "content-range": `bytes */${size}` } }, body: nothing() };
  }
  if (asked === undefined) {
    const head = { status: 200, headers: { ...headers, ...ranges, "content-length": String(size) } };
    return { head, body: openAttachment(vault, attachment) };
  }
  const { start, end } = asked;
  const partial = {
    "content-length": String(end - start),
    "content-range": `bytes ${start}-${end - 1}/${size}`,
  };
  const head = { status: 206, headers: { ...headers, ...ranges, ...partial } };
  return { head, body: readRange(vault, attachment, start, end) };
}

async function* readRange(vault: Vault, attachment: Attachment, start: number, end: number) {
  for (let at = start; at < end; at += READ_SIZE) {
    yield await readAttachmentRange(vault, attachment, at, Math.min(end, at + READ_SIZE));
  }
}

function mediaHeaders(path: string): Record<string, string> {
  const { mediaType, display } = servedType(path) ?? { mediaType: "application/octet-stream", display: "link" };
  return {
    ...HEADERS,
    "content-type": mediaType.startsWith("text/") ? `${mediaType}; charset=utf-8` : mediaType,
    "content-security-policy": MEDIA_POLICY,
    // The name is that of the link, which the viewer has made harmless.
    ...(display === "link" ? { "content-disposition": "attachment" } : {}),
  };
}

/** A file that is made while it is fetched. */
export function answerDownload(name: string, mediaType: string, body: AsyncIterable<Uint8Array>): Answer {
  // Half of a surrogate pair cannot be encoded.
  const whole = name.replace(/\p{Surrogate}/gu, "\ufffd");
  const ascii = whole.replace(/[^\x20-\x7e]|["\\]/g, "_");
  const encoded = encodeURIComponent(whole).replace(/['()*]/g, (one) => `%${one.charCodeAt(0).toString(16)}`);
  const headers = {
    ...HEADERS,
    "content-type": mediaType,
    "content-security-policy": "default-src 'none'",
    "content-disposition": `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`,
  };
  return { head: { status: 200, headers }, body };
}

/** There is no such file, in a session that there is. */
export function answerMissing(): Answer {
  const headers = { ...HEADERS, "content-type": "text/plain", "content-security-policy": "default-src 'none'" };
  return { head: { status: 404, headers }, body: nothing() };
}
