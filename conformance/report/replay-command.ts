import type { CaseResult, RunMeta } from "./result.js";

/** The command line that runs one case again as it was run. */
export function replayCommand(result: CaseResult, meta: RunMeta): string {
  const counterexample = result.failure?.counterexample;
  const what =
    counterexample !== undefined
      ? [counterexample]
      : [
          result.id,
          ...["--seed", String(meta.seed)],
          ...(meta.profile === "quick" ? [] : ["--profile", meta.profile]),
          ...(meta.runs === undefined ? [] : ["--runs", String(meta.runs)]),
          ...(meta.strict ? ["--strict"] : []),
        ];
  return shellWords(["npx", "keepsake", "conformance", "replay", ...what, "--", ...meta.command]);
}

/** Words as a POSIX shell reads them. */
export function shellWords(words: readonly string[]): string {
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(" ");
}
