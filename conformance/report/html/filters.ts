/** The filters; hidden where no script runs. `client.ts` makes them work. */
import { html, type SafeHtml } from "../../../reference/viewer/html.js";
import { chapterName } from "../register.js";
import type { CaseResult } from "../result.js";
import { countVerdicts, VERDICTS } from "../verdicts.js";
import { verdictMark } from "./marks.js";

export function filterSection(results: readonly CaseResult[], chapters: readonly string[]): SafeHtml {
  const counts = countVerdicts(results);
  const kinds = [...new Set(results.map((result) => result.kind))];
  return html`<search class="filters" hidden>
<form id="filters">
<label class="text">Text <input type="search" name="text" placeholder="id, requirement, message…" autocomplete="off" spellcheck="false"></label>
<label>Chapter <select name="chapter"><option value="">all</option>${chapters.map((chapter) => html`<option value="${chapter}">${chapterName(chapter)}</option>`)}</select></label>
<label>Kind <select name="kind"><option value="">all</option>${kinds.map((kind) => html`<option value="${kind}">${kind}</option>`)}</select></label>
<fieldset><legend>Verdict</legend>
${VERDICTS.filter((verdict) => counts[verdict] > 0).map(
  (verdict) =>
    html`<label class="choice"><input type="checkbox" name="verdict" value="${verdict}">${verdictMark(verdict)}</label>\n`,
)}</fieldset>
<button type="reset">Show all</button>
</form>
</search>`;
}
