import { readFileSync, writeFileSync } from "node:fs";
import { RESULTS, type Results } from "./measured.js";
import { plotOf } from "./plot-svg.js";

/** Draws the results of the benchmark: `node dist/reference/bench/scale/plot.js`. */
const FIGURE = "spec/figures/growth.svg";
writeFileSync(FIGURE, plotOf(JSON.parse(readFileSync(RESULTS, "utf8")) as Results));
