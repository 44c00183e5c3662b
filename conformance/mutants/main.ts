/**
 * Runs the suite against the reference with one fault at a time: `npm run conformance:mutants [-- GLOB...]`, or with
 * `--write` instead of globs to write the report.
 * Every mutant has to be killed by the assertion of a case; the seed is fixed, so that the same ones are on every run.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { globMatcher } from "../runner/glob.js";
import { allCases } from "../suite/all.js";
import { MUTANTS } from "./all.js";
import { bundleTestee } from "./bundle.js";
import { type Fate, kill } from "./kill.js";
import { type Mutant, mutantId } from "./mutant.js";
import { REPORT, reportText } from "./report.js";

const SEED = 20261123;
const AT_ONCE = 2;

const [first, ...others] = process.argv.slice(2);
const writes = first === "--write";
const globs = first === undefined || writes ? others : [first, ...others];
const matches = globs.map(globMatcher);
const chosen = MUTANTS.filter((mutant) => matches.length === 0 || matches.some((is) => is(mutantId(mutant))));
if (chosen.length === 0) throw new Error(`no mutant is called ${globs.join(" or ")}`);

const cases = await allCases();
const folder = mkdtempSync(join(tmpdir(), "keepsake-mutants-"));
const fates = new Map<string, Fate>();
try {
  await requireSound();
  const queue = byEdit(chosen).values();
  await Promise.all(Array.from({ length: AT_ONCE }, (_, worker) => work(queue, join(folder, `${worker}.mjs`))));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

const survivors = chosen.filter((mutant) => fates.get(mutantId(mutant))!.killedBy === undefined);
if (writes) writeFileSync(REPORT, reportText(chosen, fates));
for (const mutant of survivors) console.log(`survived: ${mutantId(mutant)}`);
console.log(`${chosen.length - survivors.length} of ${chosen.length} mutants killed`);
process.exitCode = survivors.length === 0 ? 0 : 1;

/** Without an edit nothing may fail, or every mutant would be killed by that. */
async function requireSound(): Promise<void> {
  const file = join(folder, "sound.mjs");
  await bundleTestee(file);
  const { killedBy, faults } = await kill([process.execPath, file], [], cases, SEED);
  if (killedBy !== undefined || faults.length > 0) {
    throw new Error(`the reference itself fails ${killedBy ?? faults[0]}: mend that first`);
  }
}

/** The same edit can break several requirements; it is run once. */
function byEdit(mutants: readonly Mutant[]): Mutant[][] {
  const groups = new Map<string, Mutant[]>();
  for (const mutant of mutants) {
    const key = JSON.stringify([mutant.file, mutant.find, mutant.replace]);
    groups.set(key, [...(groups.get(key) ?? []), mutant]);
  }
  return [...groups.values()];
}

async function work(queue: Iterable<readonly Mutant[]>, file: string): Promise<void> {
  for (const mutants of queue) {
    await bundleTestee(file, mutants[0]);
    const requirements = mutants.map(({ requirement }) => requirement);
    const fate = await kill([process.execPath, file], requirements, cases, SEED);
    for (const mutant of mutants) {
      fates.set(mutantId(mutant), fate);
      console.log(`${fate.killedBy === undefined ? "SURVIVED" : "killed"} ${mutantId(mutant)} ${fate.killedBy ?? ""}`);
    }
  }
}
