/** Which frames of a backup an export takes. */
import { reasonToLeaveOut } from "../core/leave-out.js";
import type { Frame } from "../core/proto/types.js";
import { addToDirectory, chatTitle, createDirectory, type Directory } from "../viewer/directory.js";
import { ExportError, type NamedChat } from "./errors.js";

export type Frames = AsyncIterable<Frame> | Iterable<Frame>;

/** Leaves out messages whose time is over, and those that are never kept. `onDrop` is called for each. */
export async function* dropExpired(frames: Frames, now: number, onDrop: () => void): AsyncGenerator<Frame> {
  for await (const frame of frames) {
    if (reasonToLeaveOut(frame, now) === undefined) yield frame;
    else onDrop();
  }
}

/**
 * Keeps the chats that `names` name, with everything that names people. All chats if there are no names.
 *
 * A name is the id of a chat or its title, in any case; if no title is equal, one that contains it.
 *
 * @throws {ExportError} `chat-not-found`, `chat-ambiguous`, before the first message is given
 */
export async function* selectChats(frames: Frames, names: readonly string[]): AsyncGenerator<Frame> {
  if (names.length === 0) {
    yield* frames;
    return;
  }
  const directory = createDirectory();
  const before: Frame[] = [];
  let chosen: Set<string> | undefined;
  for await (const frame of frames) {
    const isTimeline = Boolean(frame.message || frame.call);
    if (!isTimeline && chosen === undefined) {
      addToDirectory(directory, frame);
      before.push(frame);
      continue;
    }
    if (chosen === undefined) {
      chosen = chooseChats(directory, names);
      yield* chosenOnly(before, directory, chosen);
    }
    // What this program does not know may say anything about anybody, so that it stays behind.
    if (isTimeline && chosen.has(frame.message?.chatId || frame.call?.chatId || "")) yield frame;
  }
  if (chosen === undefined) yield* chosenOnly(before, directory, chooseChats(directory, names));
}

function* chosenOnly(frames: readonly Frame[], directory: Directory, chosen: ReadonlySet<string>): Generator<Frame> {
  const groups = new Set([...chosen].map((id) => directory.chats.get(id)?.groupId ?? ""));
  for (const frame of frames) {
    const { account, settings, contact, group, chat } = frame;
    const isNeeded = group
      ? groups.has(group.id ?? "")
      : chat
        ? chosen.has(chat.id ?? "")
        : account || settings || contact;
    if (isNeeded) yield frame;
  }
}

function folded(text: string): string {
  return text.normalize("NFKC").toLowerCase().trim();
}

function chooseChats(directory: Directory, names: readonly string[]): Set<string> {
  const all = [...directory.chats].map(([id, chat]) => ({ id, title: chatTitle(directory, chat) }));
  return new Set(names.map((name) => chooseChat(all, name).id));
}

function chooseChat(all: readonly NamedChat[], name: string): NamedChat {
  const wanted = folded(name);
  const ways: ((chat: NamedChat) => boolean)[] = [
    ({ id }) => id === name,
    ({ title }) => folded(title) === wanted,
    ({ title }) => wanted !== "" && folded(title).includes(wanted),
  ];
  for (const way of ways) {
    const found = all.filter(way);
    if (found.length === 1) return found[0]!;
    if (found.length > 1)
      throw new ExportError(
        "chat-ambiguous",
        `“${name}” names ${found.length} chats. Give the id of one:\n${listed(found)}`,
        found,
      );
  }
  throw new ExportError("chat-not-found", `No chat is called “${name}”. There are:\n${listed(all)}`, all);
}

/** Enough to recognise a chat by, and short enough to read. */
const MOST_LISTED = 50;

function listed(chats: readonly NamedChat[]): string {
  const rows = chats.slice(0, MOST_LISTED).map(({ id, title }) => `  ${title}  (id ${id})`);
  if (chats.length > MOST_LISTED) rows.push(`  and ${chats.length - MOST_LISTED} more`);
  return rows.join("\n");
}
