import fc from "fast-check";

const DEFAULT_RUNS = 100;

/** A number from the environment; a typing error must not quietly turn a long search into a short one. */
function numberFrom(name: string, fallback: number): number {
  const text = process.env[name];
  if (text === undefined || text === "") return fallback;
  const value = Number(text);
  if (!Number.isFinite(value)) throw new RangeError(`${name} must be a number, got ${text}`);
  return value;
}

fc.configureGlobal({
  ...fc.readConfigureGlobal(),
  seed: numberFrom("KEEPSAKE_SEED", 0), // set by vitest.config.ts
  numRuns: Math.max(1, Math.round(DEFAULT_RUNS * numberFrom("KEEPSAKE_RUNS_FACTOR", 1))),
});
