import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../../reference/test/command-harness.js";
import { replayCounterexample } from "../runner/replay.js";
import { type Case, Mismatch } from "../suite/case.js";
import { property } from "../suite/properties/property.js";
import { UsageError } from "../wire/usage-error.js";
import { caseOf, doubles, faulty, keeps, resultOf, run } from "./faulty.js";

const numbers = fc.nat(100_000);

/** A property whose answers are compared by the runner. */
const compared = caseOf("property/doubling/compared", (context) =>
  property(context, [numbers], async (length) => {
    await context.expect("padme", { length: 1 }, { ok: { padded: 2 } });
    await context.expect("padme", { length, note: Uint8Array.of(1, 2) }, { ok: { padded: length * 2 } });
  }),
);

/** The same, judged by the case. */
const judged = caseOf("property/doubling/judged", (context) =>
  property(context, [numbers], async (length) => {
    const { ok } = await context.call("padme", { length });
    if (ok?.padded !== length * 2) throw new Mismatch("not twice as much");
  }),
);

async function failing(theCase: Case, testee = "wrong-from-100") {
  const counterexamples = temporaryFolder();
  const result = await run(faulty(testee), [theCase], { counterexamples, runs: 200 });
  const [found] = result.results;
  const file = found!.failure?.counterexample;
  return { found: found!, file: file!, content: file && JSON.parse(readFileSync(file, "utf8")) };
}

describe("a counterexample", () => {
  it("is the smallest input that fails, with all of its requests", async () => {
    const { found, file, content } = await failing(compared);
    expect(found).toMatchObject({
      verdict: "fail",
      failure: {
        message: "padme: padded is 201, and 200 is due",
        exchange: { args: { length: 100 }, answer: { ok: { padded: 201 } } },
        property: { seed: 1, counterexample: "[100]" },
      },
    });
    expect(file).toMatch(/property-doubling-compared\.json$/);
    expect(content).toMatchObject({
      format: "keepsake-counterexample/v1",
      case: "property/doubling/compared",
      seed: 1,
      path: found.failure?.property?.path,
      exchanges: [
        { op: "padme", args: { length: 1 }, expect: { ok: { padded: 2 } } },
        { op: "padme", args: { length: 100, note: { b64: "AQI=" } }, expect: { ok: { padded: 200 } } },
      ],
      failed: 1,
    });
  });

  it("fails again in a replay, and passes once it is right", async () => {
    const { file } = await failing(compared);
    const again = await replayCounterexample(file, { command: faulty("wrong-from-100"), cases: [] });
    expect(resultOf(again, "compared").failure?.message).toBe("padme: padded is 201, and 200 is due");
    expect(again.meta.counts.requests).toBe(2);
    const fixed = await replayCounterexample(file, { command: faulty("good"), cases: [compared] });
    expect(resultOf(fixed, "compared").verdict).toBe("pass");
  });

  it("is drawn again from its seed and path if the case judged the answer itself", async () => {
    const { file, content } = await failing(judged);
    expect(content.failed).toBeUndefined();
    expect(content.exchanges).toEqual([{ op: "padme", args: { length: 100 } }]);
    const options = { command: faulty("wrong-from-100"), cases: [compared, judged] };
    const again = await replayCounterexample(file, options);
    expect(resultOf(again, "judged")).toMatchObject({
      verdict: "fail",
      failure: { property: { counterexample: "[100]" } },
    });
    expect(again.meta.counts.requests).toBe(1);
    expect(resultOf(await replayCounterexample(file, { ...options, command: faulty("good") }), "judged").verdict).toBe(
      "pass",
    );
    await expect(replayCounterexample(file, { ...options, cases: [compared] })).rejects.toThrow(
      "the suite has no case property/doubling/judged",
    );
  });

  it("is kept of a request that makes the testee crash", async () => {
    const crashing = caseOf("scenario/crash/thirteen", async (context) => {
      await context.expect("padme", { length: 1 }, { ok: { padded: 2 } });
      await context.call("padme", { length: 13 });
    });
    const { found, file, content } = await failing(crashing, "crashes-on");
    expect(found.verdict).toBe("fault");
    expect(content).toMatchObject({ failed: 1, exchanges: [{ args: { length: 1 } }, { args: { length: 13 } }] });
    const again = await replayCounterexample(file, { command: faulty("crashes-on"), cases: [] });
    expect(again.results[0]!.verdict).toBe("fault");
  });

  it("keeps bytes that may be given out, and the changed ones are in the result", async () => {
    const mayRelease = Uint8Array.of(9, 9);
    const changed = { argument: "padded", from: 3, to: 4 };
    const tampered = caseOf(
      "tamper/padding/one",
      async ({ expect: demand }) => {
        try {
          await demand("unpad", { padded: new Uint8Array(8) }, { reject: { codes: ["object.padding"], mayRelease } });
        } catch (error) {
          throw error instanceof Mismatch ? new Mismatch(error.message, { ...error.details, changed }) : error;
        }
      },
      { operations: ["unpad"] },
    );
    const { found, content } = await failing(tampered, "accepts");
    expect(found.failure).toMatchObject({ changed, exchange: { args: { padded: { b64: "AAAAAAAAAAA=" } } } });
    expect(content.exchanges[0].expect.reject).toEqual({ codes: ["object.padding"], mayRelease: { b64: "CQk=" } });
  });

  it("is not written for a vector, which is a file already, nor for what passes", async () => {
    const counterexamples = join(temporaryFolder(), "none");
    await run(faulty("wrong-from-100"), [doubles(100), keeps(Uint8Array.of(1), "property/keeping/1")], {
      counterexamples,
    });
    expect(existsSync(counterexamples)).toBe(false);
  });

  it.each([
    "",
    "{}",
    '{"format":"keepsake-counterexample/v1"}',
    '{"format":"keepsake-counterexample/v2","case":"x","exchanges":[]}',
  ])("is no other file: %s", async (text) => {
    const folder = temporaryFolder();
    const file = join(folder, "x.json");
    writeFileSync(file, text);
    const failed = await replayCounterexample(file, { command: faulty("good"), cases: [] }).catch((error) => error);
    expect(failed).toBeInstanceOf(UsageError);
    expect(failed.message).toContain(file);
    expect(readdirSync(folder)).toEqual(["x.json"]);
  });
});

describe("inputs", () => {
  it("are counted by the case, or by request", async () => {
    const family = caseOf("tamper/family/all", async ({ call, count }) => {
      await call("padme", { length: 1 });
      count(1000);
      count(24);
    });
    const result = await run(faulty("good"), [family, doubles(1)]);
    expect(result.results.map(({ inputs }) => inputs)).toEqual([1024, 1]);
    expect(result.meta.counts).toMatchObject({ inputs: 1025, requests: 2 });
  });
});
