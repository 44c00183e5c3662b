import { describe, expect, it } from "vitest";
import { UsageError } from "../wire/usage-error.js";
import { collector, doubles, faulty, range, refuses, resultOf, run, verdicts } from "./faulty.js";

const CASES = [...range(98, 102).map((number) => doubles(number)), refuses()];

/** A run against a testee that is wrong from 100 on. */
function runWith(expectedFailures: string, options = {}) {
  return run(faulty("wrong-from-100"), CASES, { expectedFailures, ...options });
}

describe("expected failures", () => {
  it("are no failures, and keep their reasons", async () => {
    const file = "# Numbers of three digits are not there yet.\nvector/*/10?\n\n";
    const result = await runWith(file);
    expect(verdicts(result)).toEqual({
      98: "pass",
      99: "pass",
      100: "xfail",
      101: "xfail",
      102: "xfail",
      refused: "pass",
    });
    expect(resultOf(result, "100")).toMatchObject({
      reason: "Numbers of three digits are not there yet.",
      failure: { message: "padme: padded is 201, and 200 is due" },
    });
  });

  it("may have the reason beside them", async () => {
    const result = await runWith("vector/*/1* # issue #7");
    expect(resultOf(result, "100").reason).toBe("issue #7");
  });

  it("are wrong if all of their cases pass", async () => {
    const { events, onEvent } = collector();
    const result = await runWith("*/1??\n*/9? # long gone\n", { onEvent });
    expect(verdicts(result)).toMatchObject({ 98: "xpass", 99: "xpass", 100: "xfail", refused: "pass" });
    expect(resultOf(result, "98").reason).toBe("line 2 of the expected failures, */9?, is no longer true: remove it");
    expect(events).toContainEqual({ type: "result", result: resultOf(result, "98"), replaces: "pass" });
  });

  it("are right if one of their cases fails", async () => {
    expect(verdicts(await runWith("vector/*"))).toMatchObject({ 98: "pass", 99: "pass", 100: "xfail" });
  });

  it("are not judged by a part of their cases", async () => {
    expect(verdicts(await runWith("vector/*", { only: ["*/98"] }))).toEqual({ 98: "pass" });
  });

  it("have to match a case", async () => {
    const failed = await runWith("vector/*\n\nvector/gone # removed\n").catch((error) => error);
    expect(failed).toBeInstanceOf(UsageError);
    expect(failed.message).toBe("expected failures, line 3: no case matches vector/gone; remove the line");
  });
});
