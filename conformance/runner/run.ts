import { packageVersion } from "../../reference/command/version.js";
import type { CaseResult, RunResult } from "../report/result.js";
import type { Case, Profile } from "../suite/case.js";
import { type Fault, SPEC } from "../wire/messages.js";
import { DEADLINE_MS } from "../wire/request-line.js";
import { startTestee, type Testee } from "../wire/testee.js";
import { UsageError } from "../wire/usage-error.js";
import { saveCounterexample } from "./counterexample.js";
import { digestOfCases } from "./digest.js";
import { parseExpectedFailures } from "./expected-failures.js";
import { hintFor } from "./hint.js";
import type { RunOptions } from "./options.js";
import { createResults } from "./results.js";
import { runCase } from "./run-case.js";
import { schedule } from "./schedule.js";
import { selectCases } from "./select.js";

/** How many inputs a property draws, unless it is said. */
const RUNS: Readonly<Record<Profile, number>> = { quick: 100, full: 1000, soak: 10_000 };
const MOST_PROCESSES = 64;

/**
 * Runs the suite against a testee.
 *
 * @throws UsageError if the testee cannot be started or speaks another version, and for a glob, a shard or an expected
 *   failure that matches nothing
 */
export async function runSuite(options: RunOptions): Promise<RunResult> {
  const started = Date.now();
  const { profile = "quick", parallel = 1, strict = false, signal } = options;
  const seed = wholeNumber("--seed", options.seed ?? Math.floor(Math.random() * 2 ** 31), 0, 2 ** 31 - 1);
  const runs = wholeNumber("--runs", options.runs ?? RUNS[profile], 1, Number.MAX_SAFE_INTEGER);
  wholeNumber("--parallel", parallel, 1, MOST_PROCESSES);

  const strays: [owner: string, fault: Fault][] = [];
  let onStray = (owner: string, fault: Fault): void => void strays.push([owner, fault]);
  const starting = startTestees(options, parallel, (owner, fault) => onStray(owner, fault));
  // Whoever fails first is reported; the other is not left without someone who listens.
  starting.catch(() => {});
  let testees: readonly Testee[] = [];
  try {
    const cases = await options.cases;
    const { selected, notSelected } = selectCases(cases, { ...options, profile });
    const expected = parseExpectedFailures(options.expectedFailures ?? "", cases);
    testees = await starting;
    const { hello } = testees[0]!;
    options.onEvent?.({ type: "start", testee: hello, declared: cases.length, selected: selected.length });
    const results = createResults(expected, (event) => options.onEvent?.(event));
    onStray = results.addStray;
    for (const [owner, fault] of strays) results.addStray(owner, fault);

    const rules = { strict, granularity: hello.granularity, aliases: hello.aliases };
    async function runOne(theCase: Case, testee: Testee): Promise<void> {
      const finding = await runCase(theCase, {
        testee,
        rules,
        profile,
        seed,
        runs,
        path: options.path,
        onExchange: options.onExchange,
      });
      if (signal?.aborted) return;
      const file = saveCounterexample(options.counterexamples, finding, seed);
      results.add(finding, file);
    }
    await schedule(selected, testees, runOne, signal);

    // What a testee writes when it ends may show a fault.
    await Promise.all(testees.map((testee) => testee.close()));
    results.finish(cases);
    const ordered = selected.flatMap(({ id }) => results.get(id) ?? []);
    const hint = hintFor(ordered, results.causes());
    const run: RunResult = {
      format: 1,
      meta: {
        suite: packageVersion(),
        spec: SPEC,
        digest: digestOfCases(cases),
        seed,
        profile,
        shard: options.shard ?? { index: 1, of: 1 },
        level: options.level ?? "may",
        strict,
        only: options.only ?? [],
        skip: options.skip ?? [],
        ...(options.runs === undefined ? {} : { runs }),
        parallel: parallel * hello.parallel,
        validated: options.validateProtocol ?? false,
        started,
        duration: Date.now() - started,
        command: options.command,
        testee: hello,
        counts: {
          declared: cases.length,
          selected: selected.length,
          ...countRun(ordered),
          notSelected,
          requests: results.requests(),
          restarts: testees.reduce((sum, testee) => sum + testee.restarts(), 0),
        },
        stopped: signal?.aborted ?? false,
      },
      results: ordered,
      ...(hint === undefined ? {} : { hint }),
    };
    options.onEvent?.({ type: "end", run });
    return run;
  } finally {
    // One that could not be started beside others has to end those, too.
    const running = testees.length > 0 ? testees : await starting.catch(() => []);
    await Promise.all(running.map((testee) => testee.close()));
  }
}

function wholeNumber(option: string, value: number, least: number, most: number): number {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return value;
  throw new UsageError(`${option} has to be a whole number from ${least} to ${most}`);
}

async function startTestees(
  options: RunOptions,
  count: number,
  onStray: (owner: string, fault: Fault) => void,
): Promise<readonly Testee[]> {
  const validator = options.validateProtocol
    ? (await import("../wire/schema-validator.js")).loadValidator()
    : undefined;
  const settings = {
    command: options.command,
    deadlineFactor: (options.deadlineMs ?? DEADLINE_MS) / DEADLINE_MS,
    validator,
    suite: packageVersion(),
    onStray,
  };
  const starts = await Promise.allSettled(Array.from({ length: count }, () => startTestee(settings)));
  const testees = starts.flatMap((start) => (start.status === "fulfilled" ? [start.value] : []));
  const failed = starts.find((start) => start.status === "rejected");
  if (failed === undefined) return testees;
  await Promise.all(testees.map((testee) => testee.close()));
  throw failed.reason;
}

function countRun(results: readonly CaseResult[]): {
  readonly run: number;
  readonly skipped: number;
  readonly skippedBy: Readonly<Record<string, number>>;
  readonly inputs: number;
} {
  const skippedBy: Record<string, number> = {};
  let inputs = 0;
  for (const { verdict, reason = "", inputs: some } of results) {
    inputs += some;
    if (verdict === "skip") skippedBy[reason] = (skippedBy[reason] ?? 0) + 1;
  }
  const skipped = results.filter(({ verdict }) => verdict === "skip").length;
  return { run: results.length - skipped, skipped, skippedBy, inputs };
}
