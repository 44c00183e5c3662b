import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { buildOnce, keepsakeJson, temporaryFolder } from "../../../reference/test/command-harness.js";
import { readAnyReport } from "../../report/json.js";
import type { Matrix } from "../../report/matrix.js";
import type { CrossResult } from "../../report/result.js";
import { saved } from "../../report/test/saved.js";
import { always, conformance, REFERENCE } from "./conformance.js";

beforeAll(buildOnce, 120_000);

it("lets implementations read each other's files, and makes the table", async () => {
  const folder = temporaryFolder();
  const crossed = await conformance(folder, "cross", "--json", "c.json", "--", ...REFERENCE, "--", ...REFERENCE);
  expect(crossed).toMatchObject({ code: 0, stderr: "" });
  const { pairs } = readAnyReport(join(folder, "c.json")) as CrossResult;
  expect(pairs.filter(({ verdict }) => verdict !== "pass")).toEqual([]);
  expect(new Set(pairs.map(({ artifact }) => artifact)).size).toBe(pairs.length / 4);
  expect(pairs.map(({ artifact }) => artifact)).toContain("continued vault");

  const args = ["conformance", "matrix", "c.json", "--html", "m.html", "--markdown", "m.md"];
  const matrix = await keepsakeJson<Matrix>(folder, args);
  expect(matrix.implementations).toEqual(["keepsake", "keepsake (2)"]);
  expect(readFileSync(join(folder, "m.md"), "utf8")).toContain("| vault | ✓ 1 | ✓ 1 | ✓ 1 | ✓ 1 |");
  expect(readFileSync(join(folder, "m.html"), "utf8")).toContain("keepsake (2) → keepsake");
});

it("says who failed whom", async () => {
  const folder = temporaryFolder();
  const crossed = await conformance(
    folder,
    "cross",
    "--",
    ...REFERENCE,
    "--",
    ...always({ reject: { code: "object.auth" } }),
  );
  expect(crossed.code).toBe(1);
  expect(crossed.stdout).toMatch(/fail {2}sealed bytes of keepsake, read by .*: .* rejects in sealed\.open with /);
});

it("refuses what is no report, and commands that are missing", async () => {
  const folder = temporaryFolder();
  saved(folder, "x.json", '{"format": 1}');
  const matrix = await conformance(folder, "matrix", "x.json");
  expect(matrix.code).toBe(2);
  expect(matrix.stderr).toMatch(/^keepsake: x\.json is no report.*\(usage\)\n$/);
  const cross = await conformance(folder, "cross", "--", ...REFERENCE, "--");
  expect(cross.code).toBe(2);
  expect(cross.stderr).toContain("A command is missing");
});
