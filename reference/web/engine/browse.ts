import { KeepsakeError } from "../../core/errors.js";
import type { StoredSnapshot } from "../../core/history.js";
import { listObjects } from "../../core/object-list.js";
import type { OperationOptions } from "../../core/progress.js";
import type { Attachment, Frame } from "../../core/proto/types.js";
import { readFrames } from "../../core/restore.js";
import type { Vault } from "../../core/vault.js";
import { addToDirectory, chatTitle, createDirectory } from "../../viewer/directory.js";
import { pagePolicy, type Sink, writeHtml } from "../../viewer/index.js";
import { CHATS_FRAME } from "../frame.js";
import { answerMedia, answerMissing, answerPage, answerText, type ServedPage } from "./answer.js";
import type { Browsing } from "./contract.js";
import type { SessionFiles } from "./serve.js";

/** Pages of a backup in memory; media are read from the vault when they are asked for. */
interface Pages extends Omit<Browsing, "url"> {
  readonly files: SessionFiles;
}

/** Links that would take the whole window take the frame in which the page shows the chats. Text never has the quotes. */
const inFrame = (page: string) => page.replaceAll(' target="_top"', ` target="${CHATS_FRAME}"`);

/** Makes the pages of a backup. Spec: Vault, Restoring. */
export async function makePages(vault: Vault, snapshot: StoredSnapshot, options: OperationOptions): Promise<Pages> {
  const { signal } = options;
  const pages = new Map<string, ServedPage>();
  const texts = new Map<string, Blob>();
  const media = new Map<string, Attachment>();
  const objects = await listObjects(vault.store);
  const sink: Sink = {
    async writeFile(path, data) {
      // Only what copies media gives anything else.
      if (typeof data !== "string") throw new TypeError(`not a text: ${path}`);
      if (path.endsWith(".html")) pages.set(path, { blob: new Blob([inFrame(data)]), policy: pagePolicy(data) });
      else texts.set(path, new Blob([data]));
    },
  };
  const linkMedia = async (path: string, attachment: Attachment) => {
    const { object } = attachment;
    if (object?.id === undefined || !objects.has(object.id)) {
      throw new KeepsakeError("object.missing", "The bytes of this attachment are not in the backup.");
    }
    media.set(path, attachment);
  };
  const reading = readFrames(vault, snapshot, options);
  const { frames, chats } = countingChats(reading);
  const summary = await writeHtml(frames, sink, { linkMedia, ...(signal === undefined ? {} : { signal }) });
  const files: SessionFiles = (path, range) => {
    const page = pages.get(path);
    if (page !== undefined) return answerPage(page);
    const text = texts.get(path);
    if (text !== undefined) return answerText(text, path);
    const attachment = media.get(path);
    return attachment === undefined ? answerMissing() : answerMedia(vault, attachment, path, range);
  };
  const losses = [...reading.lost, ...summary.losses].map(({ code, message }) => ({ code, message }));
  return { files, chats: chats(), losses };
}

/** Notes the chats, and how many messages each has, while frames go by. */
function countingChats(reading: AsyncIterable<Frame>) {
  const directory = createDirectory();
  const counts = new Map<string, number>();
  const frames = (async function* () {
    for await (const frame of reading) {
      const chatId = frame.message?.chatId;
      if (chatId === undefined) addToDirectory(directory, frame);
      else counts.set(chatId, (counts.get(chatId) ?? 0) + 1);
      yield frame;
    }
  })();
  const chats = () =>
    [...directory.chats].map(([id, chat]) => ({
      id,
      name: chatTitle(directory, chat),
      messages: counts.get(id) ?? 0,
    }));
  return { frames, chats };
}
