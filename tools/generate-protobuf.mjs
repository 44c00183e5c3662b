// Compiles proto/ into reference/core/proto/generated.{js,d.ts}, which are committed.
// Comments are kept because the typings are made from them, and convert (fromObject, toObject) because
// encode() never range-checks: the codec goes through fromObject.
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const SOURCE = join("proto", "keepsake", "v1");
const TARGET = join("reference", "core", "proto", "generated.js");
const OPTIONS = ["-t", "static-module", "-w", "esm", "--dts", "-r", "keepsake"];
const LEFT_OUT = ["--no-service", "--no-typeurl", "--no-verify"];

// Sorted, so that the output does not depend on the file system.
const schemas = readdirSync(SOURCE)
  .filter((name) => name.endsWith(".proto"))
  .sort()
  .map((name) => join(SOURCE, name));
const pbjs = join(dirname(createRequire(import.meta.url).resolve("protobufjs-cli/package.json")), "bin", "pbjs");

mkdirSync(dirname(TARGET), { recursive: true });
execFileSync(process.execPath, [pbjs, ...OPTIONS, ...LEFT_OUT, "-p", "proto", "-o", TARGET, ...schemas], {
  stdio: "inherit",
});
