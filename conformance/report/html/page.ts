/** The whole report as one file that opens offline: it loads nothing, and nothing runs but the script that is in it. */
import { createHash } from "node:crypto";
import { html, inlineElement, markupOf, type SafeHtml } from "../../../reference/viewer/html.js";
import type { Requirement } from "../register.js";
import { requirementRows } from "../requirement-rows.js";
import type { RunResult } from "../result.js";
import { caseSection } from "./cases.js";
import { runReport } from "./client.js";
import { failureSection } from "./failures.js";
import { filterSection } from "./filters.js";
import { headSection } from "./head.js";
import { requirementSection } from "./requirements.js";
import { STYLE } from "./style.js";

/**
 * The report for people.
 *
 * @param register - every requirement, in the order of the specification
 * @param excuses - why a requirement has no case, by slug
 */
export function htmlReport(
  run: RunResult,
  register: readonly Requirement[],
  excuses: ReadonlyMap<string, string>,
): string {
  const bySlug = new Map(register.map((requirement) => [requirement.slug, requirement]));
  const chapters = [
    ...new Set([...register.map((one) => one.chapter), ...run.results.map((one) => one.chapter)]),
  ].sort();
  return page(
    `${run.meta.testee.name}: Keepsake conformance`,
    html`${headSection(run)}
${filterSection(run.results, chapters)}
<main>
${failureSection(run, bySlug)}
${requirementSection(requirementRows(register, run.results, excuses))}
${caseSection(run.results)}
</main>`,
    `(${runReport})();`,
  );
}

/** A page of its own: style and script are in it, and no others run. */
export function page(title: string, body: SafeHtml, script?: string): string {
  const policy = [
    "default-src 'none'",
    `style-src ${hashOf(STYLE)}`,
    ...(script === undefined ? [] : [`script-src ${hashOf(script)}`]),
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return markupOf(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
${inlineElement("style", STYLE)}
</head>
<body>
${body}
${script === undefined ? "" : inlineElement("script", script)}
</body>
</html>
`);
}

function hashOf(source: string): string {
  return `'sha256-${createHash("sha256").update(source).digest("base64")}'`;
}
