import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "parse5";
import { expect, it } from "vitest";
import { temporaryFolder } from "../../../reference/test/command-harness.js";
import { badge } from "../badge.js";
import { jsonReport, readAnyReport } from "../json.js";
import { junitReport } from "../junit.js";
import { markdownSummary } from "../markdown.js";
import type { RunResult } from "../result.js";
import { sampleCase, sampleRun } from "./sample-run.js";
import { saved } from "./saved.js";

const VERDICTS = sampleRun([
  sampleCase("vector/sealing/ok"),
  sampleCase("vector/sealing/wrong", "fail"),
  sampleCase("tamper/header/crash", "fault", { chapter: "05-header.md" }),
  sampleCase("limit/header/slow", "timeout", { chapter: "05-header.md" }),
  sampleCase("property/header/known", "xfail", { ...{ reason: "issue 7" }, failure: { message: "known" } }),
  sampleCase("property/header/mended", "xpass", { reason: "line 3 is no longer true" }),
  sampleCase("scenario/vault/prune", "skip", { reason: "vault.prune is not among the operations of hello" }),
]);

it("writes JSON that its schema takes, and reads it again", () => {
  const file = saved(temporaryFolder(), "run.json", jsonReport(VERDICTS));
  expect(readAnyReport(file)).toEqual(VERDICTS);
});

it("names the file and the place if a report is not one", () => {
  const folder = temporaryFolder();
  const broken = (change: (run: RunResult) => unknown) =>
    saved(folder, "broken.json", JSON.stringify(change(structuredClone(VERDICTS))));
  const read = (file: string) => () => readAnyReport(file);
  expect(read(broken((run) => ({ ...run, meta: { ...run.meta, seed: "1" } })))).toThrow(/broken\.json.*meta\/seed/);
  expect(read(broken((run) => ({ ...run, meta: { ...run.meta, digest: undefined } })))).toThrow(/digest/);
  const [first, ...rest] = VERDICTS.results;
  expect(read(broken((run) => ({ ...run, results: [{ ...first, verdict: "fail" }, ...rest] })))).toThrow(/failure/);
  expect(read(saved(folder, "cut.json", "{"))).toThrow(/cut off/);
  expect(read(join(folder, "none.json"))).toThrow(/cannot be read/);
});

it("writes JUnit with a suite for each chapter", () => {
  const xml = junitReport(VERDICTS);
  expect(xml).toContain(
    '<testsuites name="Keepsake conformance of Example" tests="7" failures="2" errors="2" skipped="2"',
  );
  expect(xml).toContain('<testsuite name="05-header.md" tests="2" failures="0" errors="2"');
  expect(xml).toContain('<testcase classname="seal-tag-before-use" name="vector/sealing/wrong"');
  expect(xml).toContain(
    "npx keepsake conformance replay vector/sealing/wrong --seed 42 -- node &apos;my testee.js&apos;",
  );
  expect(xml).not.toContain("\u0000");
  expect(xml).not.toContain("<b>");
  // An XML parser of the platform is not there; HTML's reads the same elements.
  const names = elementNames(xml);
  expect(names.filter((name) => name === "testcase")).toHaveLength(7);
  expect(names.filter((name) => name === "error")).toHaveLength(2);
});

function elementNames(markup: string): string[] {
  const names: string[] = [];
  const walk = (node: { nodeName: string; childNodes?: unknown[] }) => {
    names.push(node.nodeName);
    for (const child of node.childNodes ?? []) walk(child as typeof node);
  };
  walk(parse(markup.replace(/<(failure|error|skipped|property)([^>]*)\/>/g, "<$1$2></$1>")) as never);
  return names;
}

it("makes a badge that says what was left out", () => {
  expect(badge(sampleRun([sampleCase("vector/a/b")]))).toEqual({
    schemaVersion: 1,
    label: "Keepsake 1.0",
    message: "1 passed",
    color: "brightgreen",
  });
  expect(badge(VERDICTS)).toMatchObject({ message: "4 failed, 1 skipped, 1 failed as expected", color: "red" });
  const skipped = sampleRun([sampleCase("vector/a/b"), sampleCase("vector/a/c", "skip", { reason: "no" })]);
  expect(badge(skipped)).toMatchObject({ message: "1 passed, 1 skipped", color: "yellow" });
  const counts = { ...skipped.meta.counts, notSelected: { only: 7 }, declared: 9 };
  expect(badge({ ...skipped, meta: { ...skipped.meta, counts } }).message).toContain("2 of 9 selected");
  expect(badge(sampleRun([sampleCase("vector/a/c", "skip", { reason: "no" })]))).toMatchObject({ color: "lightgrey" });
});

it("writes a summary for GitHub in which a testee cannot write markup", () => {
  const text = markdownSummary({
    ...VERDICTS,
    meta: { ...VERDICTS.meta, testee: { ...VERDICTS.meta.testee, name: "<img src=x> [a](b)" } },
  });
  expect(text).toContain("**4 failed**");
  expect(text).not.toContain("<img");
  expect(text).not.toContain("[a](b)");
  expect(text).not.toContain('<b>"it"');
});

it("keeps the schema's verdicts and members in step with the types", () => {
  const schema = JSON.parse(readFileSync("conformance/schema/report.json", "utf8"));
  expect(Object.keys(schema.$defs.meta.properties).sort()).toEqual([...Object.keys(VERDICTS.meta), "runs"].sort());
});
