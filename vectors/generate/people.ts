/**
 * The secrets and places that several layers share.
 *
 * @module
 */

import { seededRandomness } from "../../reference/core/randomness.js";
import { generateRecoveryKey } from "../../reference/core/recovery-key.js";
import type { Place } from "./forge.js";
import { random, seedOf } from "./seed.js";

/** The recovery key of the example vault. */
export const DIGITS = generateRecoveryKey(random);
/** A recovery key that is right and opens nothing. */
export const OTHER_DIGITS = generateRecoveryKey(seededRandomness(seedOf(100)));
/** A passkey and its output. */
export const PASSKEY = {
  rpId: "backup.example",
  credentialId: random("people/credential-id", 32),
  transports: ["internal", "hybrid"],
};
export const PRF = random("people/prf", 32);
/** A vault in its second epoch. */
export const PLACE: Place = {
  vaultId: random("vault-id", 16),
  epoch: 2,
  revision: 7,
  rootKey: random("root-key/2", 32),
};
export const PRF_SALT = random("prf-salt/2", 32);
export const WRITER_ID = random("writer-id", 16);
