import { checkContent } from "./message-content-rules.js";
import type { Call, Edit, Forward, Message, Quote, Reaction, Receipt } from "./proto/types.js";
import { each, type Fault, id, ids, malformed, optional, optionalId, text } from "./rule.js";
import { checkText } from "./text-rules.js";

const MANY = 65_536;

/** Spec: Content, Message. */
export function checkMessage(value: Message): Fault | undefined {
  return (
    id("id", value.id) ??
    id("chatId", value.chatId) ??
    optionalId("authorId", value.authorId) ??
    checkReceived(value.receivedAtMs) ??
    optional("quote", value.quote, checkQuote) ??
    each("reactions", value.reactions, MANY, checkReaction) ??
    checkOneReactionEach(value.reactions) ??
    each("edits", value.edits, 1024, checkEdit) ??
    optional("forward", value.forward, checkForward) ??
    each("receipts", value.receipts, MANY, checkReceipt) ??
    checkContent(value)
  );
}

/** Spec: Content, Call. */
export function checkCall(value: Call): Fault | undefined {
  return (
    id("id", value.id) ??
    checkReceived(value.receivedAtMs) ??
    optionalId("initiatorId", value.initiatorId) ??
    ids("participantIds", value.participantIds, 1024) ??
    optionalId("chatId", value.chatId)
  );
}

function checkReceived(time: number | undefined): Fault | undefined {
  // [@received-required]
  return time === undefined || time === 0 ? malformed("receivedAtMs", "is 0") : undefined;
}

function checkQuote(value: Quote): Fault | undefined {
  return (
    optionalId("messageId", value.messageId) ??
    optionalId("authorId", value.authorId) ??
    optional("text", value.text, checkText)
  );
}

function checkReaction(value: Reaction): Fault | undefined {
  return id("authorId", value.authorId) ?? text("emoji", value.emoji, 64);
}

function checkOneReactionEach(reactions: readonly Reaction[] | undefined): Fault | undefined {
  if (reactions === undefined || reactions.length < 2) return undefined;
  const authors = new Set<string | undefined>();
  for (let i = 0; i < reactions.length; i++) {
    const { authorId } = reactions[i]!;
    // [@reaction-per-author]
    if (authors.has(authorId)) return malformed(`reactions[${i}]`, "is another one of the same author");
    authors.add(authorId);
  }
  return undefined;
}

function checkEdit(value: Edit): Fault | undefined {
  return optional("text", value.text, checkText);
}

function checkForward(value: Forward): Fault | undefined {
  return text("originalAuthor", value.originalAuthor, 1024);
}

function checkReceipt(value: Receipt): Fault | undefined {
  return optionalId("contactId", value.contactId);
}
