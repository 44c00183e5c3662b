import { forEachAttachment } from "./frame-refs.js";
import { AttachmentKind, type Frame, type Totals } from "./proto/types.js";

/** Counts of what a backup holds. */
export type BackupTotals = Required<Omit<Totals, "$unknowns">>;

/** No frames. */
export function noTotals(): BackupTotals {
  return { frames: 0, chats: 0, messages: 0, attachments: 0, attachmentBytes: 0, photos: 0, videos: 0 };
}

/** Adds a frame and the attachments that are in the backup with it. [@snapshot-totals-counted] */
export function addToTotals(totals: BackupTotals, frame: Frame): void {
  totals.frames++;
  if (frame.chat != null) totals.chats++;
  if (frame.message != null) totals.messages++;
  forEachAttachment(frame, ({ object, kind }) => {
    if (object == null) return;
    totals.attachments++;
    totals.attachmentBytes += object.length ?? 0;
    if (kind === AttachmentKind.PHOTO) totals.photos++;
    if (kind === AttachmentKind.VIDEO) totals.videos++;
  });
}

/** Adds what was counted of other frames. */
export function addTotals(totals: BackupTotals, more: BackupTotals): void {
  for (const key of Object.keys(more) as (keyof BackupTotals)[]) totals[key] += more[key];
}
