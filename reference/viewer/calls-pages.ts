/** The call log. */
import { type Call, CallSummaryOutcome } from "../core/proto/types.js";
import { themeButton } from "./client/theme.js";
import { isSelf, personNames } from "./directory.js";
import { fileUrl, html, type SafeHtml } from "./html.js";
import { renderPage } from "./page.js";
import { backButton, sideList, themeTool } from "./parts.js";
import { callText } from "./plain-text.js";
import type { Site } from "./site.js";
import { avatar, moment } from "./view.js";

const CALLS_PER_PAGE = 1000;

export interface CallsWriter {
  readonly add: (call: Call) => Promise<void>;
  /** Writes the last page and returns its path; `undefined` if there were no calls. */
  readonly finish: () => Promise<string | undefined>;
}

export function createCallsWriter(site: Site): CallsWriter {
  let rows: SafeHtml[] = [];
  let page = 1;
  const path = () => `calls/${page}.html`;
  const flush = async (hasNewer: boolean) => {
    await site.sink.writeFile(path(), renderCalls(rows, page, hasNewer));
    rows = [];
  };
  return {
    async add(call) {
      if (rows.length >= CALLS_PER_PAGE) {
        await flush(true);
        page++;
      }
      // Whoever called is shown with a picture, if there is one.
      if (call.initiatorId) await site.pictures.ensure(call.initiatorId);
      for (const id of call.participantIds ?? []) await site.pictures.ensure(id);
      rows.push(renderCallRow(site, call));
    },
    async finish() {
      if (rows.length === 0) return undefined;
      await flush(false);
      return path();
    },
  };
}

function renderCallRow({ directory, clock, pictures }: Site, call: Call): SafeHtml {
  const { initiatorId = "", participantIds = [], receivedAtMs = 0, summary } = call;
  const isOut = isSelf(directory, initiatorId);
  const others = [initiatorId, ...participantIds].filter((id) => id !== "" && !isSelf(directory, id));
  const unique = [...new Set(others)];
  const name = unique.length > 0 ? personNames(directory, unique) : "Unknown";
  const isMissed = summary?.outcome === CallSummaryOutcome.MISSED;
  return html`<li>${avatar(1, name, unique[0] ?? "", pictures.ofContacts.get(unique[0] ?? ""))}<div class="words"><b><bdi>${name}</bdi></b>
<p class="${isMissed ? "warning" : ""}"><small>${isOut ? "Outgoing" : "Incoming"} · ${callText(summary)}</small></p></div>
${moment(receivedAtMs, clock.full, clock)}</li>`;
}

function renderCalls(rows: readonly SafeHtml[], page: number, hasNewer: boolean): string {
  const link = (to: number, fragment: string, label: string) =>
    html`<a href="${fileUrl(1, `calls/${to}.html`, fragment)}">${label}</a>`;
  const body = html`${sideList(1)}
<main id="top">
<header class="bar">${backButton(1)}<div class="title"><h1>Calls</h1></div>${themeTool()}</header>
<div class="panel">
<nav class="pager">${page > 1 && link(page - 1, "end", "Older calls")}</nav>
<section><ul class="calls">${rows}</ul></section>
<nav class="pager" id="end">${hasNewer && link(page + 1, "top", "Newer calls")}</nav>
</div>
</main>`;
  return renderPage({ title: "Calls", className: "paired", body, scripts: [themeButton] });
}
