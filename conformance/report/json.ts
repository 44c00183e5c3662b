import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { PACKAGE_ROOT } from "../package-root.js";
import type { RunResult } from "./result.js";

/** The report for programs: `conformance/schema/report.json` says what is in it. */
export function jsonReport(run: RunResult): string {
  return `${JSON.stringify(run, null, 1)}\n`;
}

/**
 * Reads what {@link jsonReport} wrote.
 *
 * @param schema - file of `conformance/schema/`
 * @throws Error with a sentence that says what is wrong with the file
 */
export function readReport<Report = RunResult>(path: string, schema = "report.json"): Report {
  const value = readJson(path);
  const validate = validator(schema);
  if (validate(value)) return value as Report;
  const [first] = validate.errors ?? [];
  const where = first?.instancePath === "" ? "the whole" : first?.instancePath;
  throw new Error(`${path} is no report of \`keepsake conformance run --json\`: ${where} ${first?.message}.`);
}

function readJson(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new Error(`${path} cannot be read: ${error instanceof Error ? error.message : error}.`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${path} is not JSON; it may have been cut off.`);
  }
}

/** Compiles a schema of `conformance/schema/`. */
function validator(schema: string): ValidateFunction {
  const text = readFileSync(join(PACKAGE_ROOT, "conformance", "schema", schema), "utf8");
  return new Ajv2020({ strict: true, allErrors: false }).compile(JSON.parse(text));
}
