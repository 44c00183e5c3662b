import "../../node/index.js";
import { folderStore } from "../../node/store-folder.js";
import { countingStore } from "./counting-store.js";
import { shapeOf } from "./library.js";
import type { Measured } from "./measured.js";
import { runStep, type Step } from "./vault-steps.js";

/**
 * A child process of the benchmark: `node step.js FOLDER FACTOR STEP` does one step to a vault and prints what it took
 * as JSON.
 */
const [folder = "", factor = "", step = ""] = process.argv.slice(2);
const store = countingStore(folderStore(`${folder}/vault`));
const before = performance.now();
await runStep(step as Step, { store, state: `${folder}/state`, shape: shapeOf(Number(factor)) });
const { user, system } = process.cpuUsage();
const measured: Measured = {
  wallMs: Math.round(performance.now() - before),
  cpuMs: Math.round((user + system) / 1000),
  peakMiB: Math.round(process.resourceUsage().maxRSS / 1024),
  ...store.counts,
};
process.stdout.write(`${JSON.stringify(measured)}\n`);
