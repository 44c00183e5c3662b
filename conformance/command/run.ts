import { EXIT_CODES } from "../../reference/command/exit-codes.js";
import type { ProgressLine } from "../../reference/command/progress-line.js";
import type { Context, Outcome } from "../../reference/command/verb.js";
import { readRegister } from "../report/register.js";
import type { RunResult, Verdict } from "../report/result.js";
import { failuresOf, isFailure } from "../report/verdicts.js";
import type { RunEvent } from "../runner/options.js";
import { runSuite } from "../runner/run.js";
import { allCases } from "../suite/all.js";
import { type GivenOptions, runOptions } from "./options.js";
import { checkWritable, type ReportFiles, writeReports } from "./reports.js";
import { summaryText } from "./summary.js";

/** `keepsake conformance run`: runs the suite against a testee, and says on one screen what came of it. */
export async function run(
  { signal, line }: Context,
  options: GivenOptions & ReportFiles,
  command: string[],
): Promise<Outcome> {
  checkWritable([options.json, options.junit, options.html, options.badge]);
  const onEvent = progress(line);
  const result = await runSuite({ ...runOptions(options), command, cases: allCases(), onEvent, signal });
  const written = await writeReports(result, options);
  const register = new Map(readRegister().map((requirement) => [requirement.slug, requirement]));
  const files = written.length === 0 ? "" : `\nWritten: ${written.join(", ")}`;
  return {
    result: undefined,
    text: `${summaryText(result, register)}${files}`,
    notes: staleNotes(result),
    exitCode: exitCodeOf(result),
  };
}

/** Draws how many cases are done, and how many of them failed. */
function progress(line: ProgressLine): (event: RunEvent) => void {
  let selected = 0;
  let done = 0;
  let failed = 0;
  const change = (verdict: Verdict, by: number) => {
    done += by;
    if (isFailure(verdict)) failed += by;
  };
  return (event) => {
    if (event.type === "start") selected = event.selected;
    if (event.type !== "result") return;
    if (event.replaces !== undefined) change(event.replaces, -1);
    change(event.result.verdict, 1);
    line.show(`${done} of ${selected} cases, ${failed} failed  ${event.result.id}`);
  };
}

function staleNotes({ results }: RunResult): string[] {
  const reasons = results.filter((result) => result.verdict === "xpass").map((result) => result.reason ?? result.id);
  return [...new Set(reasons)].map((reason) => `keepsake: ${reason} (usage)`);
}

/** An expected failure that is none is a mistake of the list: failures of the testee come first. */
function exitCodeOf(run: RunResult): number {
  if (run.meta.stopped) return EXIT_CODES.interrupted;
  const failures = failuresOf(run);
  if (failures.some((result) => result.verdict !== "xpass")) return EXIT_CODES.unexpected;
  return failures.length > 0 ? EXIT_CODES.usage : EXIT_CODES.ok;
}
