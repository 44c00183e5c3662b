/** Photos, videos and documents under names that people understand, and the messages as text. */
import { forEachAttachment } from "../core/frame-refs.js";
import { type Attachment, AttachmentKind, type Message } from "../core/proto/types.js";
import { createClock } from "../viewer/clock.js";
import { addToDirectory, chatTitle, contactName, createDirectory } from "../viewer/directory.js";
import { createUniqueNames, safeName } from "../viewer/file-names.js";
import { addLoss, copyMedia } from "../viewer/media-store.js";
import { extensionOf, mediaTypeOf } from "../viewer/media-types.js";
import { kindName } from "../viewer/plain-text.js";
import type { ExportSummary } from "../viewer/sink.js";
import type { GrowingFile } from "./folder-sink.js";
import type { Frames } from "./frames.js";
import { beginExport, type ExportOptions } from "./options.js";
import { messageLines } from "./text-lines.js";

/** A folder name leaves room for file names: some systems allow 260 characters for the whole path. */
const MAX_FOLDER_BYTES = 80;

interface ChatFolder {
  readonly name: string;
  readonly uniqueName: (base: string, extension: string) => string;
  readonly text: GrowingFile;
  lastMs: number;
}

/**
 * Writes a folder for each chat: `<yyyy-mm-dd hh.mm.ss> <sender> <name>.<ending>` for every file, with the time of its
 * message, and `messages.txt`. Names are safe and unique on Windows, macOS and Linux.
 *
 * @throws {ExportError} before anything is written
 */
export async function exportFiles(frames: Frames, target: string, options: ExportOptions): Promise<ExportSummary> {
  const { sink, summary, frames: chosen } = await beginExport(frames, target, options);
  const clock = createClock(options.timeZone);
  const directory = createDirectory();
  const folders = new Map<string, ChatFolder>();
  const uniqueFolder = createUniqueNames();

  const folderOf = (chatId: string): ChatFolder => {
    let folder = folders.get(chatId);
    if (folder === undefined) {
      const title = chatTitle(directory, directory.chats.get(chatId) ?? {});
      const uniqueName = createUniqueNames();
      // Taken, so that no attachment replaces it.
      uniqueName("messages", "txt");
      const name = uniqueFolder(safeName(title, "Chat", MAX_FOLDER_BYTES), "");
      folder = { name, uniqueName, text: sink.createGrowingFile(), lastMs: 0 };
      folders.set(chatId, folder);
    }
    return folder;
  };

  const nameOf = (folder: ChatFolder, message: Message, attachment: Attachment): string => {
    const { fileName = "" } = attachment;
    // A document keeps the ending its sender gave it; what is shown as a picture must not end in ".exe".
    const isDocument = !attachment.kind || attachment.kind === AttachmentKind.DOCUMENT;
    const extension = (isDocument && extensionOf(fileName)) || mediaTypeOf(attachment).extension;
    const time = clock.stamp(message.sentAtMs || message.receivedAtMs || 0).replaceAll(":", ".");
    const sender = safeName(contactName(directory, message.authorId), "Unknown", 60);
    const own = fileName.replace(/\.[a-z0-9]{1,10}$/i, "") || kindName(attachment.kind);
    return folder.uniqueName(safeName(`${time} ${sender} ${own}`, "File"), extension);
  };

  const writeAll = async (folder: ChatFolder, message: Message): Promise<string[]> => {
    const attachments: Attachment[] = [];
    const lines: string[] = [];
    forEachAttachment({ message }, (attachment) => attachments.push(attachment));
    for (const attachment of attachments) {
      if (attachment.missing) {
        lines.push(`${kindName(attachment.kind)} not in the backup`);
        continue;
      }
      const name = nameOf(folder, message, attachment);
      const result = await copyMedia(
        () => options.openMedia(attachment),
        (data) => sink.writeFile(`${folder.name}/${name}`, data, message.receivedAtMs),
        { signal: options.signal },
      );
      if ("error" in result) {
        const reason = addLoss(summary, attachment, message.chatId ?? "", result.error);
        lines.push(`${kindName(attachment.kind)} could not be read: ${reason}`);
      } else {
        summary.files++;
        summary.bytes += result.bytes;
        lines.push(name);
      }
    }
    return lines;
  };

  try {
    for await (const frame of chosen) {
      if (addToDirectory(directory, frame) || !frame.message) continue;
      const { message } = frame;
      const folder = folderOf(message.chatId ?? "");
      const files = await writeAll(folder, message);
      await folder.text.append(messageLines(directory, clock, message, files));
      folder.lastMs = message.receivedAtMs ?? 0;
      summary.messages++;
    }
    for (const chatId of directory.chats.keys()) folderOf(chatId);
    for (const { name, text, lastMs } of folders.values()) {
      await text.finish(`${name}/messages.txt`, lastMs === 0 ? undefined : lastMs);
    }
    summary.chats = folders.size;
    return summary;
  } finally {
    await sink.dispose();
  }
}
