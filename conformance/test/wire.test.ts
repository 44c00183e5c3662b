import { readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { temporaryFolder } from "../../reference/test/command-harness.js";
import type { Values } from "../suite/case.js";
import { createTail } from "../wire/tail.js";
import { caseOf, doubles, faulty, keeps, range, resultOf, run, verdicts } from "./faulty.js";

/** Bytes that are not all the same. */
function someBytes(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (index * 7) & 0xff);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // One that nobody waits for keeps its id.
  return process.platform !== "linux" || !readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
}

describe("bytes", () => {
  it("go as files above 262,144, and come back as files", async () => {
    const forms: unknown[] = [];
    const cases = [262_144, 262_145, 3_000_000].map((length) =>
      caseOf(
        `vector/files/${length}`,
        async ({ expect: demand }) => {
          const content = someBytes(length);
          forms.push((await demand("digest", { content }, { ok: { digest: content } })).form);
        },
        { operations: ["digest"] },
      ),
    );
    // The folder of the test, since other runs may have theirs among the temporary files.
    vi.stubEnv("TMPDIR", temporaryFolder());
    onTestFinished(() => void vi.unstubAllEnvs());
    const result = await run(faulty("files"), cases);
    expect(verdicts(result)).toEqual({ 262144: "pass", 262145: "pass", 3000000: "pass" });
    expect(forms).toEqual(["b64", "file", "file"]);
    expect(readdirSync(tmpdir())).toEqual([]);
  });

  it("stay in the line for a testee that reads no files", async () => {
    expect(verdicts(await run(faulty("good"), [keeps(someBytes(1_000_000))]))).toEqual({ 1000000: "pass" });
  });

  it("are left out if the line would be too long", async () => {
    const command = faulty("good", "1", JSON.stringify({ maxLineBytes: 4096 }));
    const result = await run(command, [keeps(someBytes(2_900)), keeps(someBytes(3_100))]);
    expect(verdicts(result)).toEqual({ 2900: "pass", 3100: "skip" });
    expect(resultOf(result, "3100").reason).toBe("digest: a request would be longer than maxLineBytes of hello, 4096");
  });

  it("may have any name as files of a vault", async () => {
    const content = Object.fromEntries(
      ["__proto__", "constructor", "b64", "file"].map((name) => [name, Uint8Array.of(name.length)]),
    );
    const names = caseOf(
      "vector/names/any",
      ({ expect: demand }) => demand("digest", { content }, { ok: { digest: content } }),
      {
        operations: ["digest"],
      },
    );
    expect(Object.keys(content)).toContain("__proto__");
    expect(verdicts(await run(faulty("good"), [names]))).toEqual({ any: "pass" });
  });
});

describe("the testee's processes", () => {
  it("are told neither names nor expectations, and no order", async () => {
    const told: Values[] = [];
    const look = (name: string) =>
      caseOf(`vector/secret-name/${name}`, async ({ expect: demand }) => {
        for (const length of [1, 2, 3]) {
          told.push((await demand("padme", { length, left: undefined }, { ok: {} })).request as Values);
        }
      });
    await run(faulty("tells"), [look("one"), look("two")]);
    for (const [index, request] of told.entries()) {
      const { id, ...rest } = request;
      expect(rest).toEqual({ op: "padme", args: { length: (index % 3) + 1 }, deadlineMs: 10_000 });
      expect(id).toMatch(/^[\w-]{12}$/);
    }
    expect(new Set(told.map(({ id }) => id)).size).toBe(6);
  });

  it.runIf(process.platform === "linux")("have their memory watched, with all that they started", async () => {
    const peaks: number[] = [];
    const eats = caseOf("limit/memory/eats", async ({ call, peakMemory }) => {
      for (const length of [1, 200]) {
        await call("padme", { length });
        peaks.push((await peakMemory())!);
      }
    });
    const pidFile = join(temporaryFolder(), "pid");
    await run(faulty("wrapper", pidFile, "eats-memory"), [{ ...eats, alone: true }]);
    expect(peaks[1]! - peaks[0]!).toBeGreaterThan(150 * 1_048_576);
    expect(peaks[1]! - peaks[0]!).toBeLessThan(300 * 1_048_576);
  });

  it("are new for a case that runs alone", async () => {
    const alone = range(101, 112).map((number) => doubles(number, { alone: true }));
    const result = await run(faulty("crashes"), alone);
    expect(new Set(result.results.map(({ verdict }) => verdict))).toEqual(new Set(["pass"]));
    expect(result.meta.counts.restarts).toBe(0);
  });

  it.runIf(process.platform !== "win32")("are all gone after a hang behind a wrapper", async () => {
    const pidFile = join(temporaryFolder(), "pid");
    const result = await run(faulty("wrapper", pidFile, "hangs"), [doubles(12), doubles(13)], { deadlineMs: 300 });
    expect(verdicts(result)).toEqual({ 12: "pass", 13: "timeout" });
    const pid = Number(readFileSync(pidFile, "utf8"));
    for (let tries = 0; isAlive(pid) && tries < 50; tries++) await wait(20);
    expect(isAlive(pid)).toBe(false);
  });

  it("are ended if they do not end with their standard input", async () => {
    const started = performance.now();
    expect(verdicts(await run(faulty("does-not-end"), [doubles(1)]))).toEqual({ 1: "pass" });
    expect(performance.now() - started).toBeLessThan(8_000);
  });

  it("may be several", async () => {
    const slow = range(1, 8).map((number) => doubles(number));
    const result = await run(faulty("slow", "100"), slow, { parallel: 4 });
    expect(result.meta).toMatchObject({ parallel: 4, counts: { run: 8, requests: 8 } });
    expect(new Set(result.results.map(({ verdict }) => verdict))).toEqual(new Set(["pass"]));
    expect(result.results.map(({ id }) => id)).toEqual(slow.map(({ id }) => id));
  });
});

describe("--validate-protocol", () => {
  it("makes a fault of what the schema does not have", async () => {
    const without = await run(faulty("malformed", "padded-text"), [doubles(13)]);
    expect(resultOf(without, "13")).toMatchObject({
      verdict: "fail",
      failure: { message: 'padme: padded is "26", and 26 is due' },
    });
    const result = await run(faulty("malformed", "padded-text"), [doubles(13)], { validateProtocol: true });
    expect(resultOf(result, "13")).toMatchObject({
      verdict: "fault",
      failure: { message: "padme: the message is not what its schema says: /ok/padded must be integer" },
    });
    expect(result.meta.validated).toBe(true);
  });

  it("finds a request of the suite that is none", async () => {
    const wrong = caseOf("vector/wrong/request", ({ call }) => call("padme", { size: 1 }));
    const result = await run(faulty("good"), [wrong], { validateProtocol: true });
    expect(resultOf(result, "request").verdict).toBe("fail");
    expect(resultOf(result, "request").failure?.message).toContain("a mistake of the suite");
  });
});

describe("standard error", () => {
  it("is kept as its end, from a mark on", () => {
    const tail = createTail(10);
    for (const text of ["one", "two", "three"]) tail.push(Buffer.from(text));
    expect(tail.since(0)).toBe("netwothree");
    const mark = tail.position();
    expect(tail.since(mark)).toBe("");
    for (let i = 0; i < 5000; i++) tail.push(Buffer.from("x"));
    tail.push(Buffer.from("end"));
    expect(tail.since(mark)).toBe("xxxxxxxend");
    expect(tail.since(tail.position() - 2)).toBe("nd");
  });
});
