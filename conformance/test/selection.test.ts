import { describe, expect, it } from "vitest";
import { digestOfCases } from "../runner/digest.js";
import { globMatcher } from "../runner/glob.js";
import { type Selection, selectCases } from "../runner/select.js";
import type { Case } from "../suite/case.js";
import { UsageError } from "../wire/usage-error.js";
import { collector, doubles, faulty, range, refuses, resultOf, run, verdicts } from "./faulty.js";

const CASES: readonly Case[] = [
  doubles(1),
  doubles(2, { level: "should" }),
  doubles(3, { level: "may" }),
  doubles(4, { profile: "full" }),
  doubles(5, { profile: "soak" }),
  refuses(),
];

function selected(selection: Partial<Selection>): string[] {
  return selectCases(CASES, { profile: "soak", ...selection }).selected.map(({ id }) => id.split("/").at(-1)!);
}

describe("globs", () => {
  it.each([
    ["a/b", "a/b", true],
    ["a/b", "a/bc", false],
    ["a/*", "a/b/c", true],
    ["*c", "a/b/c", true],
    ["a/?", "a/b", true],
    ["a/?", "a/bc", false],
    ["a.b", "axb", false],
    ["a+(b)[c]{d}|e^f$\\", "a+(b)[c]{d}|e^f$\\", true],
    ["*", "", true],
  ])("%s and %s", (glob, id, matches) => {
    expect(globMatcher(glob)(id)).toBe(matches);
  });
});

describe("the selection", () => {
  it("is all by default", () => {
    expect(selected({})).toEqual(["1", "2", "3", "4", "5", "refused"]);
  });

  it("goes by globs", () => {
    expect(selected({ only: ["vector/*/1", "tamper/*"] })).toEqual(["1", "refused"]);
    expect(selected({ skip: ["*/doubling/*"] })).toEqual(["refused"]);
    expect(selected({ only: ["vector/*"], skip: ["*/3", "*/4"] })).toEqual(["1", "2", "5"]);
  });

  it("goes by level and profile", () => {
    expect(selected({ level: "must" })).toEqual(["1", "4", "5", "refused"]);
    expect(selected({ level: "should" })).toEqual(["1", "2", "4", "5", "refused"]);
    expect(selected({ profile: "quick" })).toEqual(["1", "2", "3", "refused"]);
    expect(selected({ profile: "full" })).toEqual(["1", "2", "3", "4", "refused"]);
  });

  it("counts what it leaves out, by reason", () => {
    const { notSelected } = selectCases(CASES, { profile: "quick", level: "must", skip: ["*/refused"] });
    expect(notSelected).toEqual({ level: 2, profile: 2, skip: 1 });
  });

  it("has each case in one shard, whichever other cases there are", () => {
    const many = range(1, 300).map((number) => doubles(number));
    const shards = [1, 2, 3].map((index) => selectCases(many, { profile: "quick", shard: { index, of: 3 } }).selected);
    expect(
      shards
        .flat()
        .map(({ id }) => id)
        .sort(),
    ).toEqual(many.map(({ id }) => id).sort());
    for (const shard of shards) expect(shard.length).toBeGreaterThan(70);
    const few = selectCases(many.slice(0, 10), { profile: "quick", shard: { index: 2, of: 3 } }).selected;
    expect(few).toEqual(shards[1]!.filter((one) => many.indexOf(one) < 10));
  });

  it.each([
    [{ only: ["vector/nothing"] }, "no case matches --only vector/nothing"],
    [{ skip: ["*", "x*"] }, "no case matches --skip x*"],
    [{ shard: { index: 0, of: 2 } }, "there is no shard 0/2"],
    [{ shard: { index: 3, of: 2 } }, "there is no shard 3/2"],
  ])("refuses %j", (selection, message) => {
    expect(() => selected(selection)).toThrow(UsageError);
    expect(() => selected(selection)).toThrow(message);
  });
});

describe("a run", () => {
  it("says what it was", async () => {
    const { events, onEvent } = collector();
    const result = await run(faulty("good"), CASES, { only: ["*/2", "*/4"], seed: 77, strict: true, onEvent });
    expect(result.meta).toMatchObject({
      spec: "1.0",
      digest: digestOfCases(CASES),
      seed: 77,
      profile: "quick",
      shard: { index: 1, of: 1 },
      level: "may",
      strict: true,
      only: ["*/2", "*/4"],
      skip: [],
      validated: false,
      stopped: false,
      testee: { name: "faulty", operations: ["padme", "digest", "unpad"], granularity: "code" },
      counts: {
        declared: 6,
        selected: 1,
        run: 1,
        skipped: 0,
        notSelected: { only: 4, profile: 1 },
        requests: 1,
        inputs: 1,
      },
    });
    expect(events.map(({ type }) => type)).toEqual(["start", "result", "end"]);
    expect(events.at(-1)).toEqual({ type: "end", run: result });
  });

  it("skips what the testee does not have, and says what that is", async () => {
    const lacking = [
      doubles(1, { operations: ["padme", "vault.prune"] }),
      doubles(2, { features: ["ranges"] }),
      doubles(3),
    ];
    const result = await run(faulty("good"), lacking);
    expect(verdicts(result)).toEqual({ 1: "skip", 2: "skip", 3: "pass" });
    expect(resultOf(result, "1").reason).toBe("vault.prune is not among the operations of hello");
    expect(result.meta.counts).toMatchObject({
      run: 1,
      skipped: 2,
      skippedBy: {
        "vault.prune is not among the operations of hello": 1,
        "ranges is not among the features of hello": 1,
      },
    });
    const nothing = await run(faulty("good"), lacking.slice(0, 2));
    expect(nothing.hint).toContain("Nothing was run, so that this says nothing about the testee");
  });

  it("stops when it is told to", async () => {
    const stop = new AbortController();
    const cases = range(1, 50).map((number) => doubles(number));
    const result = await run(faulty("slow", "100"), cases, {
      signal: stop.signal,
      onEvent: (event) => event.type === "result" && event.result.id.endsWith("/3") && stop.abort(),
    });
    expect(result.meta.stopped).toBe(true);
    expect(result.results.length).toBeGreaterThanOrEqual(3);
    expect(result.results.length).toBeLessThan(10);
    expect(result.meta.counts.selected).toBe(50);
  });

  it.each([
    [{ seed: -1 }, "--seed"],
    [{ runs: 0 }, "--runs"],
    [{ parallel: 0 }, "--parallel"],
    [{ parallel: 1.5 }, "--parallel"],
  ])("refuses %j", async (options, message) => {
    await expect(run(faulty("good"), CASES, options)).rejects.toThrow(message);
  });
});

describe("the digest of the cases", () => {
  it("depends on what they are, and not on their order", () => {
    expect(digestOfCases([...CASES].reverse())).toBe(digestOfCases(CASES));
    expect(digestOfCases(CASES.slice(1))).not.toBe(digestOfCases(CASES));
    expect(digestOfCases([{ ...CASES[0]!, digest: "00" }])).not.toBe(digestOfCases([CASES[0]!]));
  });
});
