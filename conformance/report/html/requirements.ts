/** Every requirement of the specification, with the cases that show it. */
import { attributes, fragmentUrl, html, type SafeHtml } from "../../../reference/viewer/html.js";
import { chapterName } from "../register.js";
import type { RequirementRow } from "../requirement-rows.js";
import type { CaseResult } from "../result.js";
import { countVerdicts, groupBy, isFailure, VERDICTS } from "../verdicts.js";
import { anchorOf, filterData, levelMark, verdictMark } from "./marks.js";

const STATES: Readonly<Record<RequirementRow["state"], string>> = {
  failed: "✗ not met",
  passed: "✓ passed",
  skipped: "– skipped",
  none: "not tested",
};

export function requirementSection(rows: readonly RequirementRow[]): SafeHtml {
  const chapters = [...groupBy(rows, (row) => row.requirement.chapter)];
  return html`<section id="requirements" class="filtered">
<h2>Requirements <span class="count">${rows.length}</span></h2>
<p class="note">Every requirement of the specification. “Not tested” is what no case of this run cites.</p>
${chapters.map(([chapter, inChapter]) => chapterMarkup(chapter, inChapter))}
<p class="nothing" hidden>No requirement fits the filter.</p>
</section>`;
}

function chapterMarkup(chapter: string, rows: readonly RequirementRow[]): SafeHtml {
  const count = (state: RequirementRow["state"]) => rows.filter((row) => row.state === state).length;
  const parts = (["failed", "passed", "skipped", "none"] as const)
    .filter((state) => count(state) > 0)
    .map((state) => html` <span class="state s-${state}">${STATES[state].replace(/^\W /, "")} ${count(state)}</span>`);
  const open = attributes({ open: count("failed") > 0 ? true : undefined });
  return html`<details class="chapter" ${open}><summary><h3>${chapterName(chapter)}</h3>${parts}</summary>
<div class="requirements">
${rows.map(rowMarkup)}</div></details>
`;
}

function rowMarkup(row: RequirementRow): SafeHtml {
  const { requirement, cases, state, excuse } = row;
  const words = state === "none" && excuse !== undefined ? "excused" : STATES[state];
  return html`<div class="row requirement" id="requirement-${requirement.slug}" ${filterData(cases, requirement.chapter)}>
<div class="head"><span class="state s-${state}">${words}</span> <code class="id">${requirement.slug}</code> ${levelMark(requirement.level)}</div>
<p>${requirement.text}</p>
${excuse === undefined ? "" : html`<p class="note">Excused from coverage: ${excuse}</p>`}
${cases.length === 0 ? "" : caseList(cases)}</div>
`;
}

function caseList(cases: readonly CaseResult[]): SafeHtml {
  const counts = countVerdicts(cases);
  const summary = VERDICTS.filter((verdict) => counts[verdict] > 0).map((verdict) => `${counts[verdict]} ${verdict}`);
  const ordered = VERDICTS.flatMap((verdict) => cases.filter((result) => result.verdict === verdict));
  return html`<details class="cases"><summary>${cases.length === 1 ? "1 case" : `${cases.length} cases`}: ${summary.join(", ")}</summary>
<ul>${ordered.map((result) => html`<li>${verdictMark(result.verdict)} ${caseLink(result)}</li>\n`)}</ul></details>`;
}

function caseLink(result: CaseResult): SafeHtml {
  const id = html`<code>${result.id}</code>`;
  const shown = isFailure(result.verdict) || result.verdict === "xfail";
  return shown ? html`<a href="${fragmentUrl(anchorOf(result.id))}">${id}</a>` : id;
}
