// Builds unless dist/ is newer than every source. npm runs this after `npm ci`, and once more when `npx keepsake` is
// first called in a clone, where waiting for the same build again would look like a hang.
import { execFileSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const BUILT = "dist/reference/command/main.js";
const FOLDERS = ["reference", "spec", "vectors", "conformance", "tools"];
const FILES = ["package.json", "package-lock.json", "tsconfig.json", "tsconfig.build.json"];

const time = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

function isStale() {
  const built = time(BUILT);
  const folders = FOLDERS.filter((folder) => time(folder) > 0);
  const sources = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true }).map((path) => join(folder, path)),
  );
  return [...FILES, ...sources].some((path) => time(path) > built);
}

if (isStale()) execFileSync("npm", ["run", "build"], { stdio: "inherit", shell: process.platform === "win32" });
