import { type CheckReport, checkVault } from "../core/check.js";
import { errorGroup } from "../core/errors.js";
import { type OpenedVault, problemsExitCode, withVault } from "./open-vault.js";
import { adviceOn, problemText } from "./problem-text.js";
import { frameText } from "./restore-losses.js";
import type { KeyOptions } from "./secret.js";
import type { Context, Outcome } from "./verb.js";
import { type Finding, withSnapshots } from "./with-snapshots.js";
import { bytes, count } from "./words.js";

/** Findings that are named on the screen; --json names them all. */
const MOST_SHOWN = 50;

/** `keepsake check`: names everything that is damaged or missing, and changes nothing. */
export async function run(
  context: Context,
  options: KeyOptions & { readData?: boolean },
  path: string,
): Promise<Outcome> {
  const work = async ({ vault }: OpenedVault): Promise<Outcome> => {
    const report = await checkVault(vault, {
      readData: options.readData === true,
      onProgress: context.line.onProgress,
      signal: context.signal,
    });
    const findings = await withSnapshots(vault, report.findings);
    return {
      result: { ok: findings.length === 0, ...report, findings },
      text: summaryText(report, options.readData === true),
      notes: findingNotes(findings),
      exitCode: problemsExitCode(findings),
    };
  };
  return withVault(context, path, options, work);
}

function summaryText(report: CheckReport, readData: boolean): string {
  const { findings, sequences, objects, bytesRead, unreferenced, unknownNames } = report;
  const verdict = findings.length === 0 ? "No damage found" : count(findings.length, "fault");
  const lines = [
    `${verdict}: ${count(sequences.length, "snapshot")}, ${count(objects, "object")}, ${bytes(bytesRead)} read.`,
  ];
  if (!readData)
    lines.push("Photos, videos and other files were compared by size only; --read-data verifies every byte.");
  if (unreferenced !== undefined && unreferenced.length > 0) {
    const size = unreferenced.reduce((sum, file) => sum + file.size, 0);
    lines.push(
      `${count(unreferenced.length, "object")} (${bytes(size)}) that no snapshot needs; \`keepsake prune\` frees the space.`,
    );
  }
  if (unknownNames.length > 0)
    lines.push(
      `${count(unknownNames.length, "file")} that do not belong in a vault: ${unknownNames.slice(0, 5).join(", ")}`,
    );
  return lines.join("\n");
}

/** Findings as lines for stderr, and what to do about them. */
export function findingNotes(findings: readonly Finding[]): string[] {
  const notes = findings.slice(0, MOST_SHOWN).map((finding) => {
    const { snapshot } = finding;
    return `Fault: ${whatIsLost(finding)}${problemText(finding)}${snapshot === undefined ? "" : `, needed by snapshot ${snapshot}`}`;
  });
  if (findings.length > MOST_SHOWN) notes.push(`and ${findings.length - MOST_SHOWN} more; --json names them all.`);
  const isOfContent = ({ code }: Finding) => ["object", "content"].includes(errorGroup(code));
  if (findings.some(isOfContent)) notes.push(REPAIR);
  return [...notes, ...adviceOn(findings.filter((finding) => !isOfContent(finding)))];
}

const REPAIR =
  "`keepsake repair VAULT EXPORTS` puts back what the exports still have: of a snapshot that is not the newest, give those that were backed up then, and no others. " +
  "`keepsake restore VAULT --to DIR --salvage` gets everything else.";

function whatIsLost(finding: Finding): string {
  if ("fileName" in finding && finding.fileName !== undefined) return `${finding.fileName}: `;
  if (!("kind" in finding) || finding.kind !== "frames") return "";
  return `${frameText(finding.frames, finding.first.timeMs, finding.last.timeMs)}: `;
}
