import { count, duration } from "../../reference/command/words.js";
import { type Requirement, specLocation } from "../report/register.js";
import { replayCommand, shellWords } from "../report/replay-command.js";
import type { CaseResult, RunResult } from "../report/result.js";
import { countVerdicts, failuresOf, groupBy, isFailure, VERDICTS } from "../report/verdicts.js";
import { stepOf } from "./ladder.js";

/** A screen of 24 lines has to hold all of it, the prompt, and the names of written files. */
const LINES = 22;
const FAILURES = 4;
const REASONS = 2;
const CHAPTERS = 5;
const SLOWEST = 3;
const WIDTH = 100;

/** What a run found, on one screen: what failed first, why, and what to do. */
export function summaryText(run: RunResult, register: ReadonlyMap<string, Requirement>): string {
  let text = "";
  for (let most = FAILURES; most > 0; most--) {
    text = blocksText([
      headLines(run),
      kindLines(run),
      failureLines(run, register, most),
      adviceLines(run),
      [...skipLines(run), ...slowestLines(run)],
    ]);
    if (linesOnScreen(text) <= LINES) break;
  }
  return text;
}

function blocksText(blocks: readonly (readonly string[])[]): string {
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.map(cut).join("\n"))
    .join("\n\n");
}

function linesOnScreen(text: string): number {
  return text.split("\n").reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / WIDTH)), 0);
}

function headLines({ meta, results }: RunResult): string[] {
  const { testee, counts, shard } = meta;
  const verdicts = countVerdicts(results);
  const parts = VERDICTS.filter((verdict) => verdicts[verdict] > 0 || verdict === "pass" || verdict === "fail");
  const of = shard.of === 1 ? "" : `, shard ${shard.index} of ${shard.of}`;
  return [
    `${testee.name} ${testee.version} (${testee.language}) against Keepsake ${meta.spec}: ${shellWords(meta.command)}`,
    parts.map((verdict) => `${verdicts[verdict].toLocaleString("en")} ${verdict}`).join(", "),
    `${number(counts.run)} of ${count(counts.declared, "case")} run${meta.stopped ? ", then stopped" : ""}, ` +
      `${count(counts.requests, "request")}, ${duration(meta.duration)}; profile ${meta.profile}, seed ${meta.seed}${of}`,
  ];
}

function kindLines({ results }: RunResult): string[] {
  const kinds = [...groupBy(results, (result) => result.kind)].map(([kind, group]) => `${kind} ${passed(group)}`);
  const failed = [...groupBy(results, (result) => result.chapter)].filter(([, group]) => failures(group) > 0);
  const chapters = failed.slice(0, CHAPTERS).map(([chapter, group]) => `${chapter.slice(0, -3)} ${failures(group)}`);
  const more = failed.length > CHAPTERS ? `, ${failed.length - CHAPTERS} more chapters` : "";
  if (kinds.length === 0) return [];
  return [
    `Passed: ${kinds.join(", ")}`,
    ...(chapters.length > 0 ? [`Failed by chapter: ${chapters.join(", ")}${more}`] : []),
  ];
}

function passed(group: readonly CaseResult[]): string {
  const run = group.filter((result) => result.verdict !== "skip");
  return `${number(run.filter((result) => result.verdict === "pass").length)}/${number(run.length)}`;
}

function failures(group: readonly CaseResult[]): number {
  return group.filter((result) => isFailure(result.verdict)).length;
}

function failureLines(run: RunResult, register: ReadonlyMap<string, Requirement>, most: number): string[] {
  const failed = failuresOf(run);
  const lines = failed.slice(0, most).flatMap((result) => {
    const message = (result.failure?.message ?? result.reason ?? "").split("\n", 1)[0] ?? "";
    const [slug = ""] = result.requirements;
    const requirement = register.get(slug);
    const where = requirement === undefined ? "" : `    [@${slug}] ${specLocation(requirement)}`;
    return [`${result.verdict}  ${result.id}`, `    ${message}`, ...(where === "" ? [] : [where])];
  });
  if (failed.length > most) lines.push(`and ${number(failed.length - most)} more`);
  return lines;
}

function adviceLines(run: RunResult): string[] {
  const [first] = failuresOf(run);
  const hint = run.hint === undefined ? [] : [run.hint];
  if (first === undefined) return hint;
  const step =
    first.failure === undefined ? undefined : stepOf(first.failure.exchange?.op ?? first.operations[0] ?? "");
  const help = run.hint !== undefined || step === undefined ? [] : [`${step.name} first. ${step.help}`];
  return [...hint, ...help, `Replay: ${replayCommand(first, run.meta)}`];
}

function skipLines({ meta }: RunResult): string[] {
  const reasons = Object.entries(meta.counts.skippedBy).sort(([, a], [, b]) => b - a);
  if (reasons.length === 0) return [];
  const shown = reasons.slice(0, REASONS).map(([reason, cases]) => `${reason} (${number(cases)})`);
  const more = reasons.length > REASONS ? `; ${reasons.length - REASONS} more reasons` : "";
  return [`Skipped ${number(meta.counts.skipped)}: ${shown.join("; ")}${more}`];
}

function slowestLines({ results }: RunResult): string[] {
  const slow = [...results].sort((a, b) => b.ms - a.ms).slice(0, SLOWEST);
  const shown = slow.filter((result) => result.ms >= 100).map((result) => `${result.id} ${duration(result.ms)}`);
  return shown.length === 0 ? [] : [`Slowest: ${shown.join(", ")}`];
}

/** Commands stay whole: they are there to be copied. */
function cut(line: string): string {
  return line.length <= WIDTH || line.startsWith("Replay: ") ? line : wrapped(line);
}

/** At most two lines: more does not fit on a screen with everything else. */
function wrapped(line: string): string {
  const indent = " ".repeat(line.length - line.trimStart().length);
  const space = line.lastIndexOf(" ", WIDTH);
  const at = space > indent.length + WIDTH / 2 ? space : WIDTH;
  const rest = line.slice(at).trimStart();
  const room = WIDTH - indent.length;
  return `${line.slice(0, at)}\n${indent}${rest.length <= room ? rest : `${rest.slice(0, room - 1)}…`}`;
}

function number(value: number): string {
  return value.toLocaleString("en");
}
