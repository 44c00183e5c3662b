import type { Attachment, Frame } from "../core/proto/types.js";
import type { OpenFile } from "./source.js";
import type { ChatReport } from "./whatsapp/report.js";

/** What an importer gives to the writer of a backup. */
export interface ImportResult {
  /**
   * The frames of a whole backup in its order. Attachments whose bytes are there have neither `object` nor `missing`.
   * Can be read more than once.
   */
  readonly frames: AsyncIterable<Frame>;
  /**
   * The bytes of an attachment of a frame that was read; undefined if the import does not have them, as for frames of
   * an earlier backup.
   *
   * @throws KeepsakeError input.malformed for a file that is damaged, here or while it is read
   */
  openAttachment(attachment: Attachment): Promise<ImportedContent | undefined>;
  readonly report: ImportReport;
}

/** Bytes of an attachment, as the writer of a backup takes them. */
export interface ImportedContent extends OpenFile {
  /** The digest of the content, where the export gives it. Spec: Digest. */
  readonly digest?: Uint8Array;
  readonly thumbnail?: ImportedContent;
}

/** What was found. */
export interface ImportReport {
  readonly format: "whatsapp" | "keepsake";
  /** WhatsApp: whose export it is. `wrote` is false if nobody of that name wrote in it. */
  readonly owner?: { readonly name: string; readonly wrote: boolean };
  /** WhatsApp: one for each chat. */
  readonly chats: readonly ChatReport[];
}

/** What the user can state. Everything else is found out. */
export interface ImportOptions {
  /** The owner's name, as it stands before the owner's messages. */
  readonly me?: string;
  /** IANA name of the zone in which the export was made; by default the machine's. */
  readonly timezone?: string;
  readonly dateOrder?: "dmy" | "mdy" | "ymd";
  /** Name of the chat, instead of the one in the file's name. One export only. */
  readonly chatName?: string;
}
