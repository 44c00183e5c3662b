import { join } from "node:path";
import { PACKAGE_ROOT } from "../package-root.js";
import type { Fate } from "./kill.js";
import { type Mutant, mutantId } from "./mutant.js";

/** The report of the last whole run, checked in. */
export const REPORT = join(PACKAGE_ROOT, "conformance/mutants/report.md");

/** Which case killed which mutant. @param fates - by the id of the mutant */
export function reportText(mutants: readonly Mutant[], fates: ReadonlyMap<string, Fate>): string {
  const rows = mutants.map((mutant) => {
    const { killedBy = "**survived**" } = fates.get(mutantId(mutant))!;
    return `| ${mutant.requirement} | ${mutant.mistake} | ${killedBy} |`;
  });
  const killed = mutants.flatMap((mutant) => fates.get(mutantId(mutant))!.killedBy ?? []);
  const byProperty = killed.filter((id) => id.startsWith("property/"));
  return [
    "# Mutants",
    "",
    `${mutants.length} faults, one at a time in the reference; ${killed.length} killed by an assertion, ${byProperty.length} of them by properties only.`,
    "Written by `npm run conformance:mutants -- --write`.",
    "",
    "| requirement | mistake | killed by |",
    "|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}
