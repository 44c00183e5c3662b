import { frameError } from "./frame-rules.js";
import { compareOrderKeys, type OrderKey, orderKey, TIMELINE_RANK } from "./order-key.js";
import type { Account, Call, Chat, Frame, Group, Message, Text } from "./proto/types.js";
import { dangling, type Fault } from "./rule.js";

const CONTACT_RANK = 3;

/** Checks the rules between the frames of a backup, one frame after another. */
export interface FrameChecker {
  /** @throws KeepsakeError content.order, content.reference with `frame`, counted from 0 over the whole backup */
  check(frame: Frame): void;
  /** Call after the last frame. @throws KeepsakeError content.order, content.reference */
  finish(): void;
}

/**
 * Starts to check a backup: the account is first and only there, order keys ascend strictly, and every contact, group
 * and chat that a frame names has a frame of its own before it. Takes frames that `validateFrame` accepts. Memory
 * grows with the number of contacts, groups and chats, not of messages. Spec: Content, Order.
 */
export function createFrameChecker(): FrameChecker {
  const contacts = new Set<string>();
  const groups = new Set<string>();
  const chats = new Set<string>();
  let index = -1;
  let last: OrderKey | undefined;
  let account: Account | undefined;

  const contact = (path: string, id: string | undefined) =>
    id === undefined || contacts.has(id) ? undefined : dangling(path, "names a contact without a frame");
  const contactOrNone = (path: string, id: string | undefined) => (id === "" ? undefined : contact(path, id));
  const group = (path: string, id: string) =>
    groups.has(id) ? undefined : dangling(path, "names a group without a frame");
  const chat = (path: string, id: string | undefined) =>
    id === undefined || id === "" || chats.has(id) ? undefined : dangling(path, "names a chat without a frame");

  function checkOrder(key: OrderKey | undefined): Fault | undefined {
    if (last === undefined) {
      return key?.rank === 1 ? undefined : { code: "content.order", path: "", reason: "is first, but is no account" };
    }
    if (key === undefined || compareOrderKeys(last, key) < 0) return undefined;
    return { code: "content.order", path: "", reason: "does not come after the frame before it" };
  }

  /** The account comes before the contacts, so what it names is looked up after them. */
  function checkSelf(rank: number): Fault | undefined {
    if (account === undefined || rank <= CONTACT_RANK) return undefined;
    const { selfContactId } = account;
    account = undefined;
    return contact("account.selfContactId", selfContactId);
  }

  function checkText(path: string, text: Text | null | undefined): Fault | undefined {
    return first(text?.mentions, (mention, i) => contact(`${path}.mentions[${i}].contactId`, mention.contactId));
  }

  function checkGroup({ createdBy, members }: Group): Fault | undefined {
    return (
      contactOrNone("group.createdBy", createdBy) ??
      first(members, (member, i) => contact(`group.members[${i}].contactId`, member.contactId))
    );
  }

  function checkChat({ contactId, groupId, draft }: Chat): Fault | undefined {
    return (
      (contactId == null ? undefined : contact("chat.contactId", contactId)) ??
      (groupId == null ? undefined : group("chat.groupId", groupId)) ??
      checkText("chat.draft", draft)
    );
  }

  function checkMessage(message: Message): Fault | undefined {
    return (
      chat("message.chatId", message.chatId) ??
      contactOrNone("message.authorId", message.authorId) ??
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
      contactOrNone("call.initiatorId", initiatorId) ??
      first(participantIds, (id, i) => contact(`call.participantIds[${i}]`, id)) ??
      chat("call.chatId", chatId)
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
    if (frame.contact != null) contacts.add(frame.contact.id ?? "");
    else if (frame.group != null) groups.add(frame.group.id ?? "");
    else if (frame.chat != null) chats.add(frame.chat.id ?? "");
    else if (frame.account != null) account = frame.account;
  }

  return {
    check(frame) {
      index++;
      const key = orderKey(frame);
      const fault = checkOrder(key) ?? checkSelf(key?.rank ?? 0) ?? checkReferences(frame);
      if (fault !== undefined) throw frameError(fault, index);
      remember(frame);
      last = key ?? last;
    },
    finish() {
      const missing: Fault = { code: "content.order", path: "account", reason: "is missing: there are no frames" };
      const fault = last === undefined ? missing : checkSelf(TIMELINE_RANK);
      if (fault !== undefined) throw frameError(fault, Math.max(index, 0));
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
