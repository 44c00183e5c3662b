// Checks what no compiler sees: requirement slugs, links, figures and citations. `npm run spec:check`
import { existsSync } from "node:fs";
import { checkCitations } from "./citations.js";
import { checkFigures } from "./figures.js";
import { readText } from "./files.js";
import { checkLinks } from "./links.js";
import { checkLock, LOCK_FILE, parseLock } from "./lock.js";
import { formatRegister, type Problem, readRegister } from "./register.js";

const REGISTER_FILE = "spec/requirements.json";

/** Everything that is wrong with the repository at `root`. */
function findProblems(root: string): { problems: Problem[]; count: number } {
  const read = (path: string) => (existsSync(`${root}/${path}`) ? readText(root, path) : "");
  const { requirements, problems } = readRegister(root);
  const slugs = new Set(requirements.map((requirement) => requirement.slug));
  const stale = read(REGISTER_FILE) !== formatRegister(requirements);
  const links = checkLinks(root);
  return {
    count: requirements.length,
    problems: [
      ...problems,
      ...(stale ? [{ file: REGISTER_FILE, line: 0, message: "out of date: run npm run spec:requirements" }] : []),
      ...checkLock(parseLock(read(LOCK_FILE)), slugs),
      ...links.problems,
      ...checkFigures(root, links.linked),
      ...checkCitations(root, slugs),
    ],
  };
}

const { problems, count } = findProblems(".");
for (const { file, line, message } of problems) console.error(`${file}${line > 0 ? `:${line}` : ""}: ${message}`);
if (problems.length > 0) {
  console.error(`${problems.length} problems`);
  process.exitCode = 1;
} else {
  console.log(`${count} requirements; links, figures and citations are in order`);
}
