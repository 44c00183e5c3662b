/** The first page: all chats. It also stands beside every chat on wide windows. */
import type { ChatEntry } from "./chat-writer.js";
import { filterChats } from "./client/lists.js";
import { themeButton } from "./client/theme.js";
import { personName } from "./directory.js";
import { attributes, fileUrl, html, type SafeHtml } from "./html.js";
import { icon, labelledIcon } from "./icons.js";
import { renderPage } from "./page.js";
import { chatAnchor, counted, themeTool } from "./parts.js";
import { SEARCH_PATH } from "./search-pages.js";
import type { ExportSummary } from "./sink.js";
import type { Site } from "./site.js";
import { avatar, moment } from "./view.js";

const FOREVER_MS = Number.MAX_SAFE_INTEGER;

function lastLine({ directory }: Site, { chat, last }: ChatEntry): string {
  if (chat.draft?.body) return `Draft: ${chat.draft.body}`;
  if (last === undefined) return "";
  const showsAuthor = last.authorId !== "" && (chat.groupId || last.authorId === directory.account.selfContactId);
  // One line is shown; a message may have hundreds of thousands of characters.
  const text = last.text.slice(0, 200);
  return showsAuthor ? `${personName(directory, last.authorId)}: ${text}` : text;
}

function row(site: Site, entry: ChatEntry, nowMs: number): SafeHtml {
  const { chat, number, title, slug, pages, picture, last } = entry;
  const url = fileUrl(0, `chats/${slug}/${pages}.html`, "end");
  const mutedUntil = chat.mutedUntilMs ?? 0;
  const isMuted = mutedUntil >= FOREVER_MS || mutedUntil > nowMs;
  const unread = chat.unreadCount || (chat.markedUnread ? "•" : 0);
  return html`<li><a class="row" ${attributes({ id: chatAnchor(number) })} href="${url}" target="_top">
${avatar(0, title, chat.contactId || chat.groupId || chat.id || "", picture)}
<span class="words"><span class="line"><b><bdi>${title}</bdi></b>${isMuted && labelledIcon("mute", "Muted")}${last && moment(last.timeMs, site.clock.shortDay, site.clock)}</span>
<span class="line"><span class="last" dir="auto">${lastLine(site, entry)}</span>${chat.pinnedOrder ? labelledIcon("pin", "Pinned") : false}${unread !== 0 && html`<span class="badge" aria-label="unread">${unread}</span>`}</span></span></a></li>`;
}

/** Pinned chats first in their own order, then the latest. */
function inOrder(entries: readonly ChatEntry[]): ChatEntry[] {
  const rank = ({ chat }: ChatEntry) => chat.pinnedOrder || Number.POSITIVE_INFINITY;
  const time = ({ last }: ChatEntry) => last?.timeMs ?? 0;
  return [...entries].sort((a, b) => (rank(a) === rank(b) ? time(b) - time(a) : rank(a) - rank(b)));
}

/** Everything the first page says beside the chats. */
export interface HomeFacts {
  readonly summary: ExportSummary;
  /** Address of the newest page of the call log, if there are calls. */
  readonly callsPath: string | undefined;
  readonly nowMs: number;
  readonly picture: SafeHtml;
}

export function renderHomePage(site: Site, entries: readonly ChatEntry[], facts: HomeFacts): string {
  const { account } = site.directory;
  const { summary, nowMs, callsPath } = facts;
  const ordered = inOrder(entries);
  const rows = (list: readonly ChatEntry[]) => html`<ul>${list.map((entry) => row(site, entry, nowMs))}</ul>`;
  const archived = ordered.filter(({ chat }) => chat.archived);
  const lost = summary.losses.length;
  const name = account.displayName || "Chats";
  const body = html`<main class="chats">
<header class="bar">${facts.picture}<h1 class="title"><bdi>${name}</bdi></h1>
${callsPath !== undefined && html`<a class="tool" href="${fileUrl(0, callsPath, "end")}" target="_top" title="Calls" aria-label="Calls">${icon("call")}</a>`}
<a class="tool" href="${fileUrl(0, SEARCH_PATH)}" target="_top" title="Search messages" aria-label="Search messages">${icon("search")}</a>${themeTool()}</header>
<label class="find"><span class="unseen">Find a chat</span><input type="search" placeholder="Find a chat" autocomplete="off" spellcheck="false"></label>
<a class="row search-messages" href="${fileUrl(0, SEARCH_PATH)}" target="_top" hidden>${icon("search")}<b></b></a>
${entries.length === 0 && html`<p class="empty">No chats</p>`}
${rows(ordered.filter(({ chat }) => !chat.archived))}
${archived.length > 0 && html`<details class="fold"><summary>${icon("archive")} Archived (${archived.length})</summary>${rows(archived)}</details>`}
</main>
<div class="home">${icon("lock")}<h2>Your chats, on your own device</h2>
<p>${counted(summary.messages, "message")} in ${counted(summary.chats, "chat")}, with ${counted(summary.files, "file")}.</p>
<p><small>Saved ${moment(nowMs, site.clock.full, site.clock)}. These pages load nothing from the internet. They are not encrypted: keep them where only you can read them.</small></p>
${lost > 0 && html`<p class="warning">${counted(lost, "file")} could not be read from the backup.</p>`}
</div>`;
  return renderPage({ title: name, className: "home-page", body, scripts: [themeButton, filterChats] });
}
