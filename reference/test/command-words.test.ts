import { describe, expect, it } from "vitest";
import { progressText } from "../command/progress-line.js";
import { bytes, count, duration, table } from "../command/words.js";

describe("what the command says", () => {
  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [1000, "1.00 KB"],
    [999_499, "999 KB"],
    [999_500, "1.00 MB"],
    [1_250_000_000, "1.25 GB"],
  ])("writes %i bytes", (number, text) => expect(bytes(number)).toBe(text));

  it.each([
    [0, "0.0 s"],
    [9949, "9.9 s"],
    [9950, "10 s"],
    [59_499, "59 s"],
    [185_000, "3 min 5 s"],
    [7_800_000, "2 h 10 min"],
  ])("writes %i ms", (ms, text) => expect(duration(ms)).toBe(text));

  it("counts", () => {
    expect(count(1, "key")).toBe("1 key");
    expect(count(2500, "key")).toBe("2,500 keys");
  });

  it("aligns columns", () => {
    const rows = [
      ["a", "1"],
      ["bcd", "23"],
    ];
    expect(table(rows, [1])).toBe("a     1\nbcd  23");
  });

  it("shows how far it is, how fast, and how long it takes", () => {
    const half = { phase: "restore", bytesDone: 5e7, bytesTotal: 1e8, name: "" } as const;
    expect(progressText(half, 1000)).toBe("Restoring [########--------] 50%  50.0 MB of 100 MB  50.0 MB/s  1.0 s left");
    expect(progressText({ ...half, bytesDone: 2e8 }, 100)).toContain("100%");
    expect(progressText({ phase: "check", bytesDone: 10, name: "" }, 0)).toBe("Checking  10 B");
  });
});
