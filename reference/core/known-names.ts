import { type OrderKey, TIMELINE_RANK } from "./order-key.js";
import type { Call, Chat, Edit, EventContent, Frame, Group, Message, Quote, Text } from "./proto/types.js";
import { all, dangling, type Fault, optional } from "./rule.js";

/** Ranks of frames that other frames name. */
const CONTACT = 3;
const GROUP = 4;
const CHAT = 6;

/** What a snapshot says of a segment that could not be read. */
export interface LostSegment {
  readonly first: OrderKey;
  readonly last: OrderKey;
}

/** The contacts, groups and chats of a backup so far. */
export interface KnownNames {
  /** Remembers a frame that others may name. */
  add(frame: Frame): void;
  /** Whether what others may name of a frame is known; so it is of a frame that nobody can name. */
  has(frame: Frame): boolean;
  /** Misses nothing any more once a segment of the directory is lost. */
  addLost(lost: LostSegment): void;
  /** The first field that names a contact, group or chat without a frame. Not of an account: see `checkSelf`. */
  check(frame: Frame): Fault | undefined;
  /** Whether the owner has a contact, which comes after the account. */
  checkSelf(selfContactId: string | undefined): Fault | undefined;
}

/** Starts without any name. Spec: Content, References between frames. */
export function createKnownNames(): KnownNames {
  const known = { [CONTACT]: new Set<string>(), [GROUP]: new Set<string>(), [CHAT]: new Set<string>() };
  let isIncomplete = false;

  function named(rank: keyof typeof known, path: string, id = ""): Fault | undefined {
    // [@reference-contact] [@reference-group] [@reference-chat]
    if (known[rank].has(id)) return undefined;
    // [@lost-segment-rules]
    return isIncomplete ? undefined : dangling(path, "has no frame of its own");
  }
  const orNone = (rank: keyof typeof known, path: string, id = "") => (id === "" ? undefined : named(rank, path, id));

  const contact = (id: string) => named(CONTACT, "", id);
  const contactOf = ({ contactId }: { contactId?: string }) => named(CONTACT, "contactId", contactId);
  const ofText = ({ mentions }: Text) => all("mentions", mentions, contactOf);
  const ofCaption = ({ caption }: { caption?: Text | null }) => optional("caption", caption, ofText);
  const ofPart = ({ text }: Quote | Edit) => optional("text", text, ofText);
  const ofEvent = ({ responses }: EventContent) => all("responses", responses, contactOf);

  const ofMessage = (message: Message) =>
    named(CHAT, "chatId", message.chatId) ??
    orNone(CONTACT, "authorId", message.authorId) ??
    optional("quote", message.quote, ofPart) ??
    all("edits", message.edits, ofPart) ??
    optional("text", message.text, ofPart) ??
    optional("media", message.media, ofCaption) ??
    optional("liveLocation", message.liveLocation, ofCaption) ??
    optional("event", message.event, ofEvent);

  const ofGroup = ({ createdBy, members }: Group) =>
    orNone(CONTACT, "createdBy", createdBy) ?? all("members", members, contactOf);

  const ofChat = ({ contactId, groupId, draft }: Chat) =>
    (contactId == null ? undefined : named(CONTACT, "contactId", contactId)) ??
    (groupId == null ? undefined : named(GROUP, "groupId", groupId)) ??
    optional("draft", draft, ofText);

  const ofCall = ({ initiatorId, participantIds, chatId }: Call) =>
    orNone(CONTACT, "initiatorId", initiatorId) ??
    all("participantIds", participantIds, contact) ??
    orNone(CHAT, "chatId", chatId);

  return {
    add(frame) {
      if (frame.message != null) return;
      if (frame.contact != null) known[CONTACT].add(frame.contact.id ?? "");
      else if (frame.group != null) known[GROUP].add(frame.group.id ?? "");
      else if (frame.chat != null) known[CHAT].add(frame.chat.id ?? "");
    },
    has(frame) {
      if (frame.contact != null) return known[CONTACT].has(frame.contact.id ?? "");
      if (frame.group != null) return known[GROUP].has(frame.group.id ?? "");
      return frame.chat == null || known[CHAT].has(frame.chat.id ?? "");
    },
    addLost({ first }) {
      isIncomplete ||= first.rank < TIMELINE_RANK;
    },
    check(frame) {
      if (frame.message != null) return optional("message", frame.message, ofMessage);
      return (
        optional("group", frame.group, ofGroup) ??
        optional("chat", frame.chat, ofChat) ??
        optional("call", frame.call, ofCall)
      );
    },
    checkSelf: (selfContactId) => named(CONTACT, "account.selfContactId", selfContactId),
  };
}
