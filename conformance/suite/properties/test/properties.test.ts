import { describe, expect, it } from "vitest";
import type { CaseContext } from "../../case.js";
import { inProcess } from "../../test/in-process.js";
import { cases } from "../index.js";

const RUNS = Number(process.env.PROPERTY_RUNS ?? 25);

describe("a testee that is right", () => {
  it.each(cases())("$id", async ({ run }) => {
    const spent = { requests: 0, inputs: 0, bytes: 0 };
    const context: CaseContext = { ...inProcess("quick", spent), runs: RUNS };
    await run(context);
    expect(spent.requests).toBeGreaterThan(0);
    expect(spent.inputs).toBeGreaterThan(0);
  });
});
