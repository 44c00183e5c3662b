/** What was tested, under what circumstances, and what came out. */
import { html, type SafeHtml } from "../../../reference/viewer/html.js";
import { shellWords } from "../replay-command.js";
import type { RunMeta, RunResult } from "../result.js";
import { countVerdicts, failuresOf, VERDICT_WORDS, VERDICTS } from "../verdicts.js";
import { verdictMark } from "./marks.js";

export function headSection(run: RunResult): SafeHtml {
  const { meta } = run;
  return html`<header>
<p class="kicker">Keepsake conformance</p>
<h1>${meta.testee.name} <small>${meta.testee.version}</small></h1>
<p class="outcome ${failuresOf(run).length > 0 ? "bad" : "good"}">${outcome(run)}</p>
${tiles(run)}
${leftOut(meta)}
<details class="facts"><summary>About this run</summary>
<dl>${facts(meta).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>\n`)}</dl>
</details>
</header>`;
}

function outcome(run: RunResult): string {
  const { counts, stopped } = run.meta;
  const failures = failuresOf(run).length;
  const of = `${number(counts.run)} of ${number(counts.declared)} cases were run`;
  if (stopped) return `Stopped before the end: ${of}, ${number(failures)} failed.`;
  if (failures > 0) return `${number(failures)} ${failures === 1 ? "case" : "cases"} failed; ${of}.`;
  return counts.run === 0 ? "No case was run." : `No case failed; ${of}.`;
}

function tiles(run: RunResult): SafeHtml {
  const counts = countVerdicts(run.results);
  const notRun = run.meta.counts.declared - run.meta.counts.selected;
  return html`<ul class="tiles">
${VERDICTS.filter((verdict) => counts[verdict] > 0 || verdict === "fail" || verdict === "pass").map(
  (verdict) =>
    html`<li title="${VERDICT_WORDS[verdict]}"><strong>${number(counts[verdict])}</strong> ${verdictMark(verdict)}</li>\n`,
)}<li title="declared by the suite, but not part of this run"><strong>${number(notRun)}</strong> <span class="verdict">not selected</span></li>
</ul>`;
}

const NOT_SELECTED = {
  only: "not named by --only",
  skip: "left out by --skip",
  level: "below the --level",
  profile: "of a larger profile",
  shard: "of other shards",
} as const;

function leftOut({ counts }: RunMeta): SafeHtml {
  const reasons = [
    ...Object.entries(counts.notSelected).map(
      ([reason, count]) => [count, `not selected: ${NOT_SELECTED[reason as keyof typeof NOT_SELECTED]}`] as const,
    ),
    ...Object.entries(counts.skippedBy).map(([reason, count]) => [count, `skipped: ${reason}`] as const),
  ].filter(([count]) => count > 0);
  if (reasons.length === 0) return html``;
  reasons.sort(([a], [b]) => b - a);
  return html`<details class="left-out"><summary>What was not run, and why</summary>
<ul>${reasons.map(([count, reason]) => html`<li><strong>${number(count)}</strong> ${reason}</li>\n`)}</ul></details>`;
}

function facts(meta: RunMeta): readonly (readonly [name: string, value: string | SafeHtml])[] {
  const { testee, counts, shard } = meta;
  const aliases = Object.entries(testee.aliases).map(([code, of]) => `${code} stands for ${of.join(", ")}`);
  const globs = [...meta.only.map((glob) => `--only ${glob}`), ...meta.skip.map((glob) => `--skip ${glob}`)];
  return [
    ["Implementation", `${testee.name} ${testee.version} in ${testee.language}${testee.url ? `, ${testee.url}` : ""}`],
    ["Specification", `suite for ${meta.spec}; the testee says ${testee.spec.join(", ")}`],
    ["Suite", html`${meta.suite}, digest <code>${meta.digest}</code>`],
    ["Command", html`<code>${shellWords(meta.command)}</code>`],
    ["Profile", `${meta.profile}${meta.runs === undefined ? "" : `, ${meta.runs} inputs a property`}`],
    ["Seed", String(meta.seed)],
    ["Shard", shard.of === 1 ? "none: the whole" : `${shard.index} of ${shard.of}`],
    ["Selection", [`level ${meta.level} and above`, ...globs].join("; ")],
    [
      "Codes",
      `${meta.strict ? "exact code" : "group of the code"} demanded; the testee gives the ${testee.granularity}`,
    ],
    ...(aliases.length > 0 ? [["Aliases", aliases.join("; ")] as const] : []),
    ["Traffic", `${number(counts.requests)} requests, ${number(counts.inputs)} inputs, ${meta.parallel} at a time`],
    ["Validated", meta.validated ? "every line against its schema" : "no"],
    ["Restarts", number(counts.restarts)],
    ["Begun", new Date(meta.started).toISOString().replace("T", " ").slice(0, 19).concat(" UTC")],
    ["Took", `${(meta.duration / 1000).toFixed(1)} s`],
    ["Features", testee.features.join(", ") || "none"],
    ["Operations", `${testee.operations.length}: ${testee.operations.join(", ")}`],
  ];
}

function number(value: number): string {
  return value.toLocaleString("en");
}
