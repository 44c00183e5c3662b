import { html, nothing, type TemplateResult } from "lit-html";
import type { BackedUp } from "../engine/contract.js";
import { totalsList } from "./facts.js";
import { T } from "./texts.js";
import { bytes, count, time } from "./words.js";

interface Saving {
  readonly isSaved: boolean;
  readonly save: () => void;
  readonly problem: unknown;
}

/** What a backup did, and what is left to do: to save the file. */
export function backedUp({ summary, report, warnings }: BackedUp, { isSaved, save, problem }: Saving): TemplateResult {
  const { totals, counts, leftOut, lost } = summary;
  const skipped = leftOut.expired + leftOut.shortTimer;
  return html`
    <h1 tabindex="-1">${T.backUp.doneTitle}</h1>
    <section class="card">
      ${totalsList(totals)}
      <p>${T.backUp.added(bytes(counts.stored.bytes), counts.reused.objects)}</p>
      ${skipped > 0 ? html`<p>${T.backUp.left(skipped)}</p>` : nothing}
      <ul class="list-of">
        ${report.chats.map(
          ({ title, messages, firstMs, lastMs }) => html`<li>
            <b><bdi>${title}</bdi></b><br /><small>${count(messages, "message")}, ${time(firstMs)} – ${time(lastMs)}</small>
          </li>`,
        )}
      </ul>
    </section>
    ${
      lost.length === 0
        ? nothing
        : html`<div class="notice bad" role="alert">
            <p><b>${T.backUp.lost(lost.length)}</b></p>
            <ul class="warnings">
              ${lost.map(({ fileName = "", message, code }) => html`<li><bdi>${fileName}</bdi> ${message} <small>${T.errors.code(code)}</small></li>`)}
            </ul>
            <p>${T.backUp.lostNext}</p>
          </div>`
    }
    ${
      warnings.length === 0
        ? nothing
        : html`<div class="notice careful">
            <p><b>${T.backUp.warnings}</b></p>
            <ul class="warnings">
              ${warnings.map((warning) => html`<li dir="auto">${warning}</li>`)}
            </ul>
          </div>`
    }
    ${problem}
    ${isSaved ? nothing : html`<p class="notice careful">${T.backUp.keep}</p>`}
    <div class="buttons">
      ${isSaved ? nothing : html`<button class="button primary" @click=${save}>${T.home.save}</button>`}
      <a class="button ${isSaved ? "primary" : ""}" href="#/backup/own">${T.home.look}</a>
    </div>
  `;
}
