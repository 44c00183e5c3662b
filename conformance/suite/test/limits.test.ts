import { describe, expect, it } from "vitest";
import type { CaseContext } from "../case.js";
import { cases, LIMITS } from "../limits/index.js";
import { limitRows } from "../limits/table.js";
import { inProcess } from "./in-process.js";

/** Rows that no testee can be asked to break: what a writer chooses, what has no code, and constants of a computation. */
const NOT_ASKED = [
  "recovery-key-candidates",
  "user-handle",
  "minimum-padded",
  "seal-chunk",
  "digest-piece",
  "segment-frames",
  "recent-ancestors",
  "default-grace",
  "short-timer",
  "depth",
];

it("reads every row of the table", () => {
  expect(limitRows().size).toBeGreaterThan(80);
  expect(limitRows().get("slots")).toEqual({ name: "slots", value: 32, unit: "slots", code: "header.malformed" });
});

it("has a limit for every row, but for those that cannot be asked", () => {
  const asked = new Set(LIMITS.flatMap(({ row }) => row ?? []));
  expect([...limitRows().keys()].filter((row) => !asked.has(row))).toEqual(NOT_ASKED);
});

// What memory this process takes is that of the tests too.
const context: CaseContext = { ...inProcess("quick"), peakMemory: async () => undefined };

describe("the reference keeps the limits", () => {
  it.each(cases().filter(({ profile = "quick" }) => profile === "quick"))("$id", async ({ run }) => {
    await run(context);
  });
});
