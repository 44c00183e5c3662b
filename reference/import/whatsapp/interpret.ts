import type { Attachment, Message } from "../../core/proto/types.js";
import { findAttachment } from "./attachment.js";
import { parseCall } from "./call.js";
import { clean, isMark, trimMarks } from "./characters.js";
import { parseLocation } from "./location.js";
import { attachmentContent } from "./media.js";
import { textOf } from "./mention.js";
import { noticeContent } from "./notice.js";
import { foldPhrase, matchSystem, type PhraseBook } from "./phrase-book.js";
import type { SystemKind } from "./phrases.js";
import { parsePlaceholder } from "./placeholder.js";
import { parsePoll } from "./poll.js";
import type { Captures, Person } from "./template.js";

/** What a message is, for the report. `mediaOmitted`: any file that was left out of the export. */
export type MessageKind =
  | "text"
  | "photo"
  | "video"
  | "gif"
  | "voiceNote"
  | "audio"
  | "document"
  | "sticker"
  | "mediaOmitted"
  | "contactCard"
  | "location"
  | "liveLocation"
  | "poll"
  | "call"
  | "system"
  | "deleted"
  | "viewOnce";

/** A message, understood. */
export interface Interpreted {
  readonly kind: MessageKind;
  /** The content, and what belongs to it; without ids. */
  readonly content: Pick<
    Message,
    | "text"
    | "media"
    | "sticker"
    | "location"
    | "liveLocation"
    | "contactCards"
    | "poll"
    | "call"
    | "system"
    | "deleted"
    | "viewOnce"
    | "edited"
  >;
  /** Whom it is from; undefined if the app itself speaks. */
  readonly author: string | undefined;
  /** What the id is made from: the same whether or not files were exported. */
  readonly idText: string;
  /** The file that it names, and the attachment that stands for it. */
  readonly file?: { readonly name: string; readonly attachment: Attachment };
  /** True if its author is the owner for certain. */
  readonly byOwner?: boolean;
  readonly notice?: { readonly kind: SystemKind; readonly captures: Captures };
}

/** What `interpret` needs to know about the export and its people. */
export interface Context {
  readonly book: PhraseBook;
  /** Android's notices have no name before them; those of an iPhone do, and a direction mark before their words. */
  readonly layout: "ios" | "android";
  personId(person: Person): string;
  /** Id of somebody who is mentioned by name; undefined if the backup has no such contact. */
  mentionId(name: string): string | undefined;
  /** True if the export has that file. */
  hasFile(name: string): boolean;
}

/** Phrases that are compared as a whole are shorter. */
const MAX_PHRASE = 400;

/**
 * Understands one message.
 *
 * @param author - the name before the text; undefined for a notice
 * @param body - the text as it stands in the export
 */
export function interpret(author: string | undefined, body: string, context: Context): Interpreted {
  if (author === undefined) {
    const text = trimMarks(body);
    // Android writes no name before a call that the owner missed.
    const summary = parseCall(text, context.book);
    if (summary !== undefined)
      return { kind: "call", content: { call: { summary } }, author, idText: `\u0001call\n${text}` };
    return notice(text, matchSystem(context.book, text), undefined, context);
  }
  const plain = cutEdited(body, context.book);
  const found = said(author, plain ?? body, context);
  return plain === undefined ? found : { ...found, content: { ...found.content, edited: true } };
}

/** The text without the mark of an edited message at its end; undefined if there is none. */
function cutEdited(body: string, book: PhraseBook): string | undefined {
  const open = body.lastIndexOf("<");
  if (open < 0 || body.length - open > MAX_PHRASE || !book.edited.has(foldPhrase(body.slice(open)))) return undefined;
  const text = body.slice(0, open);
  let end = text.length;
  while (end > 0 && isMark(text.charCodeAt(end - 1))) end--;
  return text.slice(0, end > 0 && /[ \n\u00a0]/u.test(text[end - 1] as string) ? end - 1 : end);
}

function said(author: string, body: string, context: Context): Interpreted {
  const attachment = findAttachment(body, context);
  if (attachment !== undefined) {
    const caption = cutEdited(attachment.caption, context.book);
    const found = { author, ...attachmentContent({ ...attachment, caption: caption ?? attachment.caption }, context) };
    return caption === undefined ? found : { ...found, content: { ...found.content, edited: true } };
  }
  return (
    parsePlaceholder(author, body, context) ??
    structured(author, body, context) ??
    iosNotice(author, body, context) ?? {
      kind: "text",
      content: { text: { text: textOf(body, context) } },
      author,
      idText: body,
    }
  );
}

/** Calls, polls and places: text that follows a form. */
function structured(author: string, body: string, { book }: Context): Interpreted | undefined {
  const summary = parseCall(body, book);
  if (summary !== undefined)
    return { kind: "call", content: { call: { summary } }, author, idText: `\u0001call\n${body}` };
  const poll = parsePoll(body, book);
  if (poll !== undefined) {
    // Votes change from one export to the next.
    const idText = ["\u0001poll", poll.question, ...(poll.options ?? []).map(({ text }) => text)].join("\n");
    return { kind: "poll", content: { poll }, author, idText };
  }
  const location = parseLocation(body, book);
  if (location === undefined) return undefined;
  return { kind: "location", content: { location: { location } }, author, idText: clean(body) };
}

function iosNotice(author: string, body: string, context: Context): Interpreted | undefined {
  if (context.layout !== "ios" || body === "") return undefined;
  const match = matchSystem(context.book, body, !isMark(body.charCodeAt(0)));
  // The app's own words begin with this mark, in whatever language; a copied phone number begins with another.
  if (match === undefined && body[0] !== "\u200e") return undefined;
  return notice(trimMarks(body), match, author, context);
}

function notice(
  text: string,
  match: { kind: SystemKind; captures: Captures } | undefined,
  author: string | undefined,
  context: Context,
): Interpreted {
  const { kind, content } = noticeContent(text, match, author, context);
  return {
    kind,
    content,
    author: undefined,
    idText: `\u0001notice\n${text}`,
    ...(match === undefined ? {} : { notice: match }),
  };
}
