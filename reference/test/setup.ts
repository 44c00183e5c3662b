import fc from "fast-check";

/**
 * Property tests are reproducible: in CI the seed is fixed, elsewhere it is fresh on every run.
 * Replay a failure with `KEEPSAKE_SEED=<seed> npm test`; search longer with `KEEPSAKE_RUNS_FACTOR=10`.
 */
const CI_SEED = 20261123;
const DEFAULT_RUNS = 100;

function integerFrom(name: string): number | undefined {
  const text = process.env[name];
  if (text === undefined || text === "") return undefined;
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${name} must be an integer, got ${text}`);
  return value;
}

function runsFactor(): number {
  const text = process.env.KEEPSAKE_RUNS_FACTOR;
  const factor = text === undefined || text === "" ? 1 : Number(text);
  if (!(factor > 0)) throw new RangeError(`KEEPSAKE_RUNS_FACTOR must be a positive number, got ${text}`);
  return factor;
}

const seed = integerFrom("KEEPSAKE_SEED") ?? (process.env.CI ? CI_SEED : Date.now() & 0x7fffffff);
const numRuns = Math.max(1, Math.round(DEFAULT_RUNS * runsFactor()));

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed, numRuns });
// One line per run, not per file: workers share the environment of the process that started them.
if (process.env.VITEST_POOL_ID === "1") console.info(`fast-check: seed ${seed}, ${numRuns} runs per property`);
