/** What a message says. */
import type { Message, Text } from "../core/proto/types.js";
import { renderAttachments, renderSticker } from "./attachments.js";
import { renderCall, renderContactCards, renderEvent, renderLinkPreview, renderPlace, renderPoll } from "./cards.js";
import { html, type SafeHtml } from "./html.js";
import { icon } from "./icons.js";
import { deletedText, kindName } from "./plain-text.js";
import { isFewEmoji } from "./text.js";
import { moment, type View } from "./view.js";

/** How the bubble around it looks. */
export type Shape = "text" | "emoji" | "media" | "sticker" | "card" | "note";

export interface Content {
  readonly shape: Shape;
  readonly body: SafeHtml;
  /** Text or caption, which stands below the body. */
  readonly text?: Text;
}

function notice(name: "deleted" | "once" | "unknown", text: string): Content {
  return { shape: "note", body: html`<p class="note">${icon(name)}<span dir="auto">${text}</span></p>` };
}

function withText(shape: Shape, body: SafeHtml, text: Text | null | undefined): Content {
  return text?.body ? { shape, body, text } : { shape, body };
}

/** Everything in a message but what surrounds it: who, when, quote, reactions. */
export function renderContent(view: View, message: Message): Content {
  const { text, media, sticker, location, liveLocation, contactCards, poll, event, call, deleted, viewOnce } = message;
  if (text) {
    const previews = (text.linkPreviews ?? []).map((preview) => renderLinkPreview(view, preview));
    const isEmoji = previews.length === 0 && isFewEmoji(text.text?.body ?? "");
    return withText(isEmoji ? "emoji" : "text", html`${previews}`, text.text);
  }
  if (media) return withText("media", renderAttachments(view, media.attachments ?? []), media.caption);
  if (sticker) {
    const image = sticker.image ?? {};
    return { shape: "sticker", body: renderSticker(view, image, sticker.emoji ?? "") };
  }
  if (location) return { shape: "card", body: renderPlace(location.location) };
  if (liveLocation) {
    const end = liveLocation.endedAtMs
      ? html`ended ${moment(liveLocation.endedAtMs, view.clock.full, view.clock)}`
      : html`shared for a time`;
    const body = html`<p class="label">Live location, ${end}</p>${renderPlace(liveLocation.last)}`;
    return withText("card", body, liveLocation.caption);
  }
  if (contactCards) return { shape: "card", body: renderContactCards(view, contactCards) };
  if (poll) return { shape: "card", body: renderPoll(view, poll) };
  if (event) return { shape: "card", body: renderEvent(view, event) };
  if (call) return { shape: "card", body: renderCall(call.summary) };
  if (deleted) return notice("deleted", deletedText(view.directory, message));
  if (viewOnce) {
    const state = viewOnce.viewed ? "was viewed" : "was not viewed";
    return notice("once", `View-once ${kindName(viewOnce.kind).toLowerCase()}: ${state}, and is never backed up`);
  }
  return notice("unknown", "A message of a kind that this viewer does not know. It is kept in the backup.");
}
