import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { buildOnce, keepsake, temporaryFolder } from "../../../reference/test/command-harness.js";
import { readAnyReport } from "../../report/json.js";
import type { RunResult } from "../../report/result.js";
import { saved } from "../../report/test/saved.js";
import { always, conformance, faulty, linesOnScreen, REFERENCE } from "./conformance.js";

const ACCEPTS = always({ ok: {} });

beforeAll(buildOnce, 120_000);

it("passes the reference, and writes every report", async () => {
  const folder = temporaryFolder();
  const files = ["--json", "out/r.json", "--junit", "r.xml", "--html", "r.html", "--badge", "b.json"];
  const selection = ["--only", "vector/padding/*", "vector/derivation/*", "--skip", "*/padme-*"];
  const run = await keepsake(
    folder,
    ["conformance", "run", ...selection, ...files, "--seed", "7", "--", ...REFERENCE],
    {
      GITHUB_STEP_SUMMARY: join(folder, "summary.md"),
    },
  );
  expect(run).toMatchObject({ code: 0, stderr: "" });
  expect(run.stdout).toContain("0 fail");
  expect(run.stdout).toContain("seed 7");
  const report = readAnyReport(join(folder, "out", "r.json")) as RunResult;
  expect(report.meta).toMatchObject({ seed: 7, profile: "quick", stopped: false, command: REFERENCE });
  expect(report.meta.testee).toMatchObject({ name: "keepsake", language: "TypeScript" });
  const { declared, selected, notSelected } = report.meta.counts;
  const left = Object.values(notSelected).reduce((sum, count) => sum + count, 0);
  expect(selected + left).toBe(declared);
  expect(report.results.map(({ id }) => id).filter((id) => id.includes("/padme-"))).toEqual([]);
  expect(report.results.every(({ verdict }) => verdict === "pass")).toBe(true);
  expect(readFileSync(join(folder, "r.xml"), "utf8")).toContain(`tests="${selected}" failures="0" errors="0"`);
  expect(readFileSync(join(folder, "r.html"), "utf8")).toContain("No case failed");
  expect(readFileSync(join(folder, "b.json"), "utf8")).toContain('"color":"yellow"');
  expect(readFileSync(join(folder, "summary.md"), "utf8")).toContain("Nothing failed");
});

it("fails a testee that accepts everything, on one screen, and replays what failed", async () => {
  const folder = temporaryFolder();
  const options = ["--only", "vector/sealing/*", "tamper/sealed/*", "--counterexamples", "found", "--json", "r.json"];
  const run = await conformance(folder, "run", ...options, "--", ...ACCEPTS);
  expect(run.code).toBe(1);
  expect(linesOnScreen(run.stdout)).toBeLessThanOrEqual(24);
  expect(run.stdout).toContain("This looks like the testee, not the protocol");
  expect(run.stdout).toMatch(/Replay: npx keepsake conformance replay /);

  const { results } = readAnyReport(join(folder, "r.json")) as RunResult;
  const failed = results.find(({ kind, verdict }) => kind === "vector" && verdict === "fail")!;
  const again = await conformance(folder, "replay", failed.id, "--", ...ACCEPTS);
  expect(again.code).toBe(1);
  expect(again.stdout).toContain(`fail  ${failed.id}`);
  expect(again.stdout).toContain(`wrong: ${failed.failure!.message}`);
  expect((await conformance(folder, "replay", failed.id, "--", ...REFERENCE)).code).toBe(0);

  const [file] = readdirSync(join(folder, "found"));
  const path = join("found", file!);
  expect((await conformance(folder, "replay", path, "--", ...ACCEPTS)).code).toBe(1);
  expect((await conformance(folder, "replay", path, "--", ...REFERENCE)).code).toBe(0);
});

it("keeps to expected failures, and does not keep those that pass", async () => {
  const folder = temporaryFolder();
  const run = (expected: string, command: readonly string[]) => {
    const file = saved(folder, "expected.txt", expected);
    return conformance(folder, "run", "--only", "vector/padding/*", "--expected-failures", file, "--", ...command);
  };
  expect((await run("vector/padding/* # issue 7\n", ACCEPTS)).code).toBe(0);
  const stale = await run("vector/padding/* # issue 7\n", REFERENCE);
  expect(stale.code).toBe(2);
  expect(stale.stderr).toMatch(/vector\/padding\/\*.*remove it/);
  const unknown = await run("vector/nothing/*\n", REFERENCE);
  expect(unknown.code).toBe(2);
  expect(unknown.stderr).toMatch(/no case matches vector\/nothing\/\*/);
});

it("says in one sentence why it cannot begin", async () => {
  const folder = temporaryFolder();
  const cases: readonly [args: readonly string[], words: RegExp][] = [
    [["--only", "vector/nothing/*", "--", ...REFERENCE], /no case matches --only vector\/nothing\/\*/],
    [["--skip", "nothing", "--", ...REFERENCE], /no case matches --skip nothing/],
    [["--shard", "5/4", "--", ...REFERENCE], /5\/4/],
    [["--shard", "half", "--", ...REFERENCE], /--shard is half/],
    [["--seed", "x", "--", ...REFERENCE], /--seed is x/],
    [["--timeout", "0", "--", ...REFERENCE], /--timeout is 0/],
    [["--expected-failures", "none.txt", "--", ...REFERENCE], /expected failures cannot be read/],
    [["--json", "/dev/null/r.json", "--", ...REFERENCE], /cannot be written/],
    [["--", "./no-such-testee"], /no-such-testee.*could not be started/],
    [["--", ...faulty("other-protocol")], /version 2 of the protocol/],
  ];
  for (const [args, words] of cases) {
    const run = await conformance(folder, "run", ...args);
    expect(run, args.join(" ")).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toMatch(words);
    expect(run.stderr).toMatch(/^keepsake: .* \(usage\)\n$/);
  }
  expect(existsSync(join(folder, "r.json"))).toBe(false);
});

it("stops on Ctrl-C, with what is known by then", async () => {
  const folder = temporaryFolder();
  const args = [
    "conformance",
    "run",
    "--only",
    "property/*",
    "--runs",
    "100000",
    "--json",
    "r.json",
    "--",
    ...REFERENCE,
  ];
  const run = await keepsake(folder, args, {}, 6000);
  expect(run.code).toBe(130);
  expect(run.stdout).toContain("then stopped");
  expect((readAnyReport(join(folder, "r.json")) as RunResult).meta.stopped).toBe(true);
});
