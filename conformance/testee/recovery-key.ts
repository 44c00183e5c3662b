import { damm } from "../../reference/core/damm.js";
import { secureRandomness, seededRandomness } from "../../reference/core/randomness.js";
import {
  formatRecoveryKey,
  generateRecoveryKey,
  parseRecoveryKey,
  parseRecoveryKeyPattern,
} from "../../reference/core/recovery-key.js";
import { completions } from "../../reference/core/recovery-key-completion.js";
import { bytes, number, optional, text } from "./args.js";
import type { Operations } from "./operation.js";

/** Chapter 3. */
export const recoveryKey: Operations = {
  "recovery-key.generate": (args) => {
    const seed = optional(args, "seed", bytes);
    return { digits: generateRecoveryKey(seed === undefined ? secureRandomness : seededRandomness(seed)) };
  },
  "recovery-key.parse": (args) => ({ digits: parseRecoveryKey(text(args, "text")) }),
  "recovery-key.format": (args) => ({ rows: formatRecoveryKey(text(args, "digits")) }),
  "recovery-key.check-digit": (args) => ({ check: damm(number(args, "row"), text(args, "digits")) }),
  "recovery-key.complete": (args) => {
    let candidates = 0;
    let digits: string | undefined;
    for (digits of completions(parseRecoveryKeyPattern(text(args, "text")))) candidates++;
    return { candidates, digits: candidates === 1 ? digits : undefined };
  },
};
