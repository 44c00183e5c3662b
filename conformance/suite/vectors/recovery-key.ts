import type { Values } from "../case.js";
import { bytesOf, type Vector } from "./load.js";
import { type Adapters, single } from "./request.js";

const inputs = ({ inputs }: Vector): Values => inputs;
const ok = ({ expect }: Vector): Values => expect.ok;

/** Vectors of the layer recovery-key: all values are text and numbers. */
export const recoveryKey: Adapters = {
  parse: single("recovery-key.parse", inputs, ok),
  generate: {
    ...single("recovery-key.generate", ({ inputs }) => ({ seed: bytesOf(inputs.seed) }), ok),
    features: ["seed"],
  },
  format: single("recovery-key.format", inputs, ok),
  "check-digit": single("recovery-key.check-digit", inputs, ok),
  complete: single("recovery-key.complete", inputs, ok),
};
