/** For each requirement its cases and its mutants: `npm run conformance:coverage`. Fails on a MUST with a gap. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { MUTANTS } from "../mutants/all.js";
import { PACKAGE_ROOT } from "../package-root.js";
import { readRegister } from "../report/register.js";
import { allCases } from "../suite/all.js";
import { inQuick } from "../suite/every-profile.js";
import { coverage, coverageText, type Excuse } from "./coverage.js";
import { observe } from "./observe.js";

const SEED = 20261123;
const FOLDER = join(PACKAGE_ROOT, "conformance/coverage");

const cases = (await allCases()).map(inQuick);
const testee = fileURLToPath(new URL("../testee/main.js", import.meta.url));
const observed = await observe([process.execPath, testee], cases, SEED);
const register = readRegister();
const excuses: readonly Excuse[] = JSON.parse(readFileSync(join(FOLDER, "excuses.json"), "utf8"));
const rows = coverage(register, cases, observed, MUTANTS, excuses);

const snapshot = join(FOLDER, "coverage.md");
const text = coverageText(rows);
if (!existsSync(snapshot) || readFileSync(snapshot, "utf8") !== text) writeFileSync(snapshot, text);

const faults = rows.flatMap(({ requirement, gaps }) => gaps.map((gap) => `${requirement.slug} ${gap}`));
const slugs = new Set(register.map(({ slug }) => slug));
for (const { slug } of excuses) if (!slugs.has(slug)) faults.push(`${slug} is excused, but is no requirement`);
for (const { id, requirements } of cases) {
  for (const slug of requirements) if (!slugs.has(slug)) faults.push(`${id} names ${slug}, which is no requirement`);
}
for (const fault of faults) console.log(fault);
console.log(`${rows.length} requirements, ${faults.length} gaps`);
process.exitCode = faults.length === 0 ? 0 : 1;
