import { equalBytes } from "../core/bytes.js";
import { forEachAttachment } from "../core/frame-refs.js";
import { frameToJson } from "../core/json.js";
import type { Attachment, Frame } from "../core/proto/types.js";
import { collect } from "../core/store.js";

/** Gives the bytes of an attachment. */
export type Open = (attachment: Attachment) => Promise<AsyncIterable<Uint8Array>>;

/** Frames with a way to the bytes of their attachments. */
export interface Chats {
  readonly frames: AsyncIterable<Frame>;
  readonly open: Open;
}

/** What two readings of the same chats had in common, and where they differ. */
export interface Comparison {
  frames: number;
  messages: number;
  media: number;
  mediaBytes: number;
  readonly differences: string[];
}

/** Compares every frame by its canonical JSON, and the media byte by byte. */
export async function compare(original: Chats, restored: Chats): Promise<Comparison> {
  const result: Comparison = { frames: 0, messages: 0, media: 0, mediaBytes: 0, differences: [] };
  const others = restored.frames[Symbol.asyncIterator]();
  for await (const frame of original.frames) {
    const { value: other, done } = await others.next();
    if (done) {
      result.differences.push(`only ${result.frames} frames came back`);
      return result;
    }
    result.frames++;
    if (frame.message != null) result.messages++;
    if (textOf(frame) !== textOf(other)) result.differences.push(`frame ${result.frames} differs`);
    const attachments = attachmentsOf(other);
    for (const [index, attachment] of attachmentsOf(frame).entries()) {
      await compareMedia(result, attachment, attachments[index], original.open, restored.open);
    }
  }
  if (!(await others.next()).done) result.differences.push("more frames came back than there were");
  return result;
}

/** The frame without its references to the vault, which the original cannot have. */
function textOf(frame: Frame): string {
  const copy = structuredClone(frame);
  forEachAttachment(copy, (attachment) => {
    attachment.object = null;
    attachment.thumbnail = null;
  });
  return JSON.stringify(frameToJson(copy));
}

function attachmentsOf(frame: Frame): Attachment[] {
  const attachments: Attachment[] = [];
  forEachAttachment(frame, (attachment) => attachments.push(attachment));
  return attachments;
}

async function compareMedia(
  result: Comparison,
  original: Attachment,
  restored: Attachment | undefined,
  openOriginal: Open,
  openRestored: Open,
): Promise<void> {
  // Left out of the export: there are no bytes on either side, and the frames say so.
  if (original.missing) return;
  const before = await collect(await openOriginal(original));
  const after = restored?.object == null ? undefined : await collect(await openRestored(restored));
  result.media++;
  result.mediaBytes += before.length;
  if (after === undefined || !equalBytes(before, after)) result.differences.push(`${original.fileName} differs`);
}
