import { contents } from "./frame-contents.js";
import { encoding } from "./frame-encoding.js";
import { ids } from "./frame-ids.js";
import type { FrameFault } from "./frame-values.js";

/** Frames that break one rule. */
export const FRAME_FAULTS: readonly FrameFault[] = [...encoding(), ...ids(), ...contents()];
