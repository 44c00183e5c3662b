/** Writes media next to the pages that show them, or links them. */
import type { Attachment } from "../core/proto/types.js";
import { slug } from "./file-names.js";
import { type Display, mediaTypeOf } from "./media-types.js";
import { PICTURE_HEAD, type PictureSize, pictureSize } from "./picture-size.js";
import type { ExportSummary, FileData, LinkMedia, MediaSource, Sink } from "./sink.js";

/** A file that pages can point at. */
export interface StoredFile {
  /** From the top of the written folder. */
  readonly path: string;
  readonly display: Display;
  readonly bytes: number;
  /** Of a picture whose attachment does not say it. */
  readonly size?: PictureSize;
}

/** What became of an attachment. Without a file, `problem` says why if the attachment itself does not. */
export interface StoredMedia {
  readonly file?: StoredFile;
  readonly thumbnail?: StoredFile;
  readonly problem?: string;
}

/** Which folder and day a file belongs to. */
export interface MediaPlace {
  readonly folder: string;
  readonly day: string;
  readonly chatId: string;
  /** The time to give the file. `undefined`: now. */
  readonly timeMs: number | undefined;
}

export interface MediaStore {
  /** Writes or links an attachment and its thumbnail, and counts what was written and lost. */
  readonly store: (attachment: Attachment, place: MediaPlace) => Promise<StoredMedia>;
  /** Writes a file of our own making, such as a contact card. */
  readonly storeText: (text: string, extension: string, place: MediaPlace) => Promise<StoredFile>;
}

/** Reading failed, not writing: the export goes on without this file. */
class SourceFailure extends Error {}

/** Shows the bytes to `look` as they pass, and tells a failing source from a failing target. */
async function* watched(
  source: AsyncIterable<Uint8Array>,
  look: (piece: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  const iterator = source[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await iterator.next().catch((cause: unknown) => {
        throw new SourceFailure("the source failed", { cause });
      });
      if (next.done) return;
      look(next.value);
      yield next.value;
    }
  } finally {
    await iterator.return?.();
  }
}

export interface CopyOptions {
  readonly signal?: AbortSignal | undefined;
  /** Sees the bytes as they are written. */
  readonly look?: (piece: Uint8Array) => void;
}

/**
 * Writes the bytes of an attachment as one file.
 *
 * @returns how many bytes, or the error for which they could not be read
 * @throws what the sink throws, and the reason of the signal
 */
export async function copyMedia(
  open: () => Promise<AsyncIterable<Uint8Array>>,
  write: (data: FileData) => Promise<void>,
  { signal, look }: CopyOptions = {},
): Promise<{ bytes: number } | { error: unknown }> {
  let bytes = 0;
  const count = (piece: Uint8Array) => {
    bytes += piece.length;
    look?.(piece);
  };
  try {
    const source = await open().catch((cause: unknown) => {
      throw new SourceFailure("the source failed", { cause });
    });
    await write(watched(source, count));
    return { bytes };
  } catch (error) {
    // Stopping is not failing.
    signal?.throwIfAborted();
    if (error instanceof SourceFailure) return { error: error.cause };
    throw error;
  }
}

async function link(
  linkMedia: LinkMedia,
  path: string,
  attachment: Attachment,
): Promise<{ bytes: number } | { error: unknown }> {
  try {
    await linkMedia(path, attachment);
    return { bytes: attachment.object?.length ?? 0 };
  } catch (error) {
    return { error };
  }
}

/** Collects the first bytes of a file. */
function createHead(): { look: (piece: Uint8Array) => void; bytes: () => Uint8Array } {
  const head = new Uint8Array(PICTURE_HEAD);
  let length = 0;
  return {
    look(piece) {
      const part = piece.subarray(0, head.length - length);
      head.set(part, length);
      length += part.length;
    },
    bytes: () => head.subarray(0, length),
  };
}

/** Notes a file that could not be read. Returns the reason in words. */
export function addLoss(summary: ExportSummary, attachment: Attachment, chatId: string, error: unknown): string {
  const { code = "", message = String(error) } = (error ?? {}) as { code?: unknown; message?: string };
  summary.losses.push({ attachmentId: attachment.id ?? "", chatId, code: String(code), message });
  return code === "" ? message : `${message} (${code})`;
}

export function createMediaStore(
  sink: Sink,
  { openMedia, linkMedia }: MediaSource,
  summary: ExportSummary,
  signal?: AbortSignal,
): MediaStore {
  const counts = new Map<string, number>();
  const pathFor = ({ folder, day }: MediaPlace, name: string, extension: string) => {
    const number = (counts.get(folder) ?? 0) + 1;
    counts.set(folder, number);
    return `media/${folder}/${[day, number, name].filter((part) => part !== "").join("-")}.${extension}`;
  };

  const put = async (attachment: Attachment, place: MediaPlace, suffix = ""): Promise<StoredMedia> => {
    const { extension, display } = mediaTypeOf(attachment);
    const base = (attachment.fileName ?? "").replace(/\.[a-z0-9]{1,10}$/i, "");
    const path = pathFor(place, slug(base) + suffix, extension);
    const isUnmeasured = display === "image" && !(attachment.width && attachment.height);
    const head = isUnmeasured ? createHead() : undefined;
    const result =
      linkMedia === undefined
        ? await copyMedia(
            () => openMedia(attachment),
            (data) => sink.writeFile(path, data, place.timeMs),
            head === undefined ? { signal } : { signal, look: head.look },
          )
        : await link(linkMedia, path, attachment);
    if ("error" in result) return { problem: addLoss(summary, attachment, place.chatId, result.error) };
    summary.files++;
    summary.bytes += result.bytes;
    const size = head && pictureSize(head.bytes());
    return { file: { path, display, bytes: result.bytes, ...(size && { size }) } };
  };

  return {
    async store(attachment, place) {
      const stored = attachment.missing ? {} : await put(attachment, place);
      if (!attachment.thumbnail) return stored;
      // Thumbnails are small JPEG or PNG pictures; browsers tell them apart by their first bytes.
      const picture = { id: attachment.id ?? "", object: attachment.thumbnail, mediaType: "image/jpeg" };
      const { file } = await put(picture, place, "thumbnail");
      return file === undefined ? stored : { ...stored, thumbnail: file };
    },
    async storeText(text, extension, place) {
      const path = pathFor(place, "", extension);
      await sink.writeFile(path, text, place.timeMs);
      summary.files++;
      return { path, display: "link", bytes: new TextEncoder().encode(text).length };
    },
  };
}
