/** The pages of one chat. */
import { GroupMemberRole } from "../core/proto/types.js";
import type { ChatEntry, PageItem } from "./chat-writer.js";
import { lightbox, wakeMedia } from "./client/chat.js";
import { themeButton } from "./client/theme.js";
import { timer } from "./clock.js";
import { contactName, isSelf, personName } from "./directory.js";
import { fileUrl, html, type SafeHtml } from "./html.js";
import { icon } from "./icons.js";
import { renderPage } from "./page.js";
import { backButton, chatAnchor, counted, sideList, themeTool } from "./parts.js";
import { searchTool } from "./search-pages.js";
import type { Site } from "./site.js";
import { renderText } from "./text.js";
import { avatar, CHAT_DEPTH, moment } from "./view.js";

/** Longer lists of members would make the page slow; the export as JSON has all of them. */
const MAX_MEMBERS = 2000;

function subtitle({ directory }: Site, { chat }: ChatEntry): string {
  if (chat.groupId) {
    const members = (directory.groups.get(chat.groupId)?.members ?? []).filter((member) => !member.leftAtMs);
    const names = members.slice(0, 12).map((member) => personName(directory, member.contactId));
    return names.join(", ") + (members.length > names.length ? ", …" : "");
  }
  return directory.contacts.get(chat.contactId ?? "")?.phoneNumbers?.[0] ?? "";
}

function header(site: Site, entry: ChatEntry, backTo: SafeHtml): SafeHtml {
  const { chat, title, picture } = entry;
  const colourId = chat.contactId || chat.groupId || chat.id || "";
  return html`<header class="bar">${backTo}${avatar(CHAT_DEPTH, title, colourId, picture)}
<a class="title" href="${fileUrl(CHAT_DEPTH, `chats/${entry.slug}/info.html`)}"><h1><bdi>${title}</bdi></h1><small><bdi>${subtitle(site, entry)}</bdi></small></a>
${searchTool(CHAT_DEPTH)}<a class="tool" href="${fileUrl(CHAT_DEPTH, `chats/${entry.slug}/info.html`)}" title="About this chat, go to a month" aria-label="About this chat, go to a month">${icon("event")}</a>${themeTool()}</header>`;
}

function days(site: Site, items: readonly PageItem[]): SafeHtml[] {
  const sections: SafeHtml[] = [];
  for (let start = 0; start < items.length; ) {
    const { day, timeMs } = items[start]!;
    let end = start;
    while (end < items.length && items[end]!.day === day) end++;
    const messages = items.slice(start, end).map(({ markup }) => html`${markup}\n`);
    sections.push(html`<section class="day"><h2>${moment(timeMs, site.clock.day, site.clock)}</h2>
${messages}</section>
`);
    start = end;
  }
  return sections;
}

/** One page of messages. */
export function renderChatPage(site: Site, entry: ChatEntry, items: readonly PageItem[], hasNewer: boolean): string {
  const { title, slug, pages: page, chat, wallpaper } = entry;
  const anchor = chatAnchor(entry.number);
  const link = (to: number, fragment: string, label: string) =>
    html`<a href="${fileUrl(CHAT_DEPTH, `chats/${slug}/${to}.html`, fragment)}">${label}</a>`;
  const older = page > 1 ? link(page - 1, "end", "Older messages") : html`<span>Beginning of this chat</span>`;
  const newer = hasNewer && link(page + 1, "top", "Newer messages");
  const draft =
    !hasNewer && chat.draft?.body
      ? html`<div class="system"><p dir="auto"><b>Draft</b> ${renderText(site.directory, chat.draft)}</p></div>`
      : html``;
  const body = html`<a class="skip" href="${fileUrl(CHAT_DEPTH, `chats/${slug}/${page}.html`, "end")}">Skip to the last message</a>
${wallpaper?.display === "image" && html`<img class="wallpaper" src="${fileUrl(CHAT_DEPTH, wallpaper.path)}" alt="">`}
${sideList(CHAT_DEPTH, anchor)}
<main id="top">
${header(site, entry, backButton(CHAT_DEPTH, anchor))}
<div class="timeline">
<nav class="pager" aria-label="Earlier">${older}</nav>
${items.length === 0 && html`<p class="empty">No messages</p>`}
${days(site, items)}
${draft}<nav class="pager" aria-label="Later" id="end">${newer}</nav>
</div>
</main>`;
  return renderPage({ title, className: "chat paired", body, scripts: [themeButton, lightbox, wakeMedia] });
}

function members({ directory, clock, pictures }: Site, groupId: string): SafeHtml {
  const all = directory.groups.get(groupId)?.members ?? [];
  if (all.length === 0) return html``;
  const rows = all.slice(0, MAX_MEMBERS).map(({ contactId = "", role, leftAtMs }) => {
    const name = contactName(directory, contactId);
    const you = isSelf(directory, contactId) && " (you)";
    const note = leftAtMs
      ? html`left ${moment(leftAtMs, clock.shortDay, clock)}`
      : role === GroupMemberRole.ADMIN && "Admin";
    return html`<li>${avatar(CHAT_DEPTH, name, contactId, pictures.ofContacts.get(contactId))}<span><bdi>${name}</bdi>${you}</span><small>${note}</small></li>`;
  });
  const hidden = all.length - rows.length;
  return html`<section><h2>${counted(all.filter((one) => !one.leftAtMs).length, "member")}</h2><ul class="members">${rows}</ul>
${hidden > 0 && html`<p>and ${counted(hidden, "other")}</p>`}</section>`;
}

function monthList({ months, slug }: ChatEntry): SafeHtml {
  const years = new Map<string, SafeHtml[]>();
  for (const { key, name, page, message, count } of months) {
    const year = key.slice(0, key.lastIndexOf("-"));
    const month = html`<a href="${fileUrl(CHAT_DEPTH, `chats/${slug}/${page}.html`, `m${message}`)}">${name.split(" ")[0]}<small>${count.toLocaleString("en")}</small></a>`;
    years.set(year, [...(years.get(year) ?? []), month]);
  }
  const rows = [...years].map(([year, list]) => html`<li><b>${year}</b><div class="months">${list}</div></li>`);
  return html`<section><h2>Go to a month</h2>${rows.length > 0 ? html`<ul class="years">${rows}</ul>` : html`<p>No messages</p>`}</section>`;
}

/** The page about a chat: who is in it, what it is about, and a way to every month. */
export function renderInfoPage(site: Site, entry: ChatEntry): string {
  const { directory, clock } = site;
  const { chat, title } = entry;
  const group = directory.groups.get(chat.groupId ?? "");
  const contact = directory.contacts.get(chat.contactId ?? "");
  const about = group?.description || contact?.about;
  const created = group?.createdAtMs
    ? html`<p><small>Created ${moment(group.createdAtMs, clock.shortDay, clock)}${group.createdBy ? html` by <bdi>${personName(directory, group.createdBy)}</bdi>` : false}</small></p>`
    : html``;
  const back = html`<a class="tool" href="${fileUrl(CHAT_DEPTH, `chats/${entry.slug}/${entry.pages}.html`, "end")}" aria-label="Back to the chat">${icon("back")}</a>`;
  const colourId = chat.contactId || chat.groupId || chat.id || "";
  const body = html`${sideList(CHAT_DEPTH, chatAnchor(entry.number))}
<main>
${header(site, entry, back)}
<div class="panel">
<section class="about-chat">${avatar(CHAT_DEPTH, title, colourId, entry.picture)}<h2><bdi>${title}</bdi></h2>
${(contact?.phoneNumbers ?? []).map((number) => html`<p dir="ltr">${number}</p>`)}
${about && html`<p class="body" dir="auto">${renderText(directory, { body: about })}</p>`}
<p>${counted(entry.messages, "message")}, ${counted(entry.files, "file")}</p>${created}
${chat.expireTimerMs ? html`<p><small>Messages disappear after ${timer(chat.expireTimerMs)}</small></p>` : false}
${contact?.blocked && html`<p class="warning">Blocked</p>`}</section>
${monthList(entry)}
${chat.groupId ? members(site, chat.groupId) : false}
</div>
</main>`;
  return renderPage({ title, className: "info paired", body, scripts: [themeButton] });
}
