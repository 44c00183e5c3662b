import type { Frame } from "../core/proto/types.js";
import { createCallsWriter } from "./calls-pages.js";
import { type ChatWriter, createChatWriter } from "./chat-writer.js";
import { createClock } from "./clock.js";
import { addToDirectory, createDirectory } from "./directory.js";
import { renderHomePage } from "./home-page.js";
import { createMediaStore } from "./media-store.js";
import { createPictures } from "./pictures.js";
import { createSearchWriter } from "./search-pages.js";
import { type ExportSummary, emptySummary, type MediaSource, type Sink } from "./sink.js";
import { createPlaces, type Site } from "./site.js";
import { avatar } from "./view.js";

/** How to write pages. With `linkMedia`, they go into the sink without their media. */
export type HtmlOptions = PageOptions & MediaSource;

export interface PageOptions {
  /** IANA name of the zone in which days and times are shown. Left out: the zone of this machine. */
  readonly timeZone?: string;
  /** Milliseconds since 1970, for the date on the first page. Left out: now. */
  readonly now?: number;
  /** Most messages on one page. Left out: 500, less where very many chats would need too much memory. */
  readonly messagesPerPage?: number;
  readonly signal?: AbortSignal;
}

const MESSAGES_PER_PAGE = 500;
/** Messages of all chats that may wait for their page: about 250 MB of markup. */
const MAX_WAITING = 150_000;
const MIN_PER_PAGE = 50;

function pageLengthFor(chats: number): number {
  return Math.max(MIN_PER_PAGE, Math.min(MESSAGES_PER_PAGE, Math.floor(MAX_WAITING / Math.max(1, chats))));
}

/**
 * Writes a backup as pages that a browser opens from the folder, without a server and without the internet.
 * Begin with `index.html`.
 *
 * Frames are read once and in order; one page of each chat is kept in memory. A file that cannot be read is shown as
 * missing with the reason and noted in the summary; whatever the sink throws ends the export.
 *
 * @param frames in the order of a backup: what names people and chats comes before the messages
 */
export async function writeHtml(
  frames: AsyncIterable<Frame> | Iterable<Frame>,
  sink: Sink,
  options: HtmlOptions,
): Promise<ExportSummary> {
  const { timeZone, now = Date.now(), messagesPerPage, signal } = options;
  const summary = emptySummary();
  const directory = createDirectory();
  const media = createMediaStore(sink, options, summary, signal);
  const writers = new Map<string, ChatWriter>();
  const site: Site = {
    directory,
    clock: createClock(timeZone),
    sink,
    media,
    pictures: createPictures(directory, media),
    search: createSearchWriter(sink),
    pageLength: () => messagesPerPage ?? pageLengthFor(directory.chats.size),
    ...createPlaces(),
  };
  const calls = createCallsWriter(site);
  const writerOf = async (chatId: string) => {
    let writer = writers.get(chatId);
    if (writer === undefined) {
      const chat = directory.chats.get(chatId) ?? { id: chatId };
      writer = await createChatWriter(site, chat, writers.size + 1);
      writers.set(chatId, writer);
    }
    return writer;
  };

  for await (const frame of frames) {
    signal?.throwIfAborted();
    if (addToDirectory(directory, frame)) continue;
    if (frame.message) {
      await (await writerOf(frame.message.chatId ?? "")).add(frame.message);
      summary.messages++;
    } else if (frame.call) await calls.add(frame.call);
  }
  for (const chatId of directory.chats.keys()) await writerOf(chatId);
  for (const writer of writers.values()) await writer.finish();
  await site.search.finish();
  const callsPath = await calls.finish();

  summary.chats = writers.size;
  const { account } = directory;
  const own = account.avatar ? await site.pictures.store(account.avatar) : undefined;
  const picture = avatar(0, account.displayName ?? "", account.selfContactId ?? "", own);
  const entries = [...writers.values()].map(({ entry }) => entry);
  await sink.writeFile("index.html", renderHomePage(site, entries, { summary, callsPath, nowMs: now, picture }));
  return summary;
}
