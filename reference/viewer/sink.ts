import type { Attachment } from "../core/proto/types.js";

/** What a file is made of. */
export type FileData = string | Uint8Array | AsyncIterable<Uint8Array>;

/** Where the files of an export go. */
export interface Sink {
  /**
   * Writes one whole file, or nothing if `data` fails.
   *
   * @param path names joined by `/`, below the target folder.
   * @param data text is written as UTF-8.
   * @param modifiedAtMs the file's time, in milliseconds since 1970. Left out: now.
   */
  writeFile(path: string, data: FileData, modifiedAtMs?: number): Promise<void>;
}

/** Opens the bytes of an attachment. Rejects, at once or while it is read, if they are damaged or not there. */
export type OpenMedia = (attachment: Attachment) => Promise<AsyncIterable<Uint8Array>>;

/**
 * Gets the path under which pages show an attachment, where nothing is copied: whoever serves the pages has to answer
 * it. Rejects if the bytes are known not to be there.
 */
export type LinkMedia = (path: string, attachment: Attachment) => Promise<void>;

/** How pages come to their media: as copies beside them, or as links to what is elsewhere. */
export type MediaSource =
  | { readonly openMedia: OpenMedia; readonly linkMedia?: undefined }
  | { readonly linkMedia: LinkMedia; readonly openMedia?: undefined };

/** One thing that could not be exported. */
export interface Loss {
  readonly attachmentId: string;
  /** Empty: the file belongs to no chat, such as a contact's picture. */
  readonly chatId: string;
  /** The error's code, or "" if it had none. */
  readonly code: string;
  readonly message: string;
}

/** What an export wrote. */
export interface ExportSummary {
  chats: number;
  messages: number;
  /** Media files, without pages and lists. */
  files: number;
  /** Bytes of the media files. */
  bytes: number;
  /** Messages left out because their time was over. */
  expired: number;
  losses: Loss[];
}

/** A summary of nothing yet. */
export function emptySummary(): ExportSummary {
  return { chats: 0, messages: 0, files: 0, bytes: 0, expired: 0, losses: [] };
}
