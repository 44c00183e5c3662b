import { createPool } from "./concurrency.js";
import { KeepsakeError } from "./errors.js";
import { forEachAttachment } from "./frame-refs.js";
import type { StoredSnapshot } from "./history.js";
import type { LeftOut } from "./leave-out.js";
import { attachmentLoss, type Loss } from "./loss.js";
import { objectName } from "./names.js";
import { compareOrderKeys, type OrderKey, orderKey } from "./order-key.js";
import { problemOf } from "./problem.js";
import type { Attachment, Decoded, Frame } from "./proto/types.js";
import { type ReadOptions, readFrames } from "./restore.js";
import { openAttachment, openThumbnail } from "./restore-attachment.js";
import type { Vault } from "./vault.js";

/** Where restored content goes. */
export interface RestoreSink {
  /** Takes the next frame. */
  frame(frame: Decoded<Frame>): void | Promise<void>;
  /**
   * Takes the bytes of an attachment, or of its thumbnail, of a frame taken before; several at a time. If reading
   * `content` throws, what was written must not be kept: it is not the attachment. Content that is not wanted need
   * not be read. Without this function, only frames are restored.
   */
  attachment?(content: AsyncIterable<Uint8Array>, of: AttachmentPlace): void | Promise<void>;
}

/** What the content given to a {@link RestoreSink} belongs to. */
export interface AttachmentPlace {
  readonly frame: Decoded<Frame>;
  readonly attachment: Attachment;
  readonly kind: "attachment" | "thumbnail";
}

/** What a restore gave, and what it could not. */
export interface RestoreReport {
  readonly frames: number;
  /** Attachments and thumbnails that were read whole and verified. */
  readonly attachments: number;
  /** Bytes of these. */
  readonly attachmentBytes: number;
  /** Exactly what was lost, in the order of the frames. Empty: the restore is complete. */
  readonly lost: readonly Loss[];
  /** Messages that were dropped. */
  readonly leftOut: LeftOut;
  readonly unknownFields: number;
  readonly unknownFrames: readonly number[];
}

/** Attachments that are read at the same time. */
const AT_ONCE = 3;

/**
 * Restores a backup into `sink`: every frame, and after it its attachments. What is damaged is left out and listed;
 * it never keeps the rest from being restored (spec: Restoring).
 *
 * @throws KeepsakeError the fault of the segment with the account, unless that is accepted; what the sink throws
 */
export async function restoreAll(
  vault: Vault,
  stored: StoredSnapshot,
  sink: RestoreSink,
  options: ReadOptions = {},
): Promise<RestoreReport> {
  const { signal, onProgress } = options;
  const reading = readFrames(vault, stored, options);
  const lost: Loss[] = [];
  const pool = createPool(AT_ONCE);
  let [frames, attachments, attachmentBytes] = [0, 0, 0];

  async function restoreOne(place: AttachmentPlace, key: OrderKey): Promise<void> {
    const { attachment, frame, kind } = place;
    const read: { bytes: number; whole?: true; fault?: KeepsakeError } = { bytes: 0 };
    async function* content(): AsyncGenerator<Uint8Array> {
      try {
        for await (const piece of (kind === "attachment" ? openAttachment : openThumbnail)(vault, attachment)) {
          signal?.throwIfAborted();
          read.bytes += piece.length;
          yield piece;
        }
        // [@restore-digest]
        read.whole = true;
      } catch (error) {
        if (error instanceof KeepsakeError) read.fault = error;
        throw error;
      }
    }
    try {
      await sink.attachment?.(content(), place);
    } catch (error) {
      // The attachment's own fault is a loss, whatever the sink makes of it; anything else is the sink's.
      if (read.fault === undefined) throw error;
    }
    if (read.fault !== undefined) {
      const reference = (kind === "attachment" ? attachment.object : attachment.thumbnail)!;
      const problem = problemOf(read.fault, objectName(reference.id!));
      // [@attachment-loss-contained] [@restore-report]
      lost.push(attachmentLoss(problem, kind, frame, key, attachment));
    } else if (read.whole) {
      attachments++;
      attachmentBytes += read.bytes;
      const name = attachment.fileName || (attachment.id ?? "");
      onProgress?.({ phase: "restore", bytesDone: attachmentBytes, name });
    }
  }

  try {
    for await (const frame of reading) {
      frames++;
      await sink.frame(frame);
      if (sink.attachment === undefined) continue;
      const places: AttachmentPlace[] = [];
      forEachAttachment(frame, (attachment) => {
        if (attachment.object != null) places.push({ frame, attachment, kind: "attachment" });
        if (attachment.thumbnail != null) places.push({ frame, attachment, kind: "thumbnail" });
      });
      for (const place of places) await pool.start(() => restoreOne(place, orderKey(frame)!));
    }
  } catch (error) {
    await pool.done().catch(() => {});
    throw error;
  }
  await pool.done();
  const all = [...reading.lost, ...lost].sort((a, b) => compareOrderKeys(a.first, b.first));
  const { leftOut, unknownFields, unknownFrames } = reading;
  return { frames, attachments, attachmentBytes, lost: all, leftOut, unknownFields, unknownFrames };
}
