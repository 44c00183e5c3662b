import { describe, expect, it } from "vitest";
import { cases } from "../index.js";
import { contextOf } from "./in-process.js";

describe("a testee that is right", () => {
  it.each(cases())("$id", async ({ run }) => {
    const context = contextOf(Number(process.env.PROPERTY_RUNS ?? 30));
    await run(context);
    expect(context.requests).toBeGreaterThan(0);
  });
});
