import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PACKAGE_ROOT } from "../package-root.js";

/** Every id that there ever was, one a line. Lines are added at the end and never changed. */
export const LOCK = join(PACKAGE_ROOT, "conformance", "suite", "ids.lock");

/** The ids on record. */
export function lockedIds(): string[] {
  return readFileSync(LOCK, "utf8").split("\n").slice(0, -1);
}
