// Starts another testee, as npx does: its arguments are a file for the id of that process, and the testee's name.
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const [file, name, ...args] = process.argv.slice(2);
const path = fileURLToPath(new URL(`${name}.mjs`, import.meta.url));
const child = spawn(process.execPath, [path, ...args], { stdio: "inherit" });
writeFileSync(file, String(child.pid));
child.on("exit", (code) => process.exit(code ?? 1));
