import type { Requirement } from "./register.js";
import type { CaseResult, Verdict } from "./result.js";
import { isFailure } from "./verdicts.js";

/** A requirement with what the run shows of it. */
export interface RequirementRow {
  readonly requirement: Requirement;
  readonly cases: readonly CaseResult[];
  /** `none`: no case cites it. */
  readonly state: "failed" | "passed" | "skipped" | "none";
  /** Why no case has to show it, if it is excused from coverage. */
  readonly excuse?: string;
}

/** Joins the register with the results. @param excuses - from slug to reason */
export function requirementRows(
  register: readonly Requirement[],
  results: readonly CaseResult[],
  excuses: ReadonlyMap<string, string>,
): readonly RequirementRow[] {
  const bySlug = new Map<string, CaseResult[]>();
  for (const result of results) {
    for (const slug of result.requirements) bySlug.set(slug, [...(bySlug.get(slug) ?? []), result]);
  }
  return register.map((requirement) => {
    const cases = bySlug.get(requirement.slug) ?? [];
    const excuse = excuses.get(requirement.slug);
    const state = stateOf(cases.map((result) => result.verdict));
    return { requirement, cases, state, ...(excuse === undefined ? {} : { excuse }) };
  });
}

/** An expected failure is a requirement that is not met. */
function stateOf(verdicts: readonly Verdict[]): RequirementRow["state"] {
  if (verdicts.length === 0) return "none";
  if (verdicts.some((verdict) => isFailure(verdict) || verdict === "xfail")) return "failed";
  return verdicts.includes("pass") ? "passed" : "skipped";
}
