import { damm } from "../../../reference/core/damm.js";
import { seededRandomness } from "../../../reference/core/randomness.js";
import {
  formatRecoveryKey,
  generateRecoveryKey,
  parseRecoveryKey,
  parseRecoveryKeyPattern,
} from "../../../reference/core/recovery-key.js";
import { completions, countCompletions } from "../../../reference/core/recovery-key-completion.js";
import { bytesOf } from "../load.js";
import type { Replays } from "./replay.js";

export const recoveryKey: Replays = {
  parse: (_, { text }) => ({ ok: { digits: parseRecoveryKey(text) } }),
  generate(_, { seed }) {
    const randomness = seededRandomness(bytesOf(seed));
    return {
      ok: { digits: generateRecoveryKey(randomness) },
      intermediates: { block: randomness("recovery-key/0", 80) },
    };
  },
  format: (_, { digits }) => ({ ok: { rows: formatRecoveryKey(digits) } }),
  "check-digit": (_, { row, digits }) => ({ ok: { check: damm(row, digits) } }),
  complete(_, { text }) {
    const pattern = parseRecoveryKeyPattern(text);
    const keys = [...completions(pattern)];
    if (keys.length !== countCompletions(pattern)) throw new Error("the count is wrong");
    for (const key of keys.slice(0, 20)) parseRecoveryKey(key);
    return { ok: { candidates: keys.length, ...(keys.length === 1 ? { digits: keys[0] } : {}) } };
  },
};
