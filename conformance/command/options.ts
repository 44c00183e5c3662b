import { readFileSync } from "node:fs";
import { UsageError } from "../../reference/command/exit-codes.js";
import type { RunOptions } from "../runner/options.js";
import type { Level, Profile } from "../suite/case.js";

/** Options of `run`, `list` and `replay` as commander gives them. */
export interface GivenOptions {
  readonly only?: string[];
  readonly skip?: string[];
  readonly level?: Level;
  readonly profile?: Profile;
  readonly seed?: string;
  readonly runs?: string;
  readonly strict?: boolean;
  readonly timeout?: string;
  readonly validateProtocol?: boolean;
  readonly shard?: string;
  readonly parallel?: string;
  readonly expectedFailures?: string;
  readonly counterexamples?: string;
}

/** Turns the options that were given into those of the runner. @throws UsageError */
export function runOptions(given: GivenOptions): Omit<RunOptions, "command" | "cases"> {
  const { only, skip, level, profile, strict, validateProtocol, counterexamples } = given;
  return defined({
    only,
    skip,
    level,
    profile,
    strict,
    validateProtocol,
    counterexamples,
    seed: numberOf("--seed", given.seed),
    runs: numberOf("--runs", given.runs),
    deadlineMs: numberOf("--timeout", given.timeout, 1),
    parallel: numberOf("--parallel", given.parallel),
    shard: given.shard === undefined ? undefined : shardOf(given.shard),
    expectedFailures: given.expectedFailures === undefined ? undefined : readExpected(given.expectedFailures),
  });
}

type Defined<Options> = { [Name in keyof Options]?: Exclude<Options[Name], undefined> };

/** Without the members that are undefined. */
function defined<Options extends object>(options: Options): Defined<Options> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Defined<Options>;
}

function numberOf(option: string, text: string | undefined, least = 0): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text) || Number(text) < least) {
    throw new UsageError(`${option} is ${text}, and has to be a whole number from ${least} on.`);
  }
  return Number(text);
}

function shardOf(text: string): { index: number; of: number } {
  const [, index, of] = /^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? [];
  if (index === undefined) throw new UsageError(`--shard is ${text}, and has to be like 1/4: the first of four parts.`);
  return { index: Number(index), of: Number(of) };
}

function readExpected(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new UsageError(`The expected failures cannot be read: ${(error as Error).message}.`);
  }
}
