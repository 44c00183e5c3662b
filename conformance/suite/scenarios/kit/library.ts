import { bytesFor } from "../../../../reference/arbitraries/bytes-for.js";
import { encodeFrame } from "../../../../reference/core/proto/frame-codec.js";
import { type Attachment, AttachmentKind, type Frame, type Message } from "../../../../reference/core/proto/types.js";
import type { Values } from "../../case.js";

/** What a messenger holds. */
export interface Library {
  readonly frames: readonly Frame[];
  /** Bytes of attachments by id. */
  readonly contents: Readonly<Record<string, Uint8Array>>;
}

/** Account, two people and a chat. */
export const PEOPLE: readonly Frame[] = [
  { account: { selfContactId: "me", displayName: "Sam" } },
  { contact: { id: "friend", displayName: "Alex" } },
  { contact: { id: "me", displayName: "Sam" } },
  { chat: { id: "chat", contactId: "friend" } },
];

/** 2026-01-10, in the first of the two months of {@link TWO_MONTHS}. */
export const JANUARY = Date.UTC(2026, 0, 10);
/** 2026-02-10. */
export const FEBRUARY = Date.UTC(2026, 1, 10);

/** A message with text. */
export function text(id: string, receivedAtMs: number, body = `text of ${id}`, more: Partial<Message> = {}): Frame {
  return { message: { id, chatId: "chat", authorId: "friend", receivedAtMs, ...more, text: { text: { body } } } };
}

/** A message with one photo, whose attachment id is `<id>-photo`. */
export function photo(id: string, receivedAtMs: number, attachment: Partial<Attachment> = {}): Frame {
  const shown = { id: `${id}-photo`, kind: AttachmentKind.PHOTO, mediaType: "image/jpeg", ...attachment };
  return { message: { id, chatId: "chat", authorId: "me", receivedAtMs, media: { attachments: [shown] } } };
}

/** A library of the people and some messages, with contents for every photo. */
export function libraryOf(...messages: readonly Frame[]): Library {
  const photos = messages.flatMap(({ message }) => message?.media?.attachments ?? []);
  return {
    frames: [...PEOPLE, ...messages],
    contents: Object.fromEntries(photos.map(({ id = "" }) => [id, bytesFor(id, 5000)])),
  };
}

/** Two months with a text and a photo each: three segments, two attachments. */
export const TWO_MONTHS = libraryOf(
  text("m1", JANUARY),
  photo("m2", JANUARY + 1),
  text("m3", FEBRUARY),
  photo("m4", FEBRUARY + 1),
);

/** The same library with further messages at the end. */
export function withMore({ frames, contents }: Library, ...messages: readonly Frame[]): Library {
  const more = libraryOf(...messages);
  return { frames: [...frames, ...messages], contents: { ...contents, ...more.contents } };
}

/** `frames` and `contents` of vault.backup. */
export function backupArgs({ frames, contents }: Library): Values {
  return { frames: frames.map((frame) => encodeFrame(frame)), contents };
}
