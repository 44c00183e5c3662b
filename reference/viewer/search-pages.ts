/**
 * Pages that carry the texts of the messages for the search. Nothing can be loaded on file://, so the texts stand in
 * the page; there are as many pages as keep each one small, each leading to the one with older messages.
 */
import { searchMessages } from "./client/search.js";
import { themeButton } from "./client/theme.js";
import { fileUrl, html, type SafeHtml } from "./html.js";
import { icon } from "./icons.js";
import { renderPage } from "./page.js";
import { backButton, sideList, themeTool } from "./parts.js";
import type { Sink } from "./sink.js";

/** Characters of one search page. A browser reads and searches this many in a fraction of a second. */
const PART_CHARACTERS = 8_000_000;

/** The page with the newest messages, where a search begins. */
export const SEARCH_PATH = "search/index.html";

export interface SearchEntry {
  readonly chat: { readonly number: number; readonly slug: string; readonly title: string };
  readonly page: number;
  /** Number of the message in its chat. */
  readonly message: number;
  readonly time: string;
  readonly sender: string;
  readonly text: string;
}

export interface SearchWriter {
  readonly add: (entry: SearchEntry) => Promise<void>;
  readonly finish: () => Promise<void>;
}

/** Fields are parted by tabs and messages by line ends, so that neither may stand in a field. */
function field(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

export function createSearchWriter(sink: Sink): SearchWriter {
  let lines: string[] = [];
  let characters = 0;
  let named = new Set<number>();
  let parts = 0;

  const write = async (path: string) => {
    const older = parts > 0 ? `search/${parts}.html` : undefined;
    await sink.writeFile(path, renderSearch(lines, older));
    lines = [];
    characters = 0;
    named = new Set();
  };
  const push = (line: string) => {
    lines.push(line);
    characters += line.length + 1;
  };
  return {
    async add({ chat, page, message, time, sender, text }) {
      if (characters > PART_CHARACTERS) {
        await write(`search/${parts + 1}.html`);
        parts++;
      }
      if (!named.has(chat.number)) {
        named.add(chat.number);
        push(`=${chat.number}\t${chat.slug}\t${field(chat.title)}`);
      }
      push([chat.number, page, message, field(time), field(sender), field(text)].join("\t"));
    },
    finish: () => write(SEARCH_PATH),
  };
}

function renderSearch(lines: readonly string[], older: string | undefined): string {
  const olderLink: SafeHtml | undefined =
    older === undefined
      ? undefined
      : html`<p class="pager"><a class="part" href="${fileUrl(1, older)}">Search older messages</a></p>`;
  const body = html`${sideList(1)}
<main>
<header class="bar">${backButton(1)}<div class="title"><h1>Search messages</h1></div>${themeTool()}</header>
<div class="panel search">
<p class="empty unscripted">The search needs JavaScript. Your browser’s own search works on every page.</p>
<label class="find"><span class="unseen">Search messages</span><input type="search" placeholder="Search messages" autocomplete="off" spellcheck="false"></label>
<p class="status" role="status"></p>
<div class="hits"></div>
<button class="more" type="button" hidden>Show more</button>
${olderLink}
<pre id="messages" hidden>
${lines.join("\n")}</pre>
</div>
</main>`;
  return renderPage({ title: "Search messages", className: "paired", body, scripts: [themeButton, searchMessages] });
}

/** A way to the search from a page `depth` folders below the top. */
export function searchTool(depth: number): SafeHtml {
  return html`<a class="tool" href="${fileUrl(depth, SEARCH_PATH)}" title="Search messages" aria-label="Search messages">${icon("search")}</a>`;
}
