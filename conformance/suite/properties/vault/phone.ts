/** What is on the telephone that is backed up, and what a restore has to give of it. */
import fc from "fast-check";
import { text } from "../../../../reference/arbitraries/scalars.js";
import type { Attachment, Frame } from "../../../../reference/core/proto/types.js";
import { canonicalJson, comparePlaces, encodeFrame, placeOf } from "../content/frames.js";
import { bytesOfPattern, type Pattern } from "../drawn.js";
import { digest, hex, sha256 } from "../oracle.js";
import { unknownField } from "../protobuf.js";
import { dice } from "../random.js";
import { NOW } from "./plain.js";

const DAY_MS = 86_400_000;
const LOST = 2;

/** A photo of a message. */
export interface DrawnPhoto {
  /** Absent: the telephone cannot read it. */
  readonly content: Pattern | undefined;
  readonly thumbnail: Pattern | undefined;
}

/** A message before it has an id. */
export interface DrawnMessage {
  readonly kind: "text" | "photos" | "view-once" | "short timer" | "expired" | "expires later" | "later version";
  readonly body: string;
  /** Milliseconds before the start of the story, up to four months. */
  readonly age: number;
  readonly photos: readonly DrawnPhoto[];
  readonly days: number;
}

const pattern = (most: number): fc.Arbitrary<Pattern> => fc.record({ length: fc.nat(most), seed: fc.nat(0xffff) });

export const drawnMessage = (): fc.Arbitrary<DrawnMessage> =>
  fc.record({
    kind: fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom("text" as const, "photos" as const) },
      fc.constantFrom(
        "view-once" as const,
        "short timer" as const,
        "expired" as const,
        "expires later" as const,
        "later version" as const,
      ),
    ),
    body: text(200),
    age: fc.nat(120 * DAY_MS),
    photos: fc.array(
      fc.record({
        content: fc.option(fc.oneof({ weight: 5, arbitrary: pattern(3000) }, pattern(40_000)), {
          nil: undefined,
          freq: 6,
        }),
        thumbnail: fc.option(pattern(200), { nil: undefined, freq: 2 }),
      }),
      { minLength: 1, maxLength: 2 },
    ),
    days: fc.integer({ min: 1, max: 40 }),
  });

/** A message with its photos. */
export interface Kept {
  readonly frame: Frame;
  readonly photos: readonly { readonly id: string; readonly drawn: DrawnPhoto }[];
}

/** The telephone: its messages in any order. */
export interface Phone {
  messages: readonly Kept[];
  /** How many messages there have ever been. */
  count: number;
}

export const newPhone = (): Phone => ({ messages: [], count: 0 });

/** A message arrives. */
export function receive(phone: Phone, drawn: DrawnMessage): void {
  const n = phone.count++;
  const { kind, body, age, photos, days } = drawn;
  const receivedAtMs = NOW - age;
  const base = {
    id: `m${n}`,
    chatId: "chat",
    authorId: n % 2 === 0 ? "me" : "ada",
    sentAtMs: receivedAtMs,
    receivedAtMs,
  };
  const own = photos.map((photo, i) => ({ id: `p${n}-${i}`, drawn: photo }));
  const attachments = own.map(({ id }): Attachment => ({ id, kind: 1, mediaType: "image/jpeg", fileName: body }));
  const message = {
    text: { ...base, text: { text: { body } } },
    photos: { ...base, media: { attachments, caption: { body } } },
    "view-once": { ...base, viewOnce: { kind: 1, viewed: true } },
    "short timer": { ...base, expireTimerMs: days === 1 ? DAY_MS : days, media: { attachments } },
    expired: { ...base, expiresAtMs: NOW - age, media: { attachments } },
    "expires later": { ...base, expireTimerMs: DAY_MS + 1, expiresAtMs: NOW + days * DAY_MS, text: { text: { body } } },
    "later version": { ...base, text: { text: { body } }, $unknowns: [unknownField(dice(n))] },
  }[kind];
  phone.messages = [...phone.messages, { frame: { message }, photos: "media" in message ? own : [] }];
}

/** What stands in every backup. */
const DIRECTORY: readonly Frame[] = [
  { account: { selfContactId: "me", displayName: "\u202eNoor" } },
  { contact: { id: "ada", displayName: "Ada\u0000" } },
  { contact: { id: "me" } },
  { chat: { id: "chat", contactId: "ada", title: "../../etc" } },
];

/** All frames in order. */
const inOrder = (phone: Phone): Kept[] => [
  ...DIRECTORY.map((frame) => ({ frame, photos: [] })),
  ...[...phone.messages].sort((a, b) => comparePlaces(placeOf(a.frame)!, placeOf(b.frame)!)),
];

/** Arguments of `vault.backup`. */
export function backupArgs(phone: Phone) {
  const contents: Record<string, Uint8Array> = {};
  const thumbnails: Record<string, Uint8Array> = {};
  for (const { id, drawn } of phone.messages.flatMap(({ photos }) => photos)) {
    if (drawn.content === undefined) continue;
    contents[id] = bytesOfPattern(drawn.content);
    if (drawn.thumbnail !== undefined) thumbnails[id] = bytesOfPattern(drawn.thumbnail);
  }
  return { frames: inOrder(phone).map(({ frame }) => encodeFrame(frame)), contents, thumbnails };
}

/** Whether a message is in no backup and no restore at a time. */
export function isLeftOut({ message }: Frame, now: number): boolean {
  const { expireTimerMs = 0, expiresAtMs = 0 } = message ?? {};
  return (expireTimerMs > 0 && expireTimerMs <= DAY_MS) || (expiresAtMs > 0 && expiresAtMs <= now);
}

/** A backup as it has to come back. */
export interface Expected {
  readonly frames: readonly { readonly frame: Frame; readonly json: string; readonly media: readonly Medium[] }[];
}

/** Content of an attachment, as `vault.restore` reports it. */
export type Medium = { readonly id: string; readonly kind: string; readonly length: number; readonly sha256: string };

const referenceTo = (bytes: Uint8Array) => ({ length: bytes.length, digest: digest(bytes) });
const medium = (id: string, kind: string, bytes: Uint8Array): Medium => ({
  id,
  kind,
  length: bytes.length,
  sha256: hex(sha256(bytes)),
});

/** What a backup at a time holds. */
export function backedUp(phone: Phone, now: number): Expected {
  const kept = inOrder(phone).filter(({ frame }) => !isLeftOut(frame, now));
  return {
    frames: kept.map(({ frame, photos }) => {
      if (photos.length === 0)
        return { frame, json: canonicalJson(frame as Readonly<Record<string, unknown>>), media: [] };
      const media: Medium[] = [];
      const attachments = frame.message!.media!.attachments!.map((attachment, i) => {
        const { content, thumbnail } = photos[i]!.drawn;
        if (content === undefined) return { ...attachment, missing: LOST };
        const bytes = bytesOfPattern(content);
        media.push(medium(photos[i]!.id, "attachment", bytes));
        if (thumbnail === undefined) return { ...attachment, object: referenceTo(bytes) };
        const small = bytesOfPattern(thumbnail);
        media.push(medium(photos[i]!.id, "thumbnail", small));
        return { ...attachment, object: referenceTo(bytes), thumbnail: referenceTo(small) };
      });
      const message = { ...frame.message!, media: { ...frame.message!.media!, attachments } };
      return { frame, json: canonicalJson({ message }), media };
    }),
  };
}

/** What a restore at a time gives of it, and how many messages it drops. */
export function restored({ frames }: Expected, now: number) {
  const kept = frames.filter(({ frame }) => !isLeftOut(frame, now));
  return {
    frames: kept.map(({ json }) => json),
    media: kept.flatMap(({ media }) => media),
    dropped: frames.length - kept.length,
  };
}
