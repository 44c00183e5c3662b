/** Every selected case, one line each. */
import { fragmentUrl, html, type SafeHtml } from "../../../reference/viewer/html.js";
import type { CaseResult } from "../result.js";
import { isFailure } from "../verdicts.js";
import { anchorOf, filterData, verdictMark } from "./marks.js";

export function caseSection(results: readonly CaseResult[]): SafeHtml {
  return html`<section id="cases" class="filtered">
<h2>Cases <span class="count">${results.length.toLocaleString("en")}</span></h2>
<div class="scroll" tabindex="0" role="region" aria-label="Cases"><table class="list">
<thead><tr><th scope="col">Verdict</th><th scope="col">Case</th><th scope="col" class="number">Inputs</th><th scope="col" class="number">ms</th></tr></thead>
<tbody>
${results.map(rowMarkup)}</tbody>
</table></div>
<p class="nothing" hidden>No case fits the filter.</p>
</section>`;
}

function rowMarkup(result: CaseResult): SafeHtml {
  const id = html`<code class="id">${result.id}</code>`;
  const link =
    isFailure(result.verdict) || result.verdict === "xfail"
      ? html`<a href="${fragmentUrl(anchorOf(result.id))}">${id}</a>`
      : id;
  const reason = result.reason === undefined ? "" : html` <span class="note">${result.reason}</span>`;
  return html`<tr class="row" ${filterData([result])}><td>${verdictMark(result.verdict)}</td><td>${link}<br>${result.title}${reason}</td><td class="number">${result.inputs.toLocaleString("en")}</td><td class="number">${Math.round(result.ms).toLocaleString("en")}</td></tr>
`;
}
