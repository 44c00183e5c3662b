/** One message on a page. */
import { AttachmentKind, type Message, type Quote } from "../core/proto/types.js";
import { kindIcon } from "./attachments.js";
import { renderContent } from "./content.js";
import { isSelf, personName } from "./directory.js";
import { html, type SafeHtml } from "./html.js";
import { icon } from "./icons.js";
import { renderEdits, renderMeta, renderReactions } from "./message-marks.js";
import { kindName, plainText } from "./plain-text.js";
import { systemText } from "./system-text.js";
import { renderText } from "./text.js";
import { avatar, CHAT_DEPTH, colourOf, moment, person, type View } from "./view.js";

/** A quote reminds; the message itself is where it links to. */
const MAX_QUOTE = 300;
/** How often a message has been passed on before people should wonder. Messengers use the same number. */
const MANY_HOPS = 5;

function renderQuote(view: View, quote: Quote): SafeHtml {
  const text = plainText(view.directory, quote.text);
  const short = text.length > MAX_QUOTE ? `${text.slice(0, MAX_QUOTE).replace(/[\ud800-\udbff]$/, "")}…` : text;
  const kind =
    quote.attachmentKind !== undefined &&
    quote.attachmentKind !== AttachmentKind.UNSPECIFIED &&
    html`<span class="kind">${icon(kindIcon(quote.attachmentKind))}${kindName(quote.attachmentKind)}</span>`;
  const author = quote.authorId ? html`<b>${person(view, quote.authorId)}</b>` : html``;
  const inner = html`${author}${kind}<span dir="auto">${short}</span>`;
  const colour = colourOf(quote.authorId ?? "");
  const url = quote.messageId ? view.urlOfMessage(quote.messageId) : undefined;
  return url === undefined
    ? html`<div class="quote ${colour}">${inner}</div>`
    : html`<a class="quote ${colour}" href="${url}">${inner}</a>`;
}

function renderForward({ forward }: Message): SafeHtml {
  if (!forward) return html``;
  const often = (forward.hops ?? 0) >= MANY_HOPS ? " many times" : "";
  const from = forward.originalAuthor && html` from <bdi>${forward.originalAuthor}</bdi>`;
  return html`<p class="label">${icon("forward")}Forwarded${often}${from}</p>`;
}

function renderNotice(view: View, message: Message, id: string): SafeHtml {
  const text = renderText(view.directory, { body: systemText(view.directory, message) });
  // Our own words are English, also where a name in them is first and runs from right to left.
  const direction = message.system?.text ? "auto" : "ltr";
  const time = message.sentAtMs || message.receivedAtMs || 0;
  return html`<article class="system" id="${id}"><p dir="${direction}">${text} ${moment(time, view.clock.time, view.clock)}</p>${renderReactions(view, message)}</article>`;
}

/**
 * One message.
 *
 * @param id the anchor of the message on its page
 * @param isFirst the message before it is of another author or another time: name and picture are shown
 */
export function renderMessage(view: View, message: Message, id: string, isFirst: boolean): SafeHtml {
  if (message.system) return renderNotice(view, message, id);
  const { authorId = "" } = message;
  const isOut = isSelf(view.directory, authorId);
  const showsAuthor = view.isGroup && !isOut && authorId !== "";
  const { shape, body, text } = renderContent(view, message);
  const edits = renderEdits(view, message);
  const meta = renderMeta(view, message);
  // Time and ticks share the last line of the text, unless something stands below it.
  const isLast = text !== undefined && shape !== "emoji" && (message.edits ?? []).length === 0;
  const words = text && html`<div class="body" dir="auto">${renderText(view.directory, text)}${isLast && meta}</div>`;
  const time = message.sentAtMs || message.receivedAtMs || 0;
  const name = authorId === "" ? "Chat" : personName(view.directory, authorId);
  const classes = ["message", isOut ? "out" : "in", `is-${shape}`, isFirst && "first", showsAuthor && "named"];
  const picture = showsAuthor && isFirst && avatar(CHAT_DEPTH, name, authorId, view.avatars.get(authorId));
  const author = showsAuthor && isFirst && html`<p class="author ${colourOf(authorId)}"><bdi>${name}</bdi></p>`;
  const quote = message.quote && renderQuote(view, message.quote);
  return html`<article class="${classes.filter(Boolean).join(" ")}" id="${id}" aria-label="${name}, ${view.clock.time(time)}">
${picture}<div class="bubble">${author}${renderForward(message)}${quote}${body}${words}${edits}${!isLast && meta}</div>
${renderReactions(view, message)}</article>`;
}
