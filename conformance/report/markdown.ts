import { replayCommand } from "./replay-command.js";
import type { CaseResult, RunResult } from "./result.js";
import { countVerdicts, failuresOf, VERDICTS } from "./verdicts.js";

/** Failures that are named. */
const MOST = 20;

/** A summary in Markdown, as GitHub shows it above the log of a job. */
export function markdownSummary(run: RunResult): string {
  const { meta } = run;
  const counts = countVerdicts(run.results);
  const failures = failuresOf(run);
  const { testee, shard } = meta;
  const part = shard.of === 1 ? "" : `, shard ${shard.index} of ${shard.of}`;
  const lines = [
    `### Keepsake conformance of ${text(`${testee.name} ${testee.version}`)}`,
    "",
    `${failures.length === 0 ? "Nothing failed" : `**${failures.length} failed**`}: ` +
      `${meta.counts.run} of ${meta.counts.declared} cases were run, profile ${meta.profile}, seed ${meta.seed}${part}.`,
    "",
    `| ${VERDICTS.join(" | ")} |`,
    `|${VERDICTS.map(() => "--:").join("|")}|`,
    `| ${VERDICTS.map((verdict) => counts[verdict]).join(" | ")} |`,
    "",
  ];
  if (run.hint !== undefined) lines.push(text(run.hint), "");
  for (const result of failures.slice(0, MOST)) lines.push(...failureLines(result, run));
  if (failures.length > MOST) lines.push(`and ${failures.length - MOST} more.`, "");
  return `${lines.join("\n")}\n`;
}

function failureLines(result: CaseResult, { meta }: RunResult): string[] {
  const message = result.failure?.message ?? result.reason ?? "";
  const command = replayCommand(result, meta);
  return [
    "<details>",
    `<summary>${result.verdict}: <code>${text(result.id)}</code> ${text(firstLine(message))}</summary>`,
    "",
    text(result.why),
    "",
    fence(command),
    "",
    "</details>",
    "",
  ];
}

function firstLine(message: string): string {
  return message.split("\n", 1)[0] ?? "";
}

/** Text in which nothing is Markdown or HTML. */
function text(value: string): string {
  return value.replace(/[\\`*_{}[\]()#+.!|<>&~$@-]/g, (sign) => `&#${sign.codePointAt(0)};`).replace(/\s+/g, " ");
}

/** A block of code, whatever is in it. */
function fence(code: string): string {
  const longest = Math.max(2, ...(code.match(/`+/g) ?? []).map((run) => run.length));
  const marks = "`".repeat(longest + 1);
  return `${marks}sh\n${code}\n${marks}`;
}
