import type { Case } from "./case.js";
import { byLadder } from "./ladder.js";

/** Where cases come from. They are imported when the suite is needed: none of this is loaded for a help text. */
const SOURCES = [
  () => import("./vectors/index.js"),
  () => import("./properties/index.js"),
  () => import("./tamper/index.js"),
  () => import("./limits/index.js"),
  () => import("./scenarios/index.js"),
];

/** Every id once. @throws Error that names an id that stands twice */
function checkUnique(cases: readonly Case[]): void {
  const seen = new Set<string>();
  for (const { id } of cases) {
    if (seen.has(id)) throw new Error(`two cases have the id ${id}`);
    seen.add(id);
  }
}

/**
 * Every case of the suite, the primitives first.
 *
 * @throws Error, in one sentence for people, if a file of vectors is missing or was changed
 */
export async function allCases(): Promise<readonly Case[]> {
  const sources = await Promise.all(SOURCES.map((load) => load()));
  const cases = (await Promise.all(sources.map((source) => source.cases()))).flat();
  checkUnique(cases);
  return byLadder(cases);
}
