import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const script = fileURLToPath(new URL("../check/replay.py", import.meta.url));
const venv = fileURLToPath(new URL("../../.ci/venv/bin/python", import.meta.url));

/** A Python that has the library, if there is one. */
function findPython(): string | undefined {
  const python = process.env.KEEPSAKE_PYTHON || (existsSync(venv) ? venv : undefined);
  if (python === undefined) return undefined;
  return spawnSync(python, ["-c", "import cryptography.cobblestone"]).status === 0 ? python : undefined;
}

it("a program in another language gives the same results", (context) => {
  const python = findPython();
  if (python === undefined) return context.skip("no Python with cryptography 50 or later: set KEEPSAKE_PYTHON");
  const { status, stdout, stderr } = spawnSync(python, ["-B", script], { encoding: "utf8" });
  expect(stderr).toBe("");
  expect(stdout.split("\n").filter((line) => line !== "" && !/^[a-z-]+: \d+ vectors$/.test(line))).toEqual([]);
  expect(status).toBe(0);
});
