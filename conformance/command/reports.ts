import { accessSync, appendFileSync, constants, mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { UsageError } from "../../reference/command/exit-codes.js";
import { readExcuses } from "../report/excuses.js";
import { readRegister } from "../report/register.js";
import type { RunResult } from "../report/result.js";

/** Files to write, as options name them. */
export interface ReportFiles {
  readonly json?: string;
  readonly junit?: string;
  readonly html?: string;
  readonly badge?: string;
}

/** Finds out before a long run whether the reports can be written. @throws UsageError */
export function checkWritable(files: readonly (string | undefined)[]): void {
  for (const file of files) {
    if (file === undefined) continue;
    try {
      mkdirSync(dirname(file), { recursive: true });
      accessSync(dirname(file), constants.W_OK);
    } catch (error) {
      throw new UsageError(`${file} cannot be written: ${(error as Error).message}.`);
    }
  }
}

/** Writes the reports that were asked for, each made by a module that is loaded for it. Gives their names. */
export async function writeReports(run: RunResult, { json, junit, html, badge }: ReportFiles): Promise<string[]> {
  if (json !== undefined) writeFileSync(json, (await import("../report/json.js")).jsonReport(run));
  if (junit !== undefined) writeFileSync(junit, (await import("../report/junit.js")).junitReport(run));
  if (html !== undefined) {
    const { htmlReport } = await import("../report/html/page.js");
    writeFileSync(html, htmlReport(run, readRegister(), readExcuses()));
  }
  if (badge !== undefined) {
    writeFileSync(badge, `${JSON.stringify((await import("../report/badge.js")).badge(run))}\n`);
  }
  const summary = process.env.GITHUB_STEP_SUMMARY;
  if (summary) appendFileSync(summary, (await import("../report/markdown.js")).markdownSummary(run));
  return [json, junit, html, badge].filter((file) => file !== undefined);
}
