import { EXIT_CODES } from "../../reference/command/exit-codes.js";
import type { Context, Outcome } from "../../reference/command/verb.js";
import { table } from "../../reference/command/words.js";
import { replayCommand } from "../report/replay-command.js";
import type { CaseResult, RunResult } from "../report/result.js";
import { isFailure } from "../report/verdicts.js";
import { runSuite } from "../runner/run.js";
import { allCases } from "../suite/all.js";
import type { Case, Kind } from "../suite/case.js";
import { printable } from "./exchange-text.js";
import { LADDER, OPERATION_NAMES, type Step } from "./ladder.js";

/** What shows an operation best, from pinned bytes on. */
const KINDS: readonly Kind[] = ["vector", "scenario", "limit", "property", "tamper"];

/** `keepsake conformance smoke`: one case of each operation, and what to do next. */
export async function run({ signal }: Context, _options: object, command: string[]): Promise<Outcome> {
  const all = await allCases();
  const chosen = new Map(OPERATION_NAMES.map((operation) => [operation, simplestCase(all, operation)]));
  const cases = [...new Set([...chosen.values()].filter((one) => one !== undefined))];
  const run = await runSuite({ command, cases, profile: "soak", runs: 1, seed: 1, signal });
  const results = new Map(run.results.map((result) => [result.id, result]));
  const rows = OPERATION_NAMES.map((operation) => rowOf(operation, results.get(chosen.get(operation)?.id ?? "")));
  const { name, version, language } = run.meta.testee;
  return {
    result: { testee: { name, version, language }, operations: rows.map(({ result: _, ...row }) => row) },
    text: `${stepTables(rows)}\n\n${advice(rows, run)}`,
    exitCode: rows.some((row) => isFailed(row)) ? EXIT_CODES.unexpected : EXIT_CODES.ok,
  };
}

/** The case that shows an operation with the fewest others: one that has to be accepted, if there is one. */
function simplestCase(cases: readonly Case[], operation: string): Case | undefined {
  const costOf = ({ operations, kind, parent, alone, features = [] }: Case) =>
    operations.length * 1000 +
    KINDS.indexOf(kind) * 100 +
    features.length * 10 +
    (parent === undefined ? 0 : 5) +
    (alone ? 50 : 0);
  const candidates = cases.filter(({ operations }) => operations.includes(operation));
  return candidates.sort((a, b) => costOf(a) - costOf(b))[0];
}

interface Row {
  readonly operation: string;
  readonly verdict: string;
  readonly case?: string;
  readonly message?: string;
  readonly result?: CaseResult;
}

function rowOf(operation: string, result: CaseResult | undefined): Row {
  if (result === undefined) return { operation, verdict: "no case" };
  const verdict = result.verdict === "skip" ? "unsupported" : result.verdict;
  const message = result.failure?.message.split("\n", 1)[0];
  return { operation, verdict, case: result.id, result, ...(message === undefined ? {} : { message }) };
}

function isFailed({ result }: Row): boolean {
  return result !== undefined && isFailure(result.verdict);
}

function stepTables(rows: readonly Row[]): string {
  const byName = new Map(rows.map((row) => [row.operation, row]));
  const lines = LADDER.map((step) => {
    const inStep = step.operations.map((operation) => byName.get(operation)!);
    const cells = inStep.map(({ operation, verdict, message }) => [
      `  ${operation}`,
      verdict,
      printable(message ?? ""),
    ]);
    const same = inStep.every(({ verdict }) => verdict === inStep[0]!.verdict) && !inStep.some(isFailed);
    return same ? `${step.name}: all ${inStep[0]!.verdict}` : `${step.name}\n${table(cells)}`;
  });
  return lines.join("\n");
}

/** What to do first: the lowest step that is not right decides. */
function advice(rows: readonly Row[], run: RunResult): string {
  const has = (step: Step, test: (row: Row) => boolean) =>
    rows.some((row) => step.operations.includes(row.operation) && test(row));
  const failed = LADDER.find((step) => has(step, isFailed));
  if (failed !== undefined) {
    const first = rows.find((row) => failed.operations.includes(row.operation) && isFailed(row))!;
    const lines = [`Fix first: ${failed.name} (spec/${failed.chapter}). ${failed.help}`];
    if (run.hint !== undefined) lines.unshift(run.hint);
    return [...lines, `  $ ${replayCommand(first.result!, run.meta)}`].join("\n");
  }
  const missing = LADDER.find((step) => has(step, ({ verdict }) => verdict === "unsupported"));
  if (missing === undefined)
    return "Every operation answers a first request as it should. Go on with `conformance run`.";
  const next = missing.operations.find((operation) =>
    rows.some((row) => row.operation === operation && row.verdict === "unsupported"),
  );
  const nothing = rows.every(({ verdict }) => verdict !== "pass") ? "The testee starts and answers. " : "";
  return `${nothing}Write next: ${next}, of ${missing.name} (spec/${missing.chapter}). ${missing.help}`;
}
