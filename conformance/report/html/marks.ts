/** Small pieces that several sections share. */
import { attributes, html, type SafeAttributes, type SafeHtml } from "../../../reference/viewer/html.js";
import type { CaseResult, Verdict } from "../result.js";
import { VERDICT_WORDS } from "../verdicts.js";

const SIGNS: Readonly<Record<Verdict, string>> = {
  fail: "✗",
  fault: "‼",
  timeout: "…",
  xpass: "✗",
  xfail: "~",
  skip: "–",
  pass: "✓",
};

/** The verdict as a sign and a word: never by its colour alone. */
export function verdictMark(verdict: Verdict): SafeHtml {
  return html`<span class="verdict v-${verdict}" title="${VERDICT_WORDS[verdict]}"><span aria-hidden="true">${SIGNS[verdict]}</span> ${verdict}</span>`;
}

/** MUST, SHOULD NOT and so on. */
export function levelMark(level: string): SafeHtml {
  return html`<span class="level">${level}</span>`;
}

/** The id of a case as an anchor of the page. */
export function anchorOf(id: string): string {
  return `case-${id.toLowerCase().replace(/[^a-z0-9]+/g, "-")}`;
}

/** What the filters of the page look at: all verdicts, kinds and chapters of a row. */
export function filterData(results: readonly CaseResult[], chapter?: string): SafeAttributes {
  const all = (values: readonly string[]) => [...new Set(values)].join(" ");
  return attributes({
    "data-verdicts": all(results.map((result) => result.verdict)),
    "data-kinds": all(results.map((result) => result.kind)),
    // For the text filter, where a row does not show them.
    "data-slugs": all(results.flatMap((result) => result.requirements)),
    "data-chapters": chapter ?? all(results.map((result) => result.chapter)),
  });
}
