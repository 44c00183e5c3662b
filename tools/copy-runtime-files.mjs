// tsc writes only what it compiles; generated protobuf code, pages and styles are copied next to it.
import { chmodSync, cpSync, readdirSync } from "node:fs";
import { join, sep } from "node:path";

const COPIED = [".js", ".d.ts", ".html", ".css", ".svg"];
const LEFT_OUT = new Set(["test", "sample", "node_modules"]);

for (const entry of readdirSync("reference", { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name);
  if (!entry.isFile() || path.split(sep).some((part) => LEFT_OUT.has(part))) continue;
  if (COPIED.some((ending) => entry.name.endsWith(ending))) cpSync(path, join("dist", path));
}

// npm does so only when it installs the command; npx takes a clone that it has seen before as installed.
chmodSync("dist/reference/command/main.js", 0o755);
