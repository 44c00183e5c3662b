import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PACKAGE_ROOT } from "../package-root.js";

/** Why requirements have no case, by slug. Empty if the package holds no such list. */
export function readExcuses(): ReadonlyMap<string, string> {
  const file = join(PACKAGE_ROOT, "conformance", "coverage", "excuses.json");
  if (!existsSync(file)) return new Map();
  const excuses = JSON.parse(readFileSync(file, "utf8")) as readonly Excuse[];
  return new Map(excuses.map(({ slug, reason, why }) => [slug, `${reason}: ${why}`]));
}

interface Excuse {
  readonly slug: string;
  /** One of a closed list: unobservable, platform, user interface. */
  readonly reason: string;
  readonly why: string;
}
