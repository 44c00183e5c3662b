/** Places, contact cards, polls, events, calls and link previews. */
import {
  EventResponseAnswer as Answer,
  type CallSummary,
  CallSummaryMedium,
  CallSummaryOutcome,
  type ContactCardContent,
  type EventContent,
  type LinkPreview,
  type Location,
  type PollContent,
} from "../core/proto/types.js";
import { isSelf } from "./directory.js";
import { attributes, fileUrl, html, type SafeHtml, webUrl } from "./html.js";
import { icon } from "./icons.js";
import { callText, coordinates, votesOf } from "./plain-text.js";
import { externalLink, renderText } from "./text.js";
import { avatar, CHAT_DEPTH, moment, persons, type View } from "./view.js";

/** A place in words. No map: a page never asks anybody for anything. */
export function renderPlace(place: Location | null | undefined): SafeHtml {
  if (!place) return html`<div class="card">${icon("place")}<div><b>Place unknown</b></div></div>`;
  const { latitude = 0, longitude = 0 } = place;
  const map = webUrl(
    `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`,
  );
  return html`<div class="card">${icon("place")}<div><b dir="auto">${place.name || "Location"}</b>
${place.address && html`<span dir="auto">${place.address}</span>`}
<small>${coordinates(place)}${place.accuracy ? html` ± ${Math.round(place.accuracy)} m` : false}</small>
${map && externalLink(map, "Show on a map")}</div></div>`;
}

export function renderContactCards(view: View, { cards }: ContactCardContent): SafeHtml {
  const rows = (cards ?? []).map((card, index) => {
    const stored = card.file ? view.media.get(card.file)?.file : undefined;
    const file = stored ?? view.cardFiles[index];
    const save =
      file &&
      html`<a href="${fileUrl(CHAT_DEPTH, file.path)}" ${attributes({ download: true })} target="_blank">Save contact</a>`;
    const numbers = (card.phoneNumbers ?? []).map((number) => html`<span dir="ltr">${number}</span>`);
    return html`<div class="card">${avatar(CHAT_DEPTH, card.displayName ?? "", card.displayName ?? "")}
<div><b dir="auto">${card.displayName || "Contact"}</b>${numbers}${save}</div></div>`;
  });
  return html`${rows}`;
}

export function renderPoll(view: View, poll: PollContent): SafeHtml {
  const options = (poll.options ?? []).map((option) => ({
    option,
    voters: option.voterIds ?? [],
    votes: votesOf(option),
  }));
  const most = Math.max(1, ...options.map(({ votes }) => votes));
  const rows = options.map(({ option, voters, votes }) => {
    const mine = voters.some((id) => isSelf(view.directory, id));
    return html`<li><span class="choice"><span dir="auto">${mine && icon("sent")}${option.text ?? ""}</span><b>${votes}</b></span>
<progress ${attributes({ max: most, value: votes, "aria-label": `${votes} of ${most}` })}></progress>
${voters.length > 0 && html`<small>${persons(view, voters)}</small>`}</li>`;
  });
  const choices =
    poll.maxChoices === 1 ? "one choice" : poll.maxChoices ? `up to ${poll.maxChoices} choices` : "any choices";
  const end = poll.closed
    ? html`, closed`
    : poll.endsAtMs
      ? html`, ends ${moment(poll.endsAtMs, view.clock.full, view.clock)}`
      : html``;
  return html`<div class="poll"><b dir="auto">${poll.question ?? ""}</b><small>Poll, ${choices}${end}</small><ul>${rows}</ul></div>`;
}

const ANSWERS: readonly (readonly [number, string])[] = [
  [Answer.GOING, "Going"],
  [Answer.MAYBE, "Maybe"],
  [Answer.NOT_GOING, "Not going"],
];

export function renderEvent(view: View, event: EventContent): SafeHtml {
  const when = (ms: number | undefined) => (ms ? moment(ms, view.clock.full, view.clock) : html``);
  const answers = ANSWERS.map(([answer, label]) => {
    const ids = (event.responses ?? []).filter((one) => one.answer === answer).map((one) => one.contactId ?? "");
    return ids.length > 0 && html`<p><small>${label} (${ids.length}): ${persons(view, ids)}</small></p>`;
  });
  return html`<div class="event"><div class="card">${icon("event")}<div><b dir="auto">${event.title || "Event"}</b>
${event.canceled && html`<strong class="warning">Cancelled</strong>`}
<span>${when(event.startsAtMs)}${event.endsAtMs ? html` to ${when(event.endsAtMs)}` : false}</span></div></div>
${event.description && html`<p class="body" dir="auto">${renderText(view.directory, { body: event.description })}</p>`}
${event.location && renderPlace(event.location)}${answers}</div>`;
}

export function renderCall(summary: CallSummary | null | undefined): SafeHtml {
  const isBad = summary?.outcome === CallSummaryOutcome.MISSED;
  const name = summary?.medium === CallSummaryMedium.VIDEO ? "video" : "call";
  return html`<div class="call ${isBad ? "missed" : ""}">${icon(name)}<span>${callText(summary)}</span></div>`;
}

export function renderLinkPreview(view: View, preview: LinkPreview): SafeHtml {
  const url = webUrl(preview.url ?? "");
  const image = preview.image ? view.media.get(preview.image)?.file : undefined;
  const picture =
    image?.display === "image" &&
    html`<img src="${fileUrl(CHAT_DEPTH, image.path)}" alt="" loading="lazy" decoding="async">`;
  const host = url === undefined ? (preview.url ?? "") : new URL(preview.url!).host;
  const inner = html`${picture}<span class="about"><b dir="auto">${preview.title || host}</b>
${preview.description && html`<span dir="auto">${preview.description}</span>`}<small>${host}</small></span>`;
  return html`<div class="preview">${url === undefined ? inner : externalLink(url, inner)}</div>`;
}
