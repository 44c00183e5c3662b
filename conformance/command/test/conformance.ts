import { join } from "node:path";
import { keepsake, type Run } from "../../../reference/test/command-harness.js";

/** Starts the reference as a testee, from any folder. */
export const REFERENCE = [process.execPath, join(process.cwd(), "dist", "conformance", "testee", "main.js")];

/** Starts a testee that answers every request the same. */
export function always(answer: object): readonly string[] {
  const file = join(process.cwd(), "conformance", "command", "test", "always.mjs");
  return [process.execPath, file, JSON.stringify(answer)];
}

/** Starts a testee that is wrong in some way. */
export function faulty(name: string): readonly string[] {
  return [process.execPath, join(process.cwd(), "conformance", "testees", "faulty", `${name}.mjs`)];
}

/** Runs `keepsake conformance`. */
export function conformance(folder: string, ...args: readonly string[]): Promise<Run> {
  return keepsake(folder, ["conformance", ...args]);
}

/** Lines that a text takes on a screen of 100 columns. */
export function linesOnScreen(text: string): number {
  return text
    .trimEnd()
    .split("\n")
    .reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / 100)), 0);
}
