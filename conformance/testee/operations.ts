import type { Operations } from "./operation.js";
import { passkey } from "./passkey.js";
import { primitives } from "./primitives.js";
import { recoveryKey } from "./recovery-key.js";

/** Every operation of protocol.md but `hello`. */
export const OPERATIONS: Operations = {
  ...primitives,
  ...recoveryKey,
  ...passkey,
};
