import type { Problem } from "../core/problem.js";
import { errorOf } from "../core/problem.js";
import { describeError } from "./report-error.js";

/** A problem in one line: the sentence, its code, and the file where the sentence does not name it. */
export function problemText({ message, code, name }: Problem): string {
  const where = name === undefined || message.includes(name) ? "" : ` in ${name}`;
  return `${message} (${code})${where}`;
}

/** What to do about problems that were worked around, each advice once. */
export function adviceOn(problems: readonly Problem[]): string[] {
  return [...new Set(problems.map(adviceOf))].filter((advice) => advice !== "");
}

function adviceOf(problem: Problem): string {
  if (["snapshot.malformed", "snapshot.auth"].includes(problem.code)) {
    return "Put such a file back from a copy of the vault; if it is none of yours, delete it there by hand.";
  }
  return describeError(errorOf(problem)).next;
}
