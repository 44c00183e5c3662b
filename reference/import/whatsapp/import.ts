import type { Zone } from "luxon";
import { KeepsakeError } from "../../core/errors.js";
import type { Frame } from "../../core/proto/types.js";
import { mergeAll } from "../merge.js";
import { importError } from "../problem.js";
import type { ImportOptions, ImportResult } from "../result.js";
import type { ExportSource, SourceFile } from "../source.js";
import { zoneOf } from "./clock.js";
import type { DateOrder } from "./date-order.js";
import { type Exploration, exploreChat } from "./explore.js";
import { directoryFrames, messageFrames, type OpenFiles } from "./frames.js";
import { chatId } from "./ids.js";
import { findOwner, type Owner } from "./owner.js";
import { type ChatText, openChatText } from "./read-chat.js";
import type { ChatReport } from "./report.js";

/** A chat's text and the files beside it. */
export interface ChatInput {
  readonly source: ExportSource;
  readonly text: SourceFile;
}

/**
 * Imports exported WhatsApp chats of one owner as one backup. Every text is read three times from the beginning to the
 * end (layout; people; messages), so that memory holds none of it; files are read when they are asked for.
 *
 * Bodies stay as they were exported: `*bold*` and `_italic_` are not turned into styles, which would not be reversible.
 *
 * @throws KeepsakeError input.malformed; `details.reason` says why, see `ImportProblem`
 * @throws RangeError for a time zone that does not exist, or a name for several chats
 */
export async function importWhatsApp(inputs: readonly ChatInput[], options: ImportOptions = {}): Promise<ImportResult> {
  if (options.chatName !== undefined && inputs.length > 1) {
    throw new RangeError("chatName can name one chat only: import the exports one by one.");
  }
  const zone = zoneOf(options.timezone);
  const texts = await openChatTexts(inputs, zone, options.dateOrder);
  const explored: Exploration[] = [];
  for (const text of texts) explored.push(await exploreChat(text, options.chatName, options.me));
  const owner = findOwner(explored, options.me);
  const chats = explored.map((chat) => ({ ...chat, group: isGroup(chat, explored, owner) }));
  const files: OpenFiles = new Map();
  return {
    frames: { [Symbol.asyncIterator]: () => mergeAll(chats.map((chat) => chatFrames(chat, owner, files))) },
    async openAttachment({ id = "" }) {
      return files.get(id)?.open();
    },
    report: { format: "whatsapp", owner: { name: owner.name, wrote: owner.wrote }, chats: chats.map(reportOf) },
  };
}

/** Opens all texts. What one of a phone's exports tells about the order of dates holds for the others. */
async function openChatTexts(inputs: readonly ChatInput[], zone: Zone, wanted?: DateOrder): Promise<ChatText[]> {
  const open = ({ source, text }: ChatInput, order?: DateOrder) => openChatText(source, text, zone, order);
  const texts: (ChatText | undefined)[] = [];
  let undecided: unknown;
  for (const input of inputs) {
    try {
      texts.push(await open(input, wanted));
    } catch (error) {
      if (!(error instanceof KeepsakeError) || error.details.open !== true) throw error;
      undecided ??= error;
      texts.push(undefined);
    }
  }
  const orders = new Set(texts.flatMap((text) => text?.format.order ?? []));
  const [order] = orders;
  if (undecided !== undefined && (orders.size !== 1 || order === "ymd")) throw undecided;
  return Promise.all(texts.map((text, at) => text ?? open(inputs[at] as ChatInput, order)));
}

/**
 * Exports with one title are of one chat, of which the earlier may not have shown yet that it is a group.
 *
 * @throws KeepsakeError input.malformed, reason several-chats, if a group has the name of a person
 */
function isGroup(chat: Exploration, all: readonly Exploration[], owner: Owner): boolean {
  const id = chatId(chat.title);
  for (const other of all) {
    if (other.group === chat.group || chatId(other.title) !== id) continue;
    const shared = [...chat.authors.keys()].some((key) => key !== owner.key && other.authors.has(key));
    if (!shared) {
      const message = `"${chat.title}" is both a person and a group: import one of the two alone, and set chatName.`;
      throw importError("several-chats", message, { option: "chatName" });
    }
    return true;
  }
  return chat.group;
}

async function* chatFrames(chat: Exploration, owner: Owner, files: OpenFiles): AsyncGenerator<Frame> {
  yield* directoryFrames(chat, owner);
  yield* messageFrames(chat, owner, files);
}

function reportOf(exploration: Exploration): ChatReport {
  const { chat, title, group, messages, byKind, unmatchedLines, missingFiles, unnamedFiles, firstMs, lastMs } =
    exploration;
  const { layout, languages, order, clock } = chat.format;
  return {
    source: chat.source.name,
    title,
    group,
    layout,
    languages: languages.map(({ code }) => code),
    dateOrder: order,
    clock,
    messages,
    byKind,
    unmatchedLines,
    missingFiles,
    unnamedFiles,
    firstMs,
    lastMs,
  };
}
