/** Each failure with all that is needed to understand it. */
import { attributes, fragmentUrl, html, type SafeHtml } from "../../../reference/viewer/html.js";
import { type Requirement, specLocation } from "../register.js";
import { replayCommand } from "../replay-command.js";
import type { CaseResult, Exchange, Failure, RunMeta, RunResult } from "../result.js";
import { isFailure, VERDICT_WORDS } from "../verdicts.js";
import { anchorOf, filterData, levelMark, verdictMark } from "./marks.js";
import { valueTable } from "./values.js";

/** Failures beyond these are shown without values, so that a browser opens the page at once. */
const MOST_WITH_VALUES = 200;
/** So many are open from the beginning. */
const OPEN = 1;

export function failureSection(run: RunResult, register: ReadonlyMap<string, Requirement>): SafeHtml {
  const failures = run.results.filter((result) => isFailure(result.verdict) || result.verdict === "xfail");
  if (failures.length === 0) {
    return html`<section id="failures"><h2>Failures</h2><p>No case failed.</p></section>`;
  }
  return html`<section id="failures" class="filtered">
<h2>Failures <span class="count">${failures.length.toLocaleString("en")}</span></h2>
${failures.map((result, index) => failureMarkup(result, index, run.meta, register))}
<p class="nothing" hidden>No failure fits the filter.</p>
</section>`;
}

function failureMarkup(
  result: CaseResult,
  index: number,
  meta: RunMeta,
  register: ReadonlyMap<string, Requirement>,
): SafeHtml {
  const { failure } = result;
  const message = failure?.message ?? result.reason ?? VERDICT_WORDS[result.verdict];
  // What follows the first line is where it happened.
  const [said = "", ...where] = message.split("\n");
  return html`<details class="failure row" id="${anchorOf(result.id)}" ${filterData([result])} ${attributes({ open: index < OPEN ? true : undefined })}>
<summary>${verdictMark(result.verdict)} <code class="id">${result.id}</code> <span class="message">${said}</span></summary>
<div class="body">
<p class="title"><strong>${result.title}</strong>${result.mutation === undefined ? "" : html` — ${result.mutation}${result.parent === undefined ? "" : html` (made from <code>${result.parent}</code>)`}`}</p>
<p>${result.why}</p>
${result.reason === undefined ? "" : html`<p>${result.reason}</p>`}
${result.requirements.map((slug) => quote(slug, register.get(slug)))}
${where.length === 0 ? "" : html`<pre class="wrap" tabindex="0">${where.join("\n")}</pre>`}
${failure === undefined ? "" : details(failure, index < MOST_WITH_VALUES)}
<h4>Replay</h4>
<pre class="command" tabindex="0">${replayCommand(result, meta)}</pre>
</div>
</details>
`;
}

function quote(slug: string, requirement: Requirement | undefined): SafeHtml {
  if (requirement === undefined) return html`<blockquote><code>${slug}</code></blockquote>`;
  return html`<blockquote>${levelMark(requirement.level)} ${requirement.text}
<footer><a href="${fragmentUrl(`requirement-${slug}`)}"><code>${slug}</code></a> in <code>${specLocation(requirement)}</code></footer></blockquote>`;
}

function details(failure: Failure, withValues: boolean): SafeHtml {
  const { exchange, expected, actual, property, stderr } = failure;
  return html`${exchange === undefined ? "" : exchangeMarkup(exchange, failure, withValues)}
${expected === undefined || !withValues ? "" : html`<h4>Right would be</h4>${valueTable(expected)}`}
${actual === undefined || !withValues ? "" : html`<h4>What was compared</h4>${valueTable(actual)}`}
${
  property === undefined
    ? ""
    : html`<h4>Smallest input that fails</h4><pre class="wrap" tabindex="0">${property.counterexample}</pre>
<p class="note">seed ${property.seed}, path ${property.path}</p>`
}
${stderr ? html`<h4>Standard error</h4><pre class="wrap" tabindex="0">${stderr}</pre>` : ""}`;
}

function exchangeMarkup(exchange: Exchange, { changed }: Failure, withValues: boolean): SafeHtml {
  const { op, args, expect, answer } = exchange;
  if (!withValues) {
    const note = `Values are shown for the first ${MOST_WITH_VALUES} failures only; the JSON report and replay have all.`;
    return html`<p>Operation <code>${op}</code>. <span class="note">${note}</span></p>`;
  }
  return html`<h4>Request <code>${op}</code></h4>${valueTable(args, changed)}
<h4>Expected</h4>${expect === undefined ? html`<p>See above; the case compares the answer itself.</p>` : expectation(expect)}
<h4>Answer</h4>${answer === undefined ? html`<p>None.</p>` : valueTable(answer)}`;
}

function expectation(expect: NonNullable<Exchange["expect"]>): SafeHtml {
  if ("ok" in expect) return valueTable({ ok: expect.ok });
  const { codes, details, mayRelease } = expect.reject;
  const list = codes.map((code, index) => html`${index > 0 ? " or " : ""}<code>${code}</code>`);
  return html`<p>A reject with code ${list}.</p>
${details === undefined ? "" : valueTable({ details })}
${mayRelease === undefined ? "" : html`<p>Of this, any beginning may have been given out:</p>${valueTable({ content: mayRelease })}`}`;
}
