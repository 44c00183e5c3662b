// Extracts the requirement register from spec/*.md. `--write` updates spec/requirements.json and spec/slugs.lock,
// otherwise the register is printed. What breaks the rules is reported by check.ts.
import { existsSync, writeFileSync } from "node:fs";
import { readText } from "./files.js";
import { formatLock, LOCK_FILE, parseLock } from "./lock.js";
import { formatRegister, readRegister } from "./register.js";

const { requirements } = readRegister(".");
if (process.argv.includes("--write")) {
  const lock = parseLock(existsSync(LOCK_FILE) ? readText(".", LOCK_FILE) : "");
  const slugs = requirements.map((requirement) => requirement.slug);
  writeFileSync("spec/requirements.json", formatRegister(requirements));
  writeFileSync(LOCK_FILE, formatLock(lock, slugs));
  console.log(`${requirements.length} requirements written to spec/requirements.json`);
} else {
  process.stdout.write(formatRegister(requirements));
}
