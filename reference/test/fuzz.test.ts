/** Any bytes: a value or a KeepsakeError. `npm run fuzz` does the same for longer. */
import { describe, expect, it } from "vitest";
import { createDice } from "../arbitraries/dice.js";
import { toHex } from "../core/bytes.js";
import { entryPoints, fault } from "../fuzz/entry-points.js";
import { mutate } from "../fuzz/mutate.js";

// Zips take the longest, a few milliseconds each.
const RUNS = 2000;
const seed = Number(process.env.KEEPSAKE_SEED);
const entries = await entryPoints();

describe("an entry point for bytes", () => {
  it.each(entries)("$name takes what it is made for", async (entry) => {
    await entry.run(entry.seeds[0]!);
  });

  it.each(entries)("$name answers any bytes with a value or a KeepsakeError", async (entry) => {
    const dice = createDice(seed);
    for (let run = 0; run < RUNS; run++) {
      const bytes = mutate(entry.seeds, dice);
      expect(await fault(entry, bytes), `seed ${seed}, run ${run}, input ${toHex(bytes)}`).toBeUndefined();
    }
  });
});
