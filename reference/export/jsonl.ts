/** The whole backup as JSON Lines and files named by their digest: for programs, and for reading it again. */
import { toHex } from "../core/bytes.js";
import { forEachAttachment } from "../core/frame-refs.js";
import { frameToJson } from "../core/json.js";
import type { Attachment, Frame, ObjectReference } from "../core/proto/types.js";
import { addLoss, copyMedia } from "../viewer/media-store.js";
import type { ExportSummary } from "../viewer/sink.js";
import { namedContacts } from "./contacts.js";
import type { Frames } from "./frames.js";
import { beginExport, type ExportOptions, type ExportRun } from "./options.js";

/**
 * Writes `frames.jsonl`, one frame a line in canonical JSON, and `media/<digest in hex>` for every attachment and
 * thumbnail. Equal files are written once. With `chats`, contacts that the chosen chats do not name are left out.
 * Spec: Export JSON Lines.
 *
 * @throws {ExportError} before anything is written
 */
export async function exportJsonl(frames: Frames, target: string, options: ExportOptions): Promise<ExportSummary> {
  const run = await beginExport(frames, target, options);
  const { sink, summary } = run;
  const isSelection = (options.chats ?? []).length > 0;
  // People come before the messages that say who is needed, so that a selection is put together at the end.
  const directory: Frame[] = [];
  const needed = new Set<string>();
  const written = new Set<string>();
  const file = sink.createGrowingFile();
  try {
    for await (const frame of run.frames) {
      if (isSelection && !frame.message && !frame.call) {
        directory.push(frame);
        continue;
      }
      namedContacts(frame, (id) => needed.add(id));
      await writeMedia(run, options, frame, written);
      await file.append(line(frame));
      count(summary, frame);
    }
    let before = "";
    for (const frame of directory) if (!frame.contact) namedContacts(frame, (id) => needed.add(id));
    for (const frame of directory) {
      if (frame.contact && !needed.has(frame.contact.id ?? "")) continue;
      await writeMedia(run, options, frame, written);
      before += line(frame);
      count(summary, frame);
    }
    await file.finish("frames.jsonl", undefined, before);
    return summary;
  } finally {
    await sink.dispose();
  }
}

function line(frame: Frame): string {
  return `${JSON.stringify(frameToJson(frame))}\n`;
}

function count(summary: ExportSummary, frame: Frame): void {
  if (frame.chat) summary.chats++;
  if (frame.message) summary.messages++;
}

async function writeMedia(run: ExportRun, options: ExportOptions, frame: Frame, written: Set<string>): Promise<void> {
  const wanted: [Attachment, ObjectReference][] = [];
  forEachAttachment(frame, (attachment) => {
    const { object, thumbnail } = attachment;
    if (object) wanted.push([attachment, object]);
    if (thumbnail) wanted.push([{ ...attachment, object: thumbnail }, thumbnail]);
  });
  for (const [attachment, { digest }] of wanted) {
    const name = toHex(digest ?? new Uint8Array());
    if (written.has(name)) continue;
    const { summary, sink } = run;
    const timeMs = frame.message?.receivedAtMs;
    const result = await copyMedia(
      () => options.openMedia(attachment),
      (data) => sink.writeFile(`media/${name}`, data, timeMs),
      { signal: options.signal },
    );
    if ("error" in result) addLoss(summary, attachment, frame.message?.chatId ?? frame.chat?.id ?? "", result.error);
    else {
      written.add(name);
      summary.files++;
      summary.bytes += result.bytes;
    }
  }
}
