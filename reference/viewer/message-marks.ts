/** The small signs around a message: time, ticks, star, reactions, earlier versions. */
import { type Message, type Receipt, ReceiptStatus as Status } from "../core/proto/types.js";
import { timer } from "./clock.js";
import { personNames } from "./directory.js";
import { type HtmlValue, html, type SafeHtml } from "./html.js";
import { type IconName, labelledIcon } from "./icons.js";
import { reactionsByEmoji } from "./plain-text.js";
import { renderText } from "./text.js";
import { moment, person, type View } from "./view.js";

const SIGNS: Readonly<Record<number, readonly [IconName, string, string]>> = {
  [Status.PENDING]: ["pending", "Not sent yet", ""],
  [Status.SENT]: ["sent", "Sent", ""],
  [Status.DELIVERED]: ["delivered", "Delivered", ""],
  [Status.READ]: ["delivered", "Read", "seen"],
  [Status.PLAYED]: ["delivered", "Played", "seen"],
  [Status.FAILED]: ["failed", "Failed", "warning"],
};

/** What holds for every recipient; a failure for one is shown as a failure. */
function commonStatus(receipts: readonly Receipt[]): number {
  const known = receipts.map(({ status = 0 }) => status).filter((status) => SIGNS[status] !== undefined);
  return known.includes(Status.FAILED) ? Status.FAILED : known.length > 0 ? Math.min(...known) : Status.UNSPECIFIED;
}

function renderReceipts(view: View, receipts: readonly Receipt[]): SafeHtml {
  const sign = SIGNS[commonStatus(receipts)];
  if (sign === undefined) return html``;
  const [name, label, look] = sign;
  const word = (receipt: Receipt) => SIGNS[receipt.status ?? 0]?.[1] ?? "Unknown";
  const time = (receipt: Receipt) => (receipt.atMs ? moment(receipt.atMs, view.clock.full, view.clock) : html``);
  if (receipts.length === 1) {
    const at = receipts[0]!.atMs ? ` ${view.clock.full(receipts[0]!.atMs)}` : "";
    return html`<span class="${look}">${labelledIcon(name, label + at)}</span>`;
  }
  // Who got it and when opens from the ticks.
  const rows = receipts
    .slice(0, 200)
    .map(
      (receipt) =>
        html`<li>${receipt.contactId ? person(view, receipt.contactId) : "All"}: ${word(receipt)} ${time(receipt)}</li>`,
    );
  return html`<details class="receipts"><summary class="${look}">${labelledIcon(name, label)}</summary><ul>${rows}</ul></details>`;
}

/** The line at the end of a bubble. */
export function renderMeta(view: View, message: Message): SafeHtml {
  const { clock } = view;
  const sentAt = message.sentAtMs || message.receivedAtMs || 0;
  const signs: HtmlValue[] = [
    message.pinnedUntilMs ? labelledIcon("pin", "Pinned") : false,
    message.starred && labelledIcon("star", "Starred"),
    message.expireTimerMs || message.expiresAtMs ? labelledIcon("timer", expiryText(view, message)) : false,
    isEdited(message) &&
      html`<span title="${message.editedAtMs ? clock.full(message.editedAtMs) : "Edited"}">edited</span>`,
  ];
  return html`<footer class="meta">${signs}<time datetime="${clock.iso(sentAt)}" title="${clock.full(sentAt)}">${clock.time(sentAt)}</time>${renderReceipts(view, message.receipts ?? [])}</footer>`;
}

function isEdited(message: Message): boolean {
  return Boolean(message.edited || message.editedAtMs || (message.edits ?? []).length > 0);
}

function expiryText(view: View, { expireTimerMs, expiresAtMs }: Message): string {
  const length = expireTimerMs ? ` after ${timer(expireTimerMs)}` : "";
  return `Disappears${length}${expiresAtMs ? ` on ${view.clock.full(expiresAtMs)}` : ""}`;
}

/** Earlier versions, oldest first, behind a line that opens them. */
export function renderEdits(view: View, { edits = [] }: Message): SafeHtml {
  if (edits.length === 0) return html``;
  const rows = edits.map(
    ({ text, replacedAtMs }) => html`<li><span class="body" dir="auto">${renderText(view.directory, text)}</span>
${replacedAtMs ? html`<small>until ${moment(replacedAtMs, view.clock.full, view.clock)}</small>` : false}</li>`,
  );
  const label = edits.length === 1 ? "1 earlier version" : `${edits.length} earlier versions`;
  return html`<details class="edits"><summary>${label}</summary><ol>${rows}</ol></details>`;
}

/** Reactions, the same ones together. */
export function renderReactions(view: View, message: Message): SafeHtml {
  const byEmoji = reactionsByEmoji(message);
  if (byEmoji.size === 0) return html``;
  const pills = [...byEmoji].map(([emoji, authors]) => {
    const names = personNames(view.directory, authors, 30);
    return html`<li title="${names}"><span dir="auto">${emoji}</span>${authors.length > 1 && html` ${authors.length}`}<span class="unseen"> from ${names}</span></li>`;
  });
  return html`<ul class="reactions" aria-label="Reactions">${pills}</ul>`;
}
