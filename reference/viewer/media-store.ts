/** Writes media next to the pages that show them. */
import type { Attachment } from "../core/proto/types.js";
import { slug } from "./file-names.js";
import { type Display, mediaTypeOf } from "./media-types.js";
import type { ExportSummary, FileData, OpenMedia, Sink } from "./sink.js";

/** A file that pages can point at. */
export interface StoredFile {
  /** From the top of the written folder. */
  readonly path: string;
  readonly display: Display;
  readonly bytes: number;
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
  /** Writes an attachment and its thumbnail, and counts what was written and lost. */
  readonly store: (attachment: Attachment, place: MediaPlace) => Promise<StoredMedia>;
  /** Writes a file of our own making, such as a contact card. */
  readonly storeText: (text: string, extension: string, place: MediaPlace) => Promise<StoredFile>;
}

/** Reading failed, not writing: the export goes on without this file. */
class SourceFailure extends Error {}

/** Counts bytes, and tells a failing source from a failing target. */
async function* counted(source: AsyncIterable<Uint8Array>, count: { bytes: number }): AsyncGenerator<Uint8Array> {
  const iterator = source[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await iterator.next().catch((cause: unknown) => {
        throw new SourceFailure("the source failed", { cause });
      });
      if (next.done) return;
      count.bytes += next.value.length;
      yield next.value;
    }
  } finally {
    await iterator.return?.();
  }
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
  signal: AbortSignal | undefined,
): Promise<{ bytes: number } | { error: unknown }> {
  const count = { bytes: 0 };
  let source: AsyncIterable<Uint8Array>;
  try {
    source = await open();
  } catch (error) {
    // Stopping is not failing.
    signal?.throwIfAborted();
    return { error };
  }
  try {
    await write(counted(source, count));
    return count;
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof SourceFailure) return { error: error.cause };
    throw error;
  }
}

/** Notes a file that could not be read. Returns the reason in words. */
export function addLoss(summary: ExportSummary, attachment: Attachment, chatId: string, error: unknown): string {
  const { code = "", message = String(error) } = (error ?? {}) as { code?: unknown; message?: string };
  summary.losses.push({ attachmentId: attachment.id ?? "", chatId, code: String(code), message });
  return code === "" ? message : `${message} (${code})`;
}

export function createMediaStore(
  sink: Sink,
  openMedia: OpenMedia,
  summary: ExportSummary,
  signal?: AbortSignal,
): MediaStore {
  const counts = new Map<string, number>();
  const pathFor = ({ folder, day }: MediaPlace, name: string, extension: string) => {
    const number = (counts.get(folder) ?? 0) + 1;
    counts.set(folder, number);
    return `media/${folder}/${[day, number, name].filter((part) => part !== "").join("-")}.${extension}`;
  };

  const copy = async (attachment: Attachment, place: MediaPlace, suffix = ""): Promise<StoredMedia> => {
    const { extension, display } = mediaTypeOf(attachment);
    const base = (attachment.fileName ?? "").replace(/\.[a-z0-9]{1,10}$/i, "");
    const path = pathFor(place, slug(base) + suffix, extension);
    const result = await copyMedia(
      () => openMedia(attachment),
      (data) => sink.writeFile(path, data, place.timeMs),
      signal,
    );
    if ("error" in result) return { problem: addLoss(summary, attachment, place.chatId, result.error) };
    summary.files++;
    summary.bytes += result.bytes;
    return { file: { path, display, bytes: result.bytes } };
  };

  return {
    async store(attachment, place) {
      const stored = attachment.missing ? {} : await copy(attachment, place);
      if (!attachment.thumbnail) return stored;
      // Thumbnails are small JPEG or PNG pictures; browsers tell them apart by their first bytes.
      const picture = { id: attachment.id ?? "", object: attachment.thumbnail, mediaType: "image/jpeg" };
      const { file } = await copy(picture, place, "thumbnail");
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
