import { cleanName, shorten } from "./characters.js";
import { nameKey, OWNER } from "./ids.js";
import type { MessageKind } from "./interpret.js";
import { createHistoryReader, type GroupHistory } from "./members.js";
import { addPerson, type People } from "./people.js";
import { type ChatText, createUnderstanding, readChat, type SplitMessage } from "./read-chat.js";
import { createFileCounter, type FileList } from "./report.js";
import { fallbackTitle, MAX_TITLE, titleOfFiles } from "./title.js";

/** What a whole chat says, apart from its messages. Memory grows with people and files, not with messages. */
export interface Exploration {
  readonly chat: ChatText;
  readonly title: string;
  readonly group: boolean;
  readonly people: People;
  /** Who wrote, by {@link nameKey}, the most frequent first, with the number of their messages. */
  readonly authors: ReadonlyMap<string, { readonly name: string; readonly messages: number }>;
  /** Keys of authors who are the owner for certain. */
  readonly owners: ReadonlySet<string>;
  readonly history: GroupHistory;
  /** Messages that stand below later ones; an export has few. */
  readonly late: readonly SplitMessage[];
  readonly messages: number;
  readonly byKind: Readonly<Partial<Record<MessageKind, number>>>;
  readonly unmatchedLines: number;
  readonly missingFiles: FileList;
  readonly unnamedFiles: FileList;
  readonly firstMs: number;
  readonly lastMs: number;
}

/**
 * Reads a chat once, from the first line to the last, without keeping what it says.
 *
 * @param chatName - its name, if the user states it
 * @param me - the owner's name, if the user states it
 */
export async function exploreChat(
  chat: ChatText,
  chatName: string | undefined,
  me: string | undefined,
): Promise<Exploration> {
  const people: People = new Map();
  const authors = new Map<string, { name: string; messages: number }>();
  const owners = new Set<string>();
  const history = createHistoryReader(people, chat.book.and);
  const late: SplitMessage[] = [];
  const byKind: Partial<Record<MessageKind, number>> = {};
  const missing = createFileCounter();
  let noticeAuthor: string | undefined;
  let messages = 0;
  let unmatchedLines = chat.format.strange;
  let firstMs = Number.POSITIVE_INFINITY;
  let lastMs = 0;
  const understand = createUnderstanding(chat, "", () => undefined);
  const add = (message: SplitMessage) => {
    const { author, authorKey, body, stamp, preamble } = message;
    const found = understand(message);
    messages++;
    byKind[found.kind] = (byKind[found.kind] ?? 0) + 1;
    firstMs = Math.min(firstMs, stamp.timeMs);
    lastMs = Math.max(lastMs, stamp.timeMs);
    if (stamp.late) late.push(message);
    if (preamble) unmatchedLines += body.split("\n").filter((line) => line.trim() !== "").length;
    if (found.file !== undefined && found.file.attachment.missing !== undefined) missing.add(found.file.name);
    if (found.notice !== undefined) history.add(found.notice, stamp.timeMs);
    if (found.notice?.kind === "encryption" && author !== undefined) noticeAuthor ??= cleanName(author);
    if (found.author === undefined || authorKey === OWNER) return;
    const known = authors.get(authorKey);
    if (known !== undefined) known.messages++;
    else if (addPerson(people, found.author)) authors.set(authorKey, { name: cleanName(found.author), messages: 1 });
    if (found.byOwner) owners.add(authorKey);
  };
  for await (const batch of readChat(chat)) batch.forEach(add);
  const known = me === undefined ? owners : new Set([nameKey(me)]);
  const named = chatName ?? titleOfFiles(chat.source, chat.text) ?? noticeAuthor ?? history.history.subject;
  const unnamed = chat.files.unnamed();
  return {
    chat,
    ...titleAndGroup(named, authors, known, history.history, () => fallbackTitle(chat.source, chat.text)),
    people,
    authors: new Map([...authors].sort(([, a], [, b]) => b.messages - a.messages)),
    owners,
    history: history.history,
    late,
    messages,
    byKind,
    unmatchedLines,
    missingFiles: missing.list(),
    unnamedFiles: { count: unnamed.length, names: unnamed.slice(0, 100) },
    firstMs: messages === 0 ? 0 : firstMs,
    lastMs,
  };
}

/** A chat with a person has that person's name, and nobody writes in it but the two. */
function titleAndGroup(
  named: string | undefined,
  authors: ReadonlyMap<string, { readonly name: string }>,
  owners: ReadonlySet<string>,
  history: GroupHistory,
  fallback: () => string,
): { title: string; group: boolean } {
  const others = [...authors].filter(([key]) => !owners.has(key));
  const [other] = others;
  if (named === undefined) {
    const alone = others.length === 1 && owners.size === 1 && other !== undefined;
    return alone && !history.isGroup ? { title: other[1].name, group: false } : { title: fallback(), group: true };
  }
  const title = shorten(cleanName(named), MAX_TITLE);
  const known = authors.has(nameKey(named));
  const group = history.isGroup || authors.size > 2 || (authors.size === 2 && !known);
  return { title: title === "" ? fallback() : title, group };
}
