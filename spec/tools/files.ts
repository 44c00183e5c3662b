import { readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";

/** Folders that hold nothing written by hand. */
const LEFT_OUT = new Set(["node_modules", "dist", "docs-out", "test-results", ".git", "venv"]);

/** Every file below `root`, as sorted paths relative to it with forward slashes, so that output is the same anywhere. */
export function listFiles(root: string, folder = ""): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .flatMap((entry) => {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) return LEFT_OUT.has(entry.name) ? [] : listFiles(root, path);
      return entry.isFile() ? [path] : [];
    })
    .sort();
}

/** Reads a text file with its line ends normalised, so that a Windows checkout gives the same answers. */
export function readText(root: string, path: string): string {
  return readFileSync(join(root, path.split("/").join(sep)), "utf8").replaceAll("\r\n", "\n");
}
