import { readFileSync } from "node:fs";

/** The version in package.json, two folders above the source of the command, or three above its compiled form. */
export function packageVersion(): string {
  for (const path of ["../../package.json", "../../../package.json"]) {
    try {
      const found = JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
      if (found.name === "keepsake") return String(found.version);
    } catch {
      // The other one, then.
    }
  }
  return "0.0.0";
}
