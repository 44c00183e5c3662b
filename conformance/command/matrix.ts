import { writeFileSync } from "node:fs";
import { UsageError } from "../../reference/command/exit-codes.js";
import type { Context, Outcome } from "../../reference/command/verb.js";
import { readAnyReport } from "../report/json.js";
import { matrixOf } from "../report/matrix.js";
import { matrixMarkdown, matrixText } from "../report/matrix-text.js";
import type { CrossResult, RunResult } from "../report/result.js";
import { checkWritable } from "./reports.js";

/** `keepsake conformance matrix`: several reports as one table of producers and consumers. */
export async function run(
  _context: Context,
  { html, markdown }: { html?: string; markdown?: string },
  files: string[],
): Promise<Outcome> {
  checkWritable([html, markdown]);
  const reports = files.map(read);
  const matrix = matrixOf(reports);
  if (html !== undefined) writeFileSync(html, (await import("../report/html/matrix.js")).matrixHtml(matrix));
  if (markdown !== undefined) writeFileSync(markdown, matrixMarkdown(matrix));
  return { result: matrix, text: matrixText(matrix), notes: notesOf(files, reports) };
}

function read(file: string): RunResult | CrossResult {
  try {
    return readAnyReport(file);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** What keeps the reports from being compared as they are. */
function notesOf(files: readonly string[], reports: readonly (RunResult | CrossResult)[]): string[] {
  const runs = reports.flatMap((report, index) =>
    "meta" in report ? [{ file: files[index]!, meta: report.meta }] : [],
  );
  const [first, ...others] = runs;
  const different = others.filter(({ meta }) => meta.digest !== first!.meta.digest);
  return [
    ...different.map(({ file }) => `${file} is of another suite than ${first!.file}: its cases are not the same.`),
    ...runs
      .filter(({ meta }) => meta.counts.selected < meta.counts.declared)
      .map(({ file, meta }) => `${file} has ${meta.counts.selected} of ${meta.counts.declared} cases.`),
  ];
}
