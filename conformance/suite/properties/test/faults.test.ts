import { describe, expect, it } from "vitest";
import { type CaseContext, Mismatch } from "../../case.js";
import { inProcess } from "../../test/in-process.js";
import { cases } from "../index.js";
import { FAULTS } from "./faults.js";
import type { Faulty } from "./sabotage.js";

/** Enough for a fault that concerns a few inputs of a hundred. */
const RUNS = 300;
/** A story takes long, so that few are told; what concerns one step in one of them is found by more. */
const RUNS_OF_STORIES = 1500;

const table = cases().flatMap(({ id, run }) => (FAULTS[id] ?? []).map((testee, n) => ({ id, n, run, testee })));

/** A context in which the first failure stands: making it smaller would take most of the time. */
function impatient(testee: Faulty, runs: number): CaseContext {
  let isOver = false;
  return {
    ...inProcess("quick", undefined, testee),
    runs,
    async attempt(run) {
      if (isOver) return undefined as Awaited<ReturnType<typeof run>>;
      try {
        return await run();
      } catch (error) {
        isOver = true;
        throw error;
      }
    },
  };
}

describe("a property", () => {
  it("has faults to notice, each", () => {
    expect(Object.keys(FAULTS).sort()).toEqual(
      cases()
        .map(({ id }) => id)
        .sort(),
    );
  });

  it.each(table)("$id notices fault $n", async ({ id, run, testee }) => {
    const thrown = await run(impatient(testee, id.includes("/story") ? RUNS_OF_STORIES : RUNS)).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(thrown).toBeInstanceOf(Mismatch);
    expect((thrown as Mismatch).details.property?.path).toMatch(/^\d+(:\d+)*$/);
  });
});
