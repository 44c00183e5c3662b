import { describe, expect, it } from "vitest";
import { actor, backingUpAndPruning, backsUp, beginning, exploreLife, lyingTo, prunesTwice } from "./model/life.js";

/** The longest scenario takes minutes: `KEEPSAKE_MODEL=deep npx vitest run reference/test/prune-model.test.ts`. */
const isDeep = process.env.KEEPSAKE_MODEL === "deep";
const MINUTES = 60_000;

const begun = beginning(["may"], ["june"]);

describe("every order of the store calls of", () => {
  it("a writer that counts on what a pruner deletes, and that pruner", async () => {
    const begin = await begun;
    const writer = actor("writer", begin, backsUp("may", "june"));
    const pruner = actor("pruner", begin, prunesTwice);
    const touched = await backingUpAndPruning(begin, ["writer"], ["pruner"]);
    const { schedules, ends } = await exploreLife(begin, [writer, pruner], touched);
    expect(schedules).toBeGreaterThan(10_000n);
    expect(ends).toBeGreaterThan(5);
  });

  it(
    "the same, each killed at any point and run again",
    async () => {
      const begin = await begun;
      const again = backsUp("may", "june");
      const writer = actor("writer", begin, again, again);
      const pruner = actor("pruner", begin, prunesTwice, prunesTwice);
      const touched = await backingUpAndPruning(begin, ["writer"], ["pruner"]);
      await exploreLife(begin, [actor("writer", begin, again), pruner], touched);
      await exploreLife(begin, [writer, actor("pruner", begin, prunesTwice)], touched);
    },
    5 * MINUTES,
  );

  it("two processes of one installation", async () => {
    const begin = await begun;
    const actors = [actor("one", begin, backsUp("may", "june")), actor("two", begin, backsUp("may", "july"))];
    const { ends } = await exploreLife(begin, actors, await backingUpAndPruning(begin, ["one", "two"], []));
    expect(ends).toBeGreaterThan(2);
  });

  it(
    "two processes of one installation, and a pruner",
    async (context) => {
      if (!isDeep) return context.skip("it takes minutes; KEEPSAKE_MODEL=deep runs it, as CI does");
      const begin = await begun;
      const actors = [
        actor("one", begin, backsUp("may", "june")),
        actor("two", begin, backsUp("may")),
        actor("pruner", begin, prunesTwice),
      ];
      const touched = await backingUpAndPruning(begin, ["one", "two"], ["pruner"]);
      const { schedules, ends } = await exploreLife(begin, actors, touched);
      expect(schedules).toBeGreaterThan(10n ** 12n);
      expect(ends).toBeGreaterThan(20);
    },
    30 * MINUTES,
  );
});

describe("the same rules fail", () => {
  it("for a writer that does not read the marks again", async () => {
    const begin = await begun;
    let reads = 0;
    const blind = lyingTo(
      backsUp("may", "june"),
      () => {
        reads = 0;
      },
      (prefix, files) => (prefix === "marks/" && ++reads === 2 ? [] : files),
    );
    const actors = [actor("writer", begin, blind), actor("pruner", begin, prunesTwice)];
    const touched = await backingUpAndPruning(begin, ["writer"], ["pruner"]);
    await expect(exploreLife(begin, actors, touched)).rejects.toThrow(/lacks/);
  });

  it("for a pruner that does not read the snapshots again", async () => {
    const begin = await begun;
    let first: readonly { name: string; size: number }[] | undefined;
    const stale = lyingTo(
      prunesTwice,
      () => {
        first = undefined;
      },
      (prefix, files) => {
        if (prefix !== "snapshots/") return files;
        first ??= files;
        return first;
      },
    );
    const actors = [actor("writer", begin, backsUp("may", "june")), actor("pruner", begin, stale)];
    const touched = await backingUpAndPruning(begin, ["writer"], ["pruner"]);
    await expect(exploreLife(begin, actors, touched)).rejects.toThrow(/lacks/);
  });
});
