import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the package, in which `spec/`, `vectors/` and `conformance/` stand; this module is in it or in dist/. */
export const PACKAGE_ROOT = rootAbove(dirname(fileURLToPath(import.meta.url)));

function rootAbove(folder: string): string {
  if (existsSync(join(folder, "spec", "requirements.json"))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error("the package is not whole: spec/requirements.json is missing");
  return rootAbove(parent);
}
