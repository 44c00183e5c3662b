import { KeepsakeError } from "./errors.js";
import { frameError } from "./frame-rules.js";
import { compareOrderKeys, type OrderKey, orderKey, TIMELINE_RANK } from "./order-key.js";
import type { Account, Call, Chat, Frame, Group, Message, Text } from "./proto/types.js";
import { dangling, type Fault } from "./rule.js";

const CONTACT = 3;
const GROUP = 4;
const CHAT = 6;

/** Checks the rules between the frames of a backup, one frame after another. */
export interface FrameChecker {
  /**
   * Takes the next frame, one that `validateFrame` accepts.
   *
   * @param index - for the error; by default it counts the frames
   * @throws KeepsakeError content.order, content.reference with `path` and `frame`
   */
  check(frame: Frame, index?: number): void;
  /** Goes on after a segment that is lost. What it may have held is not missed. */
  skip(lost: LostSegment): void;
  /** Call after the last frame. @throws KeepsakeError content.order, content.reference */
  finish(): void;
}

/** What a snapshot says of a segment that could not be read. */
export interface LostSegment {
  readonly first: OrderKey;
  readonly last: OrderKey;
}

/**
 * Starts to check a backup: the account is first, order keys ascend strictly, and every contact, group and chat that a
 * frame names has a frame of its own. Memory grows with the number of contacts, groups and chats, not of messages.
 * Spec: Content, References between frames.
 */
export function createFrameChecker(): FrameChecker {
  const known = { [CONTACT]: new Set<string>(), [GROUP]: new Set<string>(), [CHAT]: new Set<string>() };
  const lost: LostSegment[] = [];
  let count = 0;
  let last: OrderKey | undefined;
  let account: Account | undefined;

  function named(rank: keyof typeof known, path: string, id = ""): Fault | undefined {
    // [@reference-contact] [@reference-group] [@reference-chat]
    if (known[rank].has(id)) return undefined;
    const key = { rank, timeMs: 0, id };
    // [@lost-segment-rules]
    const mayBeLost = lost.some(
      ({ first, last }) => compareOrderKeys(first, key) <= 0 && compareOrderKeys(key, last) <= 0,
    );
    return mayBeLost ? undefined : dangling(path, "has no frame of its own");
  }
  const orNone = (rank: keyof typeof known, path: string, id = "") => (id === "" ? undefined : named(rank, path, id));
  const contact = (path: string, id: string | undefined) => named(CONTACT, path, id);

  function checkOrder(key: OrderKey | undefined): Fault | undefined {
    // [@account-first]
    if (last === undefined) {
      return key?.rank === 1 ? undefined : { code: "content.order", path: "", reason: "is first, but is no account" };
    }
    // [@frame-order]
    if (key === undefined || compareOrderKeys(last, key) < 0) return undefined;
    return { code: "content.order", path: "", reason: "does not come after the frame before it" };
  }

  /** The account comes before the contacts, so what it names is looked up after them. */
  function checkSelf(rank: number): void {
    if (account === undefined || rank <= CONTACT) return;
    const fault = contact("account.selfContactId", account.selfContactId);
    account = undefined;
    if (fault !== undefined) throw frameError(fault, 0);
  }

  function checkText(path: string, text: Text | null | undefined): Fault | undefined {
    return first(text?.mentions, (mention, i) => contact(`${path}.mentions[${i}].contactId`, mention.contactId));
  }

  function checkGroup({ createdBy, members }: Group): Fault | undefined {
    return (
      orNone(CONTACT, "group.createdBy", createdBy) ??
      first(members, (member, i) => contact(`group.members[${i}].contactId`, member.contactId))
    );
  }

  function checkChat({ contactId, groupId, draft }: Chat): Fault | undefined {
    return (
      (contactId == null ? undefined : contact("chat.contactId", contactId)) ??
      (groupId == null ? undefined : named(GROUP, "chat.groupId", groupId)) ??
      checkText("chat.draft", draft)
    );
  }

  function checkMessage(message: Message): Fault | undefined {
    return (
      named(CHAT, "message.chatId", message.chatId) ??
      orNone(CONTACT, "message.authorId", message.authorId) ??
      checkText("message.quote.text", message.quote?.text) ??
      first(message.edits, (edit, i) => checkText(`message.edits[${i}].text`, edit.text)) ??
      checkText("message.text.text", message.text?.text) ??
      checkText("message.media.caption", message.media?.caption) ??
      checkText("message.liveLocation.caption", message.liveLocation?.caption) ??
      first(message.event?.responses, (response, i) =>
        contact(`message.event.responses[${i}].contactId`, response.contactId),
      )
    );
  }

  function checkCall({ initiatorId, participantIds, chatId }: Call): Fault | undefined {
    return (
      orNone(CONTACT, "call.initiatorId", initiatorId) ??
      first(participantIds, (id, i) => contact(`call.participantIds[${i}]`, id)) ??
      orNone(CHAT, "call.chatId", chatId)
    );
  }

  function checkReferences(frame: Frame): Fault | undefined {
    if (frame.message != null) return checkMessage(frame.message);
    if (frame.group != null) return checkGroup(frame.group);
    if (frame.chat != null) return checkChat(frame.chat);
    return frame.call != null ? checkCall(frame.call) : undefined;
  }

  function remember(frame: Frame): void {
    if (frame.message != null) return;
    if (frame.contact != null) known[CONTACT].add(frame.contact.id ?? "");
    else if (frame.group != null) known[GROUP].add(frame.group.id ?? "");
    else if (frame.chat != null) known[CHAT].add(frame.chat.id ?? "");
    else if (frame.account != null) account = frame.account;
  }

  return {
    check(frame, index = count) {
      count++;
      const key = orderKey(frame);
      const outOfOrder = checkOrder(key);
      if (outOfOrder !== undefined) throw frameError(outOfOrder, index);
      checkSelf(key?.rank ?? 0);
      const fault = checkReferences(frame);
      if (fault !== undefined) throw frameError(fault, index);
      remember(frame);
      last = key ?? last;
    },
    skip(segment) {
      lost.push(segment);
      last = segment.last;
    },
    finish() {
      if (last === undefined) throw new KeepsakeError("content.order", "A backup has no account.");
      checkSelf(TIMELINE_RANK);
    },
  };
}

function first<T>(values: readonly T[] | undefined, check: (value: T, index: number) => Fault | undefined) {
  if (values === undefined) return undefined;
  for (let i = 0; i < values.length; i++) {
    const fault = check(values[i]!, i);
    if (fault !== undefined) return fault;
  }
  return undefined;
}
