import { parseArgs } from "node:util";
import { createDice } from "../arbitraries/dice.js";
import { toHex } from "../core/bytes.js";
import { entryPoints, fault } from "./entry-points.js";
import { mutate } from "./mutate.js";

/**
 * `npm run fuzz -- [--runs N] [--seed N] [--only TEXT]`: mutated inputs for every decoder, which must answer with a value
 * or a KeepsakeError, soon. Exits with 1 after the first fault, and prints the input.
 */
const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "100000" },
    seed: { type: "string", default: "1" },
    only: { type: "string", default: "" },
  },
});
const runs = Number(values.runs);

for (const entry of (await entryPoints()).filter(({ name }) => name.includes(values.only))) {
  const dice = createDice(Number(values.seed));
  const started = performance.now();
  let slowest = 0;
  for (let run = 0; run < runs; run++) {
    const bytes = mutate(entry.seeds, dice);
    const before = performance.now();
    const error = await fault(entry, bytes);
    slowest = Math.max(slowest, performance.now() - before);
    if (error === undefined) continue;
    console.error(`${entry.name}, run ${run}, seed ${values.seed}: input ${toHex(bytes)}`);
    throw error;
  }
  const seconds = (performance.now() - started) / 1000;
  console.log(`${entry.name}: ${runs} inputs, no fault, ${seconds.toFixed(0)} s, slowest ${slowest.toFixed(0)} ms`);
}
