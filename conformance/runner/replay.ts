import type { RunResult } from "../report/result.js";
import { UsageError } from "../wire/usage-error.js";
import { caseOf, readCounterexample } from "./counterexample.js";
import type { RunOptions } from "./options.js";
import { runSuite } from "./run.js";

/**
 * Sends the requests of a counterexample to a testee again, and judges the answers as before. What the case judged by
 * more than comparing is run by the case itself, with the same input.
 *
 * @param file - that a run saved
 * @param options - as for {@link runSuite}; `cases` are those of the suite
 * @returns the result of a run of this one case
 * @throws UsageError if the file is no counterexample, or the case is gone
 */
export async function replayCounterexample(
  file: string,
  options: Omit<RunOptions, "only" | "skip" | "shard" | "seed" | "path" | "expectedFailures">,
): Promise<RunResult> {
  const counterexample = readCounterexample(file);
  const { seed, path } = counterexample;
  const original = (await options.cases).find(({ id }) => id === counterexample.case);
  if (counterexample.failed !== undefined) {
    return runSuite({ ...options, seed, cases: [caseOf(counterexample, original)], profile: "soak" });
  }
  if (original === undefined) {
    throw new UsageError(
      `the suite has no case ${counterexample.case}, which ${file} needs: use suite ${counterexample.suite}`,
    );
  }
  return runSuite({ ...options, seed, path, cases: [original], profile: options.profile ?? "soak" });
}
