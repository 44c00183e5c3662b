import { describe, expect, it } from "vitest";
import {
  actor,
  backingUpAndPruning,
  backsUp,
  backsUpAndForgets,
  beginning,
  exploreLife,
  listingSlowly,
  lyingTo,
  markedInUse,
  prunesAgain,
  prunesTwice,
} from "./model/life.js";

/** The longest scenario takes minutes: `KEEPSAKE_MODEL=deep npx vitest run reference/test/prune-model.test.ts`. */
const isDeep = process.env.KEEPSAKE_MODEL === "deep";
const MINUTES = 60_000;

/** What a pruner may end with that does not see what another program does at the same time. */
const MISSED = ["done", "store.conflict", "snapshot.missing", "snapshot.rollback"] as const;

const begun = beginning(["may"], ["june"]);
const inUse = markedInUse("may", "june");

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

  it("a pruner whose lists miss what others do, and a writer that forgets the parent of its backup", async () => {
    const begin = await inUse;
    const writer = actor("writer", begin, backsUpAndForgets(3, "may", "june", "july"));
    const pruner = actor("pruner", begin, listingSlowly(prunesAgain, ["snapshots/"]));
    const touched = await backingUpAndPruning(begin, ["writer"], ["pruner"], ["writer"]);
    const { schedules, ends } = await exploreLife(begin, [writer, pruner], touched, MISSED);
    expect(schedules).toBeGreaterThan(10_000n);
    expect(ends).toBeGreaterThan(3);
  });

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

  it("for a pruner that goes by one list of the snapshots, which misses what others do", async () => {
    const begin = await inUse;
    let lists = 0;
    let only: readonly { name: string; size: number }[] = [];
    const hasty = lyingTo(
      prunesAgain,
      () => {
        lists = 0;
      },
      (prefix, files) => {
        // The first one is that by which it finds the newest.
        if (prefix !== "snapshots/" || ++lists === 1) return files;
        if (lists === 2) only = files;
        return only;
      },
    );
    const pruner = actor("pruner", begin, listingSlowly(hasty, ["snapshots/"]));
    const actors = [actor("writer", begin, backsUpAndForgets(3, "may", "june", "july")), pruner];
    const touched = await backingUpAndPruning(begin, ["writer"], ["pruner"], ["writer"]);
    await expect(exploreLife(begin, actors, touched, MISSED)).rejects.toThrow(/lacks/);
  });
});
