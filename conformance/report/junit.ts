import { attributes, html, markupOf, type SafeAttributes, type SafeHtml } from "../../reference/viewer/html.js";
import { replayCommand } from "./replay-command.js";
import type { CaseResult, RunMeta, RunResult } from "./result.js";
import { countVerdicts, groupBy } from "./verdicts.js";

/**
 * The report for CI systems: a suite for each chapter of the specification, the first requirement as the class, the id
 * as the name. A wrong answer and an unexpected pass are a `failure`; a fault and a timeout are an `error`; an expected
 * failure counts as skipped, and says so.
 */
export function junitReport(run: RunResult): string {
  const chapters = [...groupBy(run.results, (result) => result.chapter)];
  return markupOf(html`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="${`Keepsake conformance of ${run.meta.testee.name}`}" ${totals(run.results, run.meta.duration)}>
${chapters.map(([chapter, results]) => suite(chapter, results, run.meta))}</testsuites>
`);
}

function totals(results: readonly CaseResult[], ms: number): SafeAttributes {
  const { fail, xpass, fault, timeout, skip, xfail } = countVerdicts(results);
  return attributes({
    tests: results.length,
    failures: fail + xpass,
    errors: fault + timeout,
    skipped: skip + xfail,
    time: seconds(ms),
  });
}

function suite(chapter: string, results: readonly CaseResult[], meta: RunMeta): SafeHtml {
  const ms = results.reduce((sum, result) => sum + result.ms, 0);
  return html`<testsuite name="${chapter}" ${totals(results, ms)}>
<properties>
${Object.entries(properties(meta)).map(([name, value]) => html`<property name="${name}" value="${value}"/>\n`)}</properties>
${results.map((result) => testcase(result, meta))}</testsuite>
`;
}

function properties(meta: RunMeta): Record<string, string | number> {
  const { suite, spec, digest, seed, profile, shard, testee } = meta;
  const of = `${shard.index}/${shard.of}`;
  return { suite, spec, digest, seed, profile, shard: of, implementation: `${testee.name} ${testee.version}` };
}

function testcase(result: CaseResult, meta: RunMeta): SafeHtml {
  const className = result.requirements[0] ?? result.kind;
  const stderr = result.failure?.stderr;
  return html`<testcase classname="${className}" name="${result.id}" time="${seconds(result.ms)}">${outcome(result, meta)}${
    stderr ? html`<system-err>${stderr}</system-err>` : ""
  }</testcase>
`;
}

function outcome(result: CaseResult, meta: RunMeta): SafeHtml | undefined {
  const message = result.failure?.message ?? result.reason ?? result.verdict;
  const body = `${result.title}\n${result.why}\n${message}\nReplay: ${replayCommand(result, meta)}`;
  if (result.verdict === "pass") return undefined;
  if (result.verdict === "skip") return html`<skipped message="${message}"/>`;
  if (result.verdict === "xfail") return html`<skipped message="${`expected failure: ${result.reason ?? message}`}"/>`;
  if (result.verdict === "fail" || result.verdict === "xpass") {
    return html`<failure type="${result.verdict}" message="${message}">${body}</failure>`;
  }
  return html`<error type="${result.verdict}" message="${message}">${body}</error>`;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}
