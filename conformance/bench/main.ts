/**
 * `npm run bench:conformance`: how fast the suite is against the reference as a testee. `-- --full` runs the whole `full`
 * profile, too; `-- --strict` exits with 1 if a target is missed.
 */
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { table } from "../../reference/command/words.js";
import { isFailure } from "../report/verdicts.js";
import { runSuite } from "../runner/run.js";
import { allCases } from "../suite/all.js";
import type { Case, Profile } from "../suite/case.js";
import { property } from "../suite/properties/property.js";

interface Row {
  readonly what: string;
  readonly result: string;
  readonly target: string;
  readonly pass: boolean;
}

const COMMAND = [process.execPath, fileURLToPath(new URL("../testee/main.js", import.meta.url))];
const SEED = 20_261_123;
const INPUTS = 3000;

const flags = new Set(process.argv.slice(2));
const rows: Row[] = [await firstVerdict(), await smallInputs(), await whole("quick", 60)];
if (flags.has("--full")) rows.push(await whole("full", 600));

process.stdout.write(`Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? "?"}\n`);
const cells = rows.map(({ what, result, target, pass }) => [what, result, target, pass ? "pass" : "MISS"]);
process.stdout.write(`\n${table([["what", "result", "target", ""], ...cells])}\n`);
if (flags.has("--strict") && rows.some(({ pass }) => !pass)) process.exitCode = 1;

/** From the call to the first verdict, with all cases loaded and the testee started. */
async function firstVerdict(): Promise<Row> {
  const stop = new AbortController();
  const started = performance.now();
  let ms = Number.POSITIVE_INFINITY;
  await runSuite({
    command: COMMAND,
    cases: allCases(),
    seed: SEED,
    signal: stop.signal,
    onEvent(event) {
      if (event.type !== "result" || stop.signal.aborted) return;
      ms = performance.now() - started;
      stop.abort();
    },
  });
  return { what: "start to first verdict", result: `${ms.toFixed(0)} ms`, target: "< 1000 ms", pass: ms < 1000 };
}

/** Inputs that a property draws, sends and judges, one request each. */
async function smallInputs(): Promise<Row> {
  const cases = Array.from(
    { length: 16 },
    (_, index): Case => ({
      id: `property/bench/${index}`,
      title: "Digests of small contents",
      kind: "property",
      chapter: "02-notation.md",
      level: "must",
      requirements: [],
      operations: ["digest"],
      why: "It is measured.",
      run: (context) =>
        property(context, [fc.uint8Array({ maxLength: 200 })], async (content) => {
          await context.expect("digest", { content }, { ok: {} });
        }),
    }),
  );
  let started = 0;
  const run = await runSuite({
    command: COMMAND,
    cases,
    seed: SEED,
    runs: INPUTS,
    parallel: 2,
    onEvent(event) {
      if (event.type === "start") started = performance.now();
    },
  });
  if (run.results.some(({ verdict }) => verdict !== "pass")) throw new Error("the reference is no good testee");
  const rate = run.meta.counts.inputs / ((performance.now() - started) / 1000);
  return {
    what: "small property inputs, --parallel 2",
    result: `${rate.toFixed(0)} a second`,
    target: ">= 2000 a second",
    pass: rate >= 2000,
  };
}

/** A whole profile. */
async function whole(profile: Profile, seconds: number): Promise<Row> {
  const run = await runSuite({ command: COMMAND, cases: allCases(), seed: SEED, profile, parallel: 2 });
  const failed = run.results.filter(({ verdict }) => isFailure(verdict)).length;
  if (failed > 0) process.stdout.write(`${profile}: ${failed} cases failed\n`);
  const took = run.meta.duration / 1000;
  const { inputs } = run.meta.counts;
  return {
    what: `profile ${profile}, ${run.results.length} cases, ${inputs} inputs`,
    result: `${took.toFixed(1)} s`,
    target: `< ${seconds} s`,
    pass: took < seconds && failed === 0,
  };
}
