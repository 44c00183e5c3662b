import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageVersion } from "../../reference/command/version.js";
import type { Case, Expectation, Values } from "../suite/case.js";
import { decodeValues, MalformedValue } from "../wire/decode.js";
import { encodeValues } from "../wire/encode.js";
import { UsageError } from "../wire/usage-error.js";
import type { Finding } from "./run-case.js";

const FORMAT = "keepsake-counterexample/v1";

/** The requests of a case that failed, with all that is needed to send them again. */
export interface Counterexample {
  readonly case: string;
  readonly title: string;
  /** Version of the suite that found it. */
  readonly suite: string;
  readonly seed: number;
  /** Of a property: fast-check's path to the smallest input, and that input as text. */
  readonly path?: string;
  readonly counterexample?: string;
  readonly message: string;
  readonly exchanges: readonly { readonly op: string; readonly args: Values; readonly expect?: Expectation }[];
  /** Index of the exchange that went wrong. Absent if the case judged the answers itself. */
  readonly failed?: number;
}

/**
 * Saves the requests of a case that failed and whose inputs are made while it runs.
 *
 * @param folder - made if it is not there; without it nothing is saved
 * @returns the file
 */
export function saveCounterexample(folder: string | undefined, finding: Finding, seed: number): string | undefined {
  const { result, tried } = finding;
  const { failure, id, kind } = result;
  if (folder === undefined || tried === undefined || failure === undefined) return undefined;
  if ((kind !== "property" && kind !== "tamper" && kind !== "scenario") || tried.exchanges.length === 0)
    return undefined;
  // An exchange that was not answered went wrong itself.
  const failed = tried.failed ?? tried.exchanges.find(({ outcome }) => outcome !== undefined && "fault" in outcome);
  const content = {
    format: FORMAT,
    case: id,
    title: result.title,
    suite: packageVersion(),
    seed: failure.property?.seed ?? seed,
    path: failure.property?.path,
    counterexample: failure.property?.counterexample,
    message: failure.message,
    exchanges: tried.exchanges.map(({ op, args, expect }) => ({ op, args, expect: expect as Values | undefined })),
    failed: failed === undefined ? undefined : tried.exchanges.indexOf(failed),
  };
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${id.replace(/[^\w.-]+/g, "-")}.json`);
  writeFileSync(file, `${encodeValues(content, Number.POSITIVE_INFINITY)}\n`);
  return file;
}

/** Reads a file that {@link saveCounterexample} wrote. @throws UsageError if it is none */
export function readCounterexample(file: string): Counterexample {
  let parsed: Record<string, unknown>;
  try {
    parsed = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UsageError(`the counterexample ${file} cannot be read: ${(error as Error).message}`);
  }
  if (parsed?.format !== FORMAT || typeof parsed.case !== "string" || !Array.isArray(parsed.exchanges)) {
    throw new UsageError(`${file} is no counterexample: its "format" is not ${FORMAT}, or it is not whole`);
  }
  return decodeValues(parsed, ({ file: name }) => {
    throw new MalformedValue(`a counterexample holds all bytes itself, and not in ${name}`);
  }) as unknown as Counterexample;
}

/** A case that sends the requests of a counterexample again. Only for one with `failed`. */
export function caseOf({ exchanges, failed, ...found }: Counterexample, original?: Case): Case {
  return {
    id: found.case,
    title: found.title,
    kind: "scenario",
    chapter: "",
    level: "must",
    requirements: [],
    why: `Found by suite ${found.suite}: ${found.message}`,
    ...original,
    operations: [...new Set(exchanges.map(({ op }) => op))],
    async run(context) {
      for (const { op, args, expect } of exchanges.slice(0, failed! + 1)) {
        if (expect === undefined) await context.call(op, args);
        else await context.expect(op, args, expect);
      }
    },
  };
}
