import type { CaseResult, RunResult, Verdict } from "./result.js";

/** In the order in which people want to see them. */
export const VERDICTS: readonly Verdict[] = ["fail", "fault", "timeout", "xpass", "xfail", "skip", "pass"];

/** What each verdict means, in a few words. */
export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  fail: "wrong answer",
  fault: "the testee itself failed",
  timeout: "no answer in time",
  xpass: "passed, though listed as an expected failure",
  xfail: "failed as expected",
  skip: "not supported by the testee",
  pass: "as the specification demands",
};

/** Whether a case makes the run fail. */
export function isFailure(verdict: Verdict): boolean {
  return verdict === "fail" || verdict === "fault" || verdict === "timeout" || verdict === "xpass";
}

/** The cases that make the run fail, in the order of the suite. */
export function failuresOf(run: RunResult): readonly CaseResult[] {
  return run.results.filter((result) => isFailure(result.verdict));
}

/** How many cases have each verdict. */
export function countVerdicts(results: readonly CaseResult[]): Record<Verdict, number> {
  const counts: Record<Verdict, number> = { fail: 0, fault: 0, timeout: 0, xpass: 0, xfail: 0, skip: 0, pass: 0 };
  for (const result of results) counts[result.verdict]++;
  return counts;
}

/** Cases by what `key` says of them, in order of first appearance. */
export function groupBy<Item>(items: readonly Item[], key: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
}
