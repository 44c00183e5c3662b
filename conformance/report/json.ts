import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { PACKAGE_ROOT } from "../package-root.js";
import type { CrossResult, RunResult } from "./result.js";

/** The report for programs; `conformance/schema/report.json` says what is in it. */
export function jsonReport(run: RunResult): string {
  return `${JSON.stringify(run, null, 1)}\n`;
}

/**
 * Reads what `conformance run --json` or `conformance cross --json` wrote.
 *
 * @throws Error with a sentence that says what is wrong with the file
 */
export function readAnyReport(path: string): RunResult | CrossResult {
  const value = readJson(path);
  const isCross = typeof value === "object" && value !== null && "cross" in value;
  const validate = validator(isCross ? "#/$defs/cross-report" : "#/$defs/run-report");
  if (validate(value)) return value as RunResult | CrossResult;
  const [first] = validate.errors ?? [];
  const where = first?.instancePath ? first.instancePath : "it";
  throw new Error(
    `${path} is no report of \`conformance run --json\` or \`cross --json\`: ${where} ${first?.message}.`,
  );
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

/** Compiles a part of `conformance/schema/report.json`. */
export function validator(part: string): ValidateFunction {
  const text = readFileSync(join(PACKAGE_ROOT, "conformance", "schema", "report.json"), "utf8");
  const ajv = new Ajv2020({ strict: true, allErrors: false, allowUnionTypes: true });
  ajv.addSchema(JSON.parse(text), "report.json");
  return ajv.compile({ $ref: `report.json${part}` });
}
