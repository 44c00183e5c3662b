import type { StoreCounts } from "./counting-store.js";
import type { Step } from "./vault-steps.js";

/** What one step took. */
export interface Measured extends StoreCounts {
  readonly wallMs: number;
  /** Of the process, its start included. */
  readonly cpuMs: number;
  readonly peakMiB: number;
}

/** The steps of one vault. */
export interface MeasuredVault {
  readonly factor: number;
  readonly messages: number;
  readonly media: number;
  /** After the first backup. */
  readonly objects: number;
  readonly steps: Readonly<Partial<Record<Step, Measured>>>;
}

/** What `measured.json` holds. */
export interface Results {
  readonly machine: string;
  readonly date: string;
  readonly vaults: readonly MeasuredVault[];
}

/** Where the results are kept. */
export const RESULTS = "reference/bench/scale/measured.json";
