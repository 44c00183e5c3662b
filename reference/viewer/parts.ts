/** Parts that several pages have. */
import { fileUrl, html, type SafeHtml } from "./html.js";
import { icon } from "./icons.js";

export const HOME_PATH = "index.html";

/** The list of chats beside a chat, on wide windows. The fragment marks and shows the chat. */
export function sideList(depth: number, chat = ""): SafeHtml {
  return html`<iframe class="side" title="Chats" loading="lazy" src="${fileUrl(depth, HOME_PATH, chat)}"></iframe>`;
}

export function backButton(depth: number, chat = ""): SafeHtml {
  return html`<a class="tool back" href="${fileUrl(depth, HOME_PATH, chat)}" aria-label="All chats">${icon("back")}</a>`;
}

export function themeTool(): SafeHtml {
  return html`<button type="button" class="tool theme" title="Light or dark" aria-label="Light or dark">${icon("theme")}</button>`;
}

/** The anchor of a chat in the list of chats. */
export function chatAnchor(number: number): string {
  return `chat-${number}`;
}

/** "1 message", "2,500 messages" */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}
