/** Writes one chat as pages, while its messages come in. */
import { forEachAttachment } from "../core/frame-refs.js";
import type { Attachment, Chat, Message } from "../core/proto/types.js";
import { renderChatPage, renderInfoPage } from "./chat-pages.js";
import { chatTitle, personName } from "./directory.js";
import { slug } from "./file-names.js";
import { fileUrl, type SafeHtml, type SafeUrl } from "./html.js";
import type { StoredFile, StoredMedia } from "./media-store.js";
import { renderMessage } from "./message.js";
import { messageText } from "./plain-text.js";
import type { Site } from "./site.js";
import { CHAT_DEPTH, type View } from "./view.js";

/** Messages of one author within this time look like one turn of speech. */
const TURN_MS = 5 * 60_000;

/** One calendar month of a chat, and where it begins. */
export interface Month {
  readonly key: string;
  readonly name: string;
  readonly page: number;
  readonly message: number;
  count: number;
}

export interface PageItem {
  readonly day: string;
  readonly timeMs: number;
  readonly markup: SafeHtml;
}

/** A chat as its pages and the list show it. */
export interface ChatEntry {
  readonly chat: Chat;
  /** Counts from 1. */
  readonly number: number;
  readonly slug: string;
  readonly title: string;
  readonly picture: StoredFile | undefined;
  readonly wallpaper: StoredFile | undefined;
  /** The number of its last page; there is at least one. */
  pages: number;
  messages: number;
  files: number;
  readonly months: Month[];
  last: { readonly timeMs: number; readonly text: string; readonly authorId: string } | undefined;
}

export interface ChatWriter {
  readonly entry: ChatEntry;
  readonly add: (message: Message) => Promise<void>;
  /** Writes what is left, and the page about the chat. */
  readonly finish: () => Promise<void>;
}

export async function createChatWriter(site: Site, chat: Chat, number: number): Promise<ChatWriter> {
  const { directory, clock, sink, media, pictures, search } = site;
  const pageLength = site.pageLength();
  const title = chatTitle(directory, chat);
  const name = slug(title);
  const entry: ChatEntry = {
    chat,
    number,
    slug: name === "" ? String(number) : `${number}-${name}`,
    title,
    picture: await pictures.ofChat(chat),
    wallpaper: chat.wallpaper ? await pictures.store(chat.wallpaper) : undefined,
    pages: 1,
    messages: 0,
    files: 0,
    months: [],
    last: undefined,
  };
  let items: PageItem[] = [];

  const flush = async (hasNewer: boolean) => {
    const path = `chats/${entry.slug}/${entry.pages}.html`;
    await sink.writeFile(path, renderChatPage(site, entry, items, hasNewer));
    items = [];
  };

  const storeAll = async (message: Message, day: string) => {
    const place = { folder: entry.slug, day, chatId: chat.id ?? "", timeMs: message.receivedAtMs };
    const stored = new Map<Attachment, StoredMedia>();
    const attachments: Attachment[] = [];
    forEachAttachment({ message }, (attachment) => attachments.push(attachment));
    for (const attachment of attachments) stored.set(attachment, await media.store(attachment, place));
    const cardFiles: (StoredFile | undefined)[] = [];
    for (const { vcard, file } of message.contactCards?.cards ?? []) {
      const isText = vcard && !(file && stored.get(file)?.file);
      cardFiles.push(isText ? await media.storeText(vcard, "vcf", place) : undefined);
    }
    entry.files += stored.size;
    return { media: stored, cardFiles };
  };

  const countMonth = (timeMs: number, day: string) => {
    const key = day.slice(0, day.lastIndexOf("-"));
    const month = entry.months.at(-1);
    if (month?.key === key) month.count++;
    else entry.months.push({ key, name: clock.month(timeMs), page: entry.pages, message: entry.messages, count: 1 });
  };

  const urlOfMessage = (id: string): SafeUrl | undefined => {
    const place = site.placeOf(id);
    return place && fileUrl(CHAT_DEPTH, place.path, place.anchor);
  };

  const add = async (message: Message) => {
    if (items.length >= pageLength) {
      await flush(true);
      entry.pages++;
    }
    const { id = "", authorId = "" } = message;
    const timeMs = message.sentAtMs || message.receivedAtMs || 0;
    // Pages follow the order of receipt, so that a wrong clock of a sender tears no day apart.
    const day = clock.dayKey(message.receivedAtMs ?? 0);
    if (chat.groupId) await pictures.ensure(authorId);
    const files = await storeAll(message, day);
    const view: View = {
      directory,
      clock,
      // A chat with a title alone may have many authors.
      isGroup: !chat.contactId,
      avatars: pictures.ofContacts,
      urlOfMessage,
      ...files,
    };
    entry.messages++;
    countMonth(message.receivedAtMs ?? 0, day);
    const last = entry.last;
    const isFirst = last?.authorId !== authorId || timeMs - last.timeMs > TURN_MS || items.at(-1)?.day !== day;
    const anchor = `m${entry.messages}`;
    items.push({
      day,
      timeMs: message.receivedAtMs ?? 0,
      markup: renderMessage(view, message, anchor, isFirst),
    });
    site.remember(id, { path: `chats/${entry.slug}/${entry.pages}.html`, anchor });
    const text = messageText(directory, message);
    // A notice ends a turn of speech, whoever caused it.
    entry.last = { timeMs, text, authorId: message.system ? "" : authorId };
    const sender = authorId === "" ? "" : personName(directory, authorId);
    const time = clock.full(timeMs);
    await search.add({ chat: entry, page: entry.pages, message: entry.messages, time, sender, text });
  };

  return {
    entry,
    add,
    async finish() {
      await flush(false);
      await sink.writeFile(`chats/${entry.slug}/info.html`, renderInfoPage(site, entry));
    },
  };
}
