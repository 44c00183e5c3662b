import { describe, expect, it } from "vitest";
import { UsageError } from "../wire/usage-error.js";
import { doubles, faulty, keeps, range, refuses, resultOf, run, verdicts } from "./faulty.js";

const CASES = [...range(11, 15).map((number) => doubles(number)), refuses(), keeps(Uint8Array.of(1, 2, 3, 4))];
const PASS = { 11: "pass", 12: "pass", 13: "pass", 14: "pass", 15: "pass", refused: "pass", 4: "pass" };

describe("a testee that is right", () => {
  it("passes", async () => {
    const result = await run(faulty("good"), CASES);
    expect(verdicts(result)).toEqual(PASS);
    expect(result.hint).toBeUndefined();
    expect(result.meta.counts).toMatchObject({
      declared: 7,
      selected: 7,
      run: 7,
      skipped: 0,
      requests: 7,
      restarts: 0,
    });
  });

  it("may answer in reverse order", async () => {
    expect(verdicts(await run(faulty("reversed"), CASES))).toEqual(PASS);
  });

  it("may be slow", async () => {
    expect(verdicts(await run(faulty("slow", "60"), CASES))).toEqual(PASS);
  });
});

describe("a testee whose answers are wrong", () => {
  it("fails where it accepts everything, and the hint says that it does", async () => {
    const result = await run(
      faulty("accepts"),
      [1, 2, 3, 4].map((n) => refuses(`tamper/padding/${n}`)),
    );
    expect(new Set(result.results.map(({ verdict }) => verdict))).toEqual(new Set(["fail"]));
    expect(resultOf(result, "1").failure?.message).toBe("unpad accepts what has to be rejected with object.padding");
    expect(result.hint).toContain("looks like the testee, not the protocol: it accepts everything");
  });

  it("fails where it rejects everything, and does not pass for its rejects alone", async () => {
    const result = await run(faulty("rejects"), CASES);
    expect(verdicts(result)).toEqual({
      11: "fail",
      12: "fail",
      13: "fail",
      14: "fail",
      15: "fail",
      refused: "pass",
      4: "fail",
    });
    expect(resultOf(result, "13").failure?.message).toBe(
      "padme rejects with object.padding what has to be accepted: no",
    );
  });

  it("fails where it gives back what it was asked", async () => {
    const result = await run(faulty("echoes"), CASES);
    expect(resultOf(result, "13")).toMatchObject({
      verdict: "fail",
      failure: {
        message: "padme: padded is absent, and 26 is due",
        exchange: { op: "padme", args: { length: 13 }, expect: { ok: { padded: 26 } }, answer: { ok: { length: 13 } } },
      },
    });
    expect(resultOf(result, "refused").verdict).toBe("fail");
  });

  it("is told when its bytes are hex", async () => {
    const result = await run(
      faulty("hex"),
      range(1, 4).map((n) => keeps(new Uint8Array(n * 2).fill(n))),
    );
    expect(resultOf(result, "4").failure?.message).toBe("digest: digest is hex, and base64 is due");
    expect(result.hint).toContain("looks like the testee");
    expect(result.hint).toContain("base64");
  });
});

describe("a testee whose process fails", () => {
  it("has a fault for each tenth request if it crashes then, and goes on with the next", async () => {
    const result = await run(
      faulty("crashes"),
      range(101, 125).map((number) => doubles(number)),
    );
    const faults = result.results.filter(({ verdict }) => verdict === "fault");
    expect(faults.map(({ id }) => id)).toEqual(["vector/doubling/110", "vector/doubling/120"]);
    expect(faults[0]!.failure).toMatchObject({
      message: "padme: the process ended with exit code 139",
      stderr: "Segmentation fault at request 10\n",
      exchange: { op: "padme", args: { length: 110 } },
    });
    expect(result.results.filter(({ verdict }) => verdict === "pass")).toHaveLength(23);
    expect(result.meta.counts.restarts).toBe(2);
  });

  it("does not get rid of a crash that does not happen again when the requests are sent alone", async () => {
    const result = await run(
      faulty("crashes", "4"),
      range(101, 125).map((number) => doubles(number)),
    );
    const faults = result.results.filter(({ verdict }) => verdict === "fault");
    expect(faults.length).toBe(result.meta.counts.restarts);
    expect(faults.length).toBeGreaterThan(0);
    expect(result.results.filter(({ verdict }) => verdict === "pass")).toHaveLength(25 - faults.length);
  });

  it("has a fault only for the request that made it crash, whatever else was under way", async () => {
    const result = await run(faulty("crashes-on"), CASES);
    expect(verdicts(result)).toEqual({ ...PASS, 13: "fault" });
    expect(resultOf(result, "13").failure).toMatchObject({
      message: "padme: the process ended with exit code 1",
      stderr: "13 is not for me\n",
    });
    expect(result.meta.counts.restarts).toBe(2);
  });

  it("is not started for ever", async () => {
    const result = await run(
      faulty("crashes-always"),
      range(101, 140).map((number) => doubles(number)),
    );
    expect(new Set(result.results.map(({ verdict }) => verdict))).toEqual(new Set(["fault"]));
    expect(result.meta.counts.restarts).toBe(20);
    expect(result.results.at(-1)!.failure?.message).toContain("the testee failed again and again");
    expect(result.hint).toContain("its process ends while requests are under way");
  });

  it("is still asked for other operations when one always makes it crash", async () => {
    const prime = range(0, 29).map((index) => doubles(13, { id: `vector/prime/${index}` }));
    const result = await run(faulty("crashes-on", "1"), [doubles(1), ...prime, doubles(2), refuses()]);
    expect(verdicts(result)).toMatchObject({ 0: "fault", 29: "fault", 2: "fault", refused: "pass" });
    expect(resultOf(result, "29").failure?.message).toContain("the testee failed at padme again and again");
    expect(result.meta.counts.restarts).toBe(20);
  });

  it("has a timeout if it hangs, and goes on with the next", async () => {
    const result = await run(faulty("hangs"), CASES, { deadlineMs: 500 });
    expect(verdicts(result)).toEqual({ ...PASS, 13: "timeout" });
    expect(resultOf(result, "13").failure?.message).toBe("padme: no answer within 500 ms");
  });

  it("has one timeout if it hangs while others are under way", async () => {
    const result = await run(faulty("hangs", "4"), CASES, { deadlineMs: 500 });
    expect(verdicts(result)).toEqual({ ...PASS, 13: "timeout" });
  });

  it("has timeouts if it is too slow", async () => {
    const result = await run(faulty("slow", "3000"), [doubles(1), doubles(2), doubles(3)], { deadlineMs: 300 });
    expect(verdicts(result)).toEqual({ 1: "timeout", 2: "timeout", 3: "timeout" });
    expect(result.hint).toContain("it does not answer in time");
  });
});

describe("a testee that does not keep to the lines", () => {
  it.each([
    ["noisy", [], "a line on standard output is no JSON: DEBUG: padme"],
    ["pretty", [], "a line on standard output is no JSON: each answer has to stand on one line: {"],
    ["wrong-ids", [], 'an answer has the id "3", which no request had'],
    ["twice", [], "the request was answered twice"],
    ["huge-line", [], "a line on standard output is too long to be read"],
    ["malformed", ["both"], "exactly one of ok, reject, unsupported and fault, and this one has ok and reject"],
    ["malformed", ["none"], "exactly one of ok, reject, unsupported and fault, and this one has none"],
    ["malformed", ["code-missing"], '"reject" has no "code" that is a text'],
    ["malformed", ["not-base64"], 'bytes are not base64 with padding and the standard alphabet: "_-8="'],
    ["malformed", ["file-outside"], "the file /etc/hostname is not in the directory of hello"],
    ["malformed", ["fault"], "padme: TypeError: x is not a function\nat line 7"],
  ])("has a fault if it is %s %s", async (name, args, message) => {
    const result = await run(faulty(name, ...args), CASES);
    expect(verdicts(result)).toEqual({ ...PASS, 13: "fault" });
    expect(resultOf(result, "13").failure?.message).toContain(message);
  });

  it("has a fault for a second answer that comes when the case is over", async () => {
    const result = await run(faulty("twice", "30"), [...CASES, doubles(16, { alone: true })]);
    expect(verdicts(result)).toMatchObject({ 13: "fault" });
    expect(resultOf(result, "13").failure?.message).toBe("the request was answered twice");
  });

  it("is told to log elsewhere if everything fails by that", async () => {
    const result = await run(faulty("noisy", "always"), CASES);
    expect(new Set(result.results.map(({ verdict }) => verdict))).toEqual(new Set(["fault"]));
    expect(result.hint).toContain("logs belong on standard error");
  });
});

describe("a testee that cannot do something", () => {
  it("has a skip with its reason", async () => {
    const result = await run(faulty("malformed", "unsupported"), CASES);
    expect(resultOf(result, "13")).toMatchObject({
      verdict: "skip",
      reason: "padme: numbers above 12 are not there yet",
    });
    expect(result.meta.counts).toMatchObject({ run: 6, skipped: 1 });
  });
});

describe("a testee that cannot be used", () => {
  it.each([
    ["does not exist", ["no-such-program-here"], "no-such-program-here ENOENT"],
    ["ends at once", faulty("silent-end"), "the process ended with exit code 3"],
    ["says why", faulty("silent-end"), "ModuleNotFoundError: No module named 'keepsake'"],
    ["greets", faulty("banner"), "a line on standard output is no JSON: Testee 1.0 ready."],
    ["pretty-prints hello", faulty("pretty-always"), "each answer has to stand on one line"],
    [
      "speaks another version",
      faulty("other-protocol"),
      "the testee speaks version 2 of the protocol, and this runner speaks 1",
    ],
  ])("is refused if it %s", async (_, command, message) => {
    const failed = await run(command, CASES).catch((error) => error);
    expect(failed).toBeInstanceOf(UsageError);
    expect(failed.message).toContain(message);
  });
});
