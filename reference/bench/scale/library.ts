import type { AttachmentContent } from "../../core/backup.js";
import { type OrderKey, TIMELINE_RANK } from "../../core/order-key.js";
import { type Attachment, AttachmentKind, type Frame } from "../../core/proto/types.js";
import { dice, logNormal, mediaClass, TEXT_LENGTH } from "./distributions.js";

/** How large a generated library is, and of which random content. */
export interface LibraryShape {
  readonly seed: number;
  readonly messages: number;
  readonly media: number;
  readonly chats: number;
  /** The messages are spread over so many years, the last one 2025. */
  readonly years: number;
  /** Media files have this part of the bytes that their distribution gives. */
  readonly mediaScale: number;
}

/** What happened since the first backup. */
export interface Later {
  /** Messages that came in since; the last one of two or more has a photo. */
  readonly added: number;
  /** Whether a message of an old month was edited. */
  readonly edited: boolean;
}

/** The messages of one account, made when they are asked for and the same each time: nothing of it is kept in memory. */
export interface Library {
  /** Account, contacts, groups and chats. */
  directory(): Generator<Frame>;
  /** Messages from a key on, up to another one and without it. */
  timeline(from?: OrderKey, until?: OrderKey): Generator<Frame>;
  /** The bytes of an attachment. */
  open(attachment: Attachment): AttachmentContent;
  /** Keys of the messages that differ from the library as it was before anything happened. */
  changed: { readonly added: readonly OrderKey[]; readonly edited: OrderKey };
  /** The key of a message with a photo, somewhere in the middle. */
  photo: OrderKey;
}

/** The library of 5,000 messages and 200 media, times `factor`: the longer somebody writes, the more of it there is. */
export function shapeOf(factor: number, seed = 1): LibraryShape {
  return {
    seed,
    messages: 5000 * factor,
    media: 200 * factor,
    chats: Math.round(20 * Math.sqrt(factor)),
    years: factor < 10 ? 1 : factor < 100 ? 2 : factor < 1000 ? 5 : 10,
    mediaScale: 0.01,
  };
}

const WORDS =
  "see you at the station tomorrow then I bring the photos from last summer and something sweet für später ☕ ok yes no haha thanks".split(
    " ",
  );
const LAST_MOMENT = Date.UTC(2025, 11, 20);
/** Of all messages, half are in a tenth of the chats: the exponent for which 0.1 ** (1 / SKEW) is a half. */
const SKEW = Math.log(0.1) / Math.log(0.5);
const GROUPS_SHARE = 0.3;
const GROUP_MEMBERS = 8;

/** What a number from the dice is for. */
const FOR = { time: 1, chat: 2, author: 3, length: 4, length2: 5, word: 6, extra: 7, media: 8, size: 9, size2: 10 };

/** Starts a library of that shape, as it is after `later`. */
export function createLibrary(shape: LibraryShape, later: Later = { added: 0, edited: false }): Library {
  const { seed, messages, media, chats, years, mediaScale } = shape;
  const roll = dice(seed);
  const start = Date.UTC(2026 - years, 0, 1);
  const step = (LAST_MOMENT - start) / messages;
  const mediaEvery = Math.floor(messages / media);
  const contacts = Math.ceil(chats * 1.5);
  const groups = Math.floor(chats * GROUPS_SHARE);
  const count = messages + later.added;
  const editedIndex = Math.floor(messages / 4) + 1;

  const hex = (index: number) => index.toString(16).padStart(8, "0");
  const idOf = (index: number) => `m-${hex(index)}`;
  // Never into the place of the next message, so that the order of indexes is that of times.
  const timeOf = (index: number) => Math.floor(start + (index + 0.9 * roll(index, FOR.time)) * step);
  const keyOf = (index: number): OrderKey => ({ rank: TIMELINE_RANK, timeMs: timeOf(index), id: idOf(index) });
  const hasMedia = (index: number) =>
    index < messages ? index % mediaEvery === mediaEvery - 1 && index < mediaEvery * media : index > messages;

  /** The first message that is not before a key. */
  function indexOf({ timeMs, id }: OrderKey): number {
    let index = Math.max(0, Math.floor((timeMs - start) / step) - 1);
    while (index < count && (timeOf(index) < timeMs || (timeOf(index) === timeMs && idOf(index) < id))) index++;
    return index;
  }

  function* directory(): Generator<Frame> {
    yield { account: { selfContactId: "c-00000000", displayName: "Person 0" } };
    for (let i = 0; i < contacts; i++) {
      yield { contact: { id: `c-${hex(i)}`, displayName: `Person ${i}`, phoneNumbers: [`+49 30 ${1_000_000 + i}`] } };
    }
    for (let i = 0; i < groups; i++) {
      const members = Array.from({ length: GROUP_MEMBERS }, (_, j) => ({ contactId: `c-${hex((i + j) % contacts)}` }));
      yield { group: { id: `g-${hex(i)}`, subject: `Group ${i}`, members } };
    }
    for (let i = 0; i < chats; i++) {
      yield {
        chat: { id: `h-${hex(i)}`, ...(i < groups ? { groupId: `g-${hex(i)}` } : { contactId: `c-${hex(i)}` }) },
      };
    }
  }

  function textOf(index: number): string {
    const length = logNormal(TEXT_LENGTH, roll(index, FOR.length), roll(index, FOR.length2));
    let at = Math.floor(roll(index, FOR.word) * WORDS.length);
    let text = WORDS[at]!;
    while (text.length < length) {
      at = (at * 5 + 7 + index) % WORDS.length;
      text += ` ${WORDS[at]}`;
    }
    return text;
  }

  function attachmentOf(index: number): Attachment {
    const { name } = mediaClass(roll(index, FOR.media));
    const id = `a-${hex(index)}`;
    if (name === "video") return { id, kind: AttachmentKind.VIDEO, mediaType: "video/mp4" };
    if (name === "voice note") return { id, kind: AttachmentKind.VOICE_NOTE, mediaType: "audio/ogg" };
    if (name === "document")
      return { id, kind: AttachmentKind.DOCUMENT, mediaType: "application/pdf", fileName: `${id}.pdf` };
    return { id, kind: AttachmentKind.PHOTO, mediaType: "image/jpeg", width: 1600, height: 1200 };
  }

  function message(index: number): Frame {
    const receivedAtMs = timeOf(index);
    const chat = Math.floor(chats * roll(index, FOR.chat) ** SKEW);
    const author = roll(index, FOR.author) < 0.5 ? 0 : chat;
    const extra = roll(index, FOR.extra);
    const body = textOf(index);
    const base = {
      id: idOf(index),
      chatId: `h-${hex(chat)}`,
      authorId: `c-${hex(author)}`,
      sentAtMs: receivedAtMs - 1200,
      receivedAtMs,
      ...(extra < 0.08 && index > 0
        ? { quote: { messageId: idOf(index - 1), authorId: "c-00000000", text: { body: "see you" } } }
        : {}),
      ...(extra > 0.88 ? { reactions: [{ authorId: "c-00000000", emoji: "👍", sentAtMs: receivedAtMs + 5000 }] } : {}),
    };
    if (hasMedia(index)) return { message: { ...base, media: { attachments: [attachmentOf(index)] } } };
    const isEdited = later.edited && index === editedIndex;
    return { message: { ...base, text: { text: { body: isEdited ? `${body} (edited)` : body } } } };
  }

  return {
    directory,
    *timeline(from, until) {
      const end = until === undefined ? count : Math.min(count, indexOf(until));
      for (let index = from === undefined ? 0 : indexOf(from); index < end; index++) yield message(index);
    },
    open({ id = "" }) {
      const index = Number.parseInt(id.slice(2), 16);
      const { size } = mediaClass(roll(index, FOR.media));
      const length = Math.ceil(logNormal(size, roll(index, FOR.size), roll(index, FOR.size2)) * mediaScale);
      return { length, read: () => noise(index, length) };
    },
    changed: {
      added: Array.from({ length: later.added }, (_, i) => keyOf(messages + i)),
      edited: keyOf(editedIndex),
    },
    photo: keyOf(Math.floor(media / 2) * mediaEvery - 1),
  };
}

const BLOCK = 65_536;
const blocks = new Uint32Array(BLOCK / 4).map((_, i) => Math.floor(dice(0)(i, 0) * 2 ** 32));

/** Bytes that no compression makes smaller and that differ from file to file. */
function* noise(index: number, length: number): Generator<Uint8Array> {
  const difference = Math.floor(dice(index)(0, 0) * 2 ** 32);
  for (let offset = 0; offset < length; offset += BLOCK) {
    const words = blocks.slice(0, Math.ceil(Math.min(BLOCK, length - offset) / 4));
    for (let i = 0; i < words.length; i++) words[i]! ^= difference + offset;
    yield new Uint8Array(words.buffer, 0, Math.min(BLOCK, length - offset));
  }
}
