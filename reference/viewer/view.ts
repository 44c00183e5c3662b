/** What the parts of a page share. */
import type { Attachment } from "../core/proto/types.js";
import type { Clock } from "./clock.js";
import { type Directory, personName } from "./directory.js";
import { fileUrl, html, type SafeHtml, type SafeUrl } from "./html.js";
import type { StoredFile, StoredMedia } from "./media-store.js";

/** Pages of a chat lie in chats/<chat>/, two folders below the top. */
export const CHAT_DEPTH = 2;

export interface View {
  readonly directory: Directory;
  readonly clock: Clock;
  /** The chat has more than one other person, so that messages show who wrote them. */
  readonly isGroup: boolean;
  /** What became of the attachments of the message being shown. */
  readonly media: ReadonlyMap<Attachment, StoredMedia>;
  /** Files written for contact cards, by the card's place in the message. */
  readonly cardFiles: readonly (StoredFile | undefined)[];
  readonly avatars: ReadonlyMap<string, StoredFile>;
  /** Where an earlier message stands, if it is known. */
  readonly urlOfMessage: (messageId: string) => SafeUrl | undefined;
}

const COLOURS = 8;

/** One of the colours that tell people apart: the same on every page. */
export function colourOf(contactId: string): string {
  let hash = 0;
  for (let index = 0; index < contactId.length; index++) hash = (hash * 31 + contactId.charCodeAt(index)) >>> 0;
  return `c${hash % COLOURS}`;
}

/** The first letters of the first and the last word. */
export function initials(name: string): string {
  const words = name
    .replace(/[^\p{L}\p{N}\p{Extended_Pictographic}\s]/gu, "")
    .split(/\s+/)
    .filter((word) => word !== "");
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => [...(word ?? "")][0] ?? "");
  return letters.join("").toUpperCase();
}

/** A round picture, or initials on a colour. Decoration: the name stands beside it. */
export function avatar(depth: number, name: string, colourId: string, picture?: StoredFile): SafeHtml {
  if (picture?.display === "image") {
    return html`<img class="avatar" src="${fileUrl(depth, picture.path)}" alt="" loading="lazy" decoding="async">`;
  }
  return html`<span class="avatar ${colourOf(colourId)}" aria-hidden="true">${initials(name)}</span>`;
}

/** A person's name, set apart from the direction of the text around it. */
export function person(view: View, contactId: string | undefined): SafeHtml {
  return html`<bdi>${personName(view.directory, contactId)}</bdi>`;
}

/** Persons, one after the other; at most `most` of them. */
export function persons(view: View, contactIds: readonly string[], most = 50): SafeHtml {
  const shown = contactIds.slice(0, most).map((id, index) => html`${index > 0 && ", "}${person(view, id)}`);
  const others = contactIds.length - shown.length;
  return html`${shown}${others > 0 && ` and ${others} more`}`;
}

/** A point in time. */
export function moment(ms: number, shown: (ms: number) => string, clock: Clock): SafeHtml {
  return html`<time datetime="${clock.iso(ms)}">${shown(ms)}</time>`;
}
