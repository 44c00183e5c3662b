import type { Zone } from "luxon";
import { readLines } from "../lines.js";
import { baseName, type ExportSource, type SourceFile } from "../source.js";
import { type Authored, createAuthorSplitter } from "./author.js";
import type { DateOrder } from "./date-order.js";
import { type FileIndex, indexFiles } from "./files.js";
import { contactId } from "./ids.js";
import { type Context, type Interpreted, interpret } from "./interpret.js";
import { splitMessages } from "./messages.js";
import { type PhraseBook, phraseBook } from "./phrase-book.js";
import { LANGUAGES } from "./phrases.js";
import { createStamper, type Stamp } from "./stamp.js";
import { type ChatFormat, surveyChat } from "./survey.js";
import type { Person } from "./template.js";

/** The text of one chat, and what is needed to read it as often as wanted. */
export interface ChatText {
  readonly source: ExportSource;
  readonly text: SourceFile;
  readonly format: ChatFormat;
  readonly book: PhraseBook;
  readonly files: FileIndex;
  readonly zone: Zone;
}

/** A message of a chat before it is understood. */
export interface SplitMessage extends Authored {
  readonly stamp: Stamp;
  /** See `RawMessage.part`. */
  readonly part: number;
  /** True for what stands above the first date. */
  readonly preamble: boolean;
}

/** Finds out how a chat is written. @throws KeepsakeError input.malformed */
export async function openChatText(
  source: ExportSource,
  text: SourceFile,
  zone: Zone,
  dateOrder: DateOrder | undefined,
): Promise<ChatText> {
  const file = await text.open();
  const format = await surveyChat(readLines(file.read(), baseName(text.path)), dateOrder, baseName(text.path));
  const [english] = LANGUAGES;
  // Exports mix languages after the phone's was changed, and some phrases are never translated.
  const languages = [...new Set([...format.languages, ...(english === undefined ? [] : [english])])];
  return { source, text, format, book: phraseBook(languages), files: indexFiles(source, text), zone };
}

/** Reads the messages of a chat in the order of the text, some at once, in constant memory. */
export async function* readChat(chat: ChatText): AsyncGenerator<SplitMessage[]> {
  const file = await chat.text.open();
  const lines = readLines(file.read(), baseName(chat.text.path));
  const split = createAuthorSplitter(chat.book);
  const stamper = createStamper(chat.format, chat.zone);
  for await (const batch of splitMessages(lines, chat.format)) {
    const messages: SplitMessage[] = [];
    for (const raw of batch) {
      const preamble = raw.wallMs === undefined;
      if (preamble && raw.rest.trim() === "") continue;
      const stamp = stamper(raw);
      const authored = preamble ? { author: undefined, authorKey: "", body: raw.rest } : split(raw.rest);
      messages.push({ ...authored, stamp, part: raw.part, preamble });
    }
    yield messages;
  }
}

/**
 * Makes a function that understands the messages of a chat.
 *
 * @param ownerId - id of the owner's contact
 * @param mentionId - see `Context.mentionId`
 */
export function createUnderstanding(
  chat: ChatText,
  ownerId: string,
  mentionId: Context["mentionId"],
): (message: SplitMessage) => Interpreted {
  const context: Context = {
    book: chat.book,
    layout: chat.format.layout,
    personId: (person: Person) => (person.me ? ownerId : contactId(person.name)),
    mentionId,
    hasFile: (name) => chat.files.find(name) !== undefined,
  };
  return ({ author, body, part }) => {
    if (part === 0) return interpret(author, body, context);
    // What is beyond the length of one message goes on in the next, and is nothing but text.
    return { kind: "text", content: { text: { text: { body } } }, author, idText: `\u0001part${part}\n${body}` };
  };
}
