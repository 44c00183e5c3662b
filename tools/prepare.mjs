// Builds unless dist/ is newer than every source, and puts the command where `npx keepsake` finds it in a clone. npm runs
// this after `npm ci`. Without the link, npx would make a package of the clone, building again, at every other call.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, rmSync, statSync, symlinkSync } from "node:fs";
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

const BIN = "node_modules/.bin";
// Windows has scripts there instead of links; npx makes its own.
if (process.platform !== "win32" && existsSync(BIN)) {
  rmSync(join(BIN, "keepsake"), { force: true });
  symlinkSync(join("../..", BUILT), join(BIN, "keepsake"));
}
