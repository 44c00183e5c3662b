import type { CaseResult } from "../report/result.js";
import type { Case } from "../suite/case.js";
import { UsageError } from "../wire/usage-error.js";
import { globMatcher } from "./glob.js";

/** One line of a file of expected failures. */
export interface ExpectedFailure {
  readonly line: number;
  readonly glob: string;
  /** What the comment after the glob says; otherwise the comment above it, or nothing. */
  readonly reason: string;
  readonly matches: (id: string) => boolean;
}

/**
 * Reads a file of expected failures: a glob of case ids a line, and `#` before a comment.
 *
 * @throws UsageError for an entry that matches no case
 */
export function parseExpectedFailures(text: string, cases: readonly Case[]): readonly ExpectedFailure[] {
  const entries: ExpectedFailure[] = [];
  let above = "";
  for (const [index, content] of text.split(/\r?\n/).entries()) {
    const comment = content.indexOf("#");
    const glob = (comment === -1 ? content : content.slice(0, comment)).trim();
    const reason = comment === -1 ? "" : content.slice(comment + 1).trim();
    if (glob === "") {
      above = reason;
      continue;
    }
    const entry = { line: index + 1, glob, reason: reason === "" ? above : reason, matches: globMatcher(glob) };
    if (!cases.some(({ id }) => entry.matches(id))) {
      throw new UsageError(`expected failures, line ${entry.line}: no case matches ${glob}; remove the line`);
    }
    entries.push(entry);
  }
  return entries;
}

/**
 * The entries that are no longer true: every case that they match was run, and passed. An entry of which some cases
 * were not run says nothing yet.
 */
export function staleEntries(
  entries: readonly ExpectedFailure[],
  cases: readonly Case[],
  results: ReadonlyMap<string, CaseResult>,
): readonly ExpectedFailure[] {
  return entries.filter((entry) =>
    cases.filter(({ id }) => entry.matches(id)).every(({ id }) => results.get(id)?.verdict === "pass"),
  );
}
