import { contentOf, MESSAGE_CONTENTS } from "../core/frame-kind.js";
import { forEachAttachment } from "../core/frame-refs.js";
import type { Attachment, Chat, Frame, Group, Message } from "../core/proto/types.js";

/** The newer of two states of one thing, with what it lacks from the older one. */
export function fillFrame(previous: Frame, next: Frame): Frame {
  if (next.message != null && previous.message != null) {
    return { ...next, message: fillMessage(previous.message, next.message) };
  }
  if (next.contact != null && previous.contact != null) {
    return { ...next, contact: fill(previous.contact, next.contact) };
  }
  if (next.group != null && previous.group != null) return { ...next, group: fillGroup(previous.group, next.group) };
  if (next.chat != null && previous.chat != null) return { ...next, chat: fillChat(previous.chat, next.chat) };
  if (next.account != null && previous.account != null) {
    return { ...next, account: fill(previous.account, next.account) };
  }
  if (next.settings != null && previous.settings != null) {
    return { ...next, settings: fill(previous.settings, next.settings) };
  }
  return next;
}

/** Fields that are not set take the older value. An export cannot say that something was taken back. */
function fill<T extends object>(previous: T, next: T, except: ReadonlySet<string> = new Set()): T {
  const filled = { ...next } as Record<string, unknown>;
  for (const [name, value] of Object.entries(previous)) {
    if (!except.has(name) && isUnset(filled[name]) && !isUnset(value)) filled[name] = value;
  }
  return filled as T;
}

function isUnset(value: unknown): boolean {
  return (
    value == null ||
    value === "" ||
    value === 0 ||
    value === false ||
    ((Array.isArray(value) || value instanceof Uint8Array) && value.length === 0)
  );
}

function fillGroup(previous: Group, next: Group): Group {
  const known = new Set(next.members?.map(({ contactId }) => contactId));
  const gone = (previous.members ?? []).filter(({ contactId }) => !known.has(contactId));
  return { ...fill(previous, next), members: [...(next.members ?? []), ...gone].slice(0, 65_536) };
}

const PEER: ReadonlySet<string> = new Set(["contactId", "groupId"]);

function fillChat(previous: Chat, next: Chat): Chat {
  const hasPeer = next.contactId != null || next.groupId != null;
  return fill(previous, next, hasPeer ? PEER : undefined);
}

const CONTENT: ReadonlySet<string> = new Set(MESSAGE_CONTENTS);

function fillMessage(previous: Message, next: Message): Message {
  const filled = fill(previous, next, CONTENT);
  const before = contentOf(previous);
  const now = contentOf(next);
  if (before === undefined) return filled;
  if (now === undefined || (lacksBytes(next) && !lacksBytes(previous))) {
    const { [now ?? before]: _left, ...rest } = filled;
    return { ...rest, [before]: previous[before] };
  }
  if (before === now && now === "media") return { ...filled, media: fillMedia(previous, next) };
  if (before === now && now !== "system")
    return { ...filled, [now]: fill(previous[now] as object, next[now] as object) };
  return filled;
}

function isMissing({ missing }: Attachment): boolean {
  return (missing ?? 0) !== 0;
}

/** True if a message has attachments and the bytes of none of them. */
function lacksBytes(message: Message): boolean {
  let missing = 0;
  let count = 0;
  forEachAttachment({ message }, (attachment) => {
    count++;
    if (isMissing(attachment)) missing++;
  });
  return count > 0 && missing === count;
}

function fillMedia(previous: Message, next: Message): NonNullable<Message["media"]> {
  const older = new Map((previous.media?.attachments ?? []).map((attachment) => [attachment.id, attachment]));
  const attachments = (next.media?.attachments ?? []).map((attachment) => {
    const before = older.get(attachment.id);
    if (before === undefined) return attachment;
    return isMissing(attachment) && !isMissing(before) ? before : { ...fill(before, attachment, BYTES) };
  });
  return { ...fill(previous.media ?? {}, next.media ?? {}), attachments };
}

/** Whether the bytes are there is for the newer side to say. */
const BYTES: ReadonlySet<string> = new Set(["object", "missing"]);
