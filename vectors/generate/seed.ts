import { createHash } from "node:crypto";
import { type Randomness, seededRandomness } from "../../reference/core/randomness.js";
import { nodeProvider } from "../../reference/node/provider-node.js";

/** The seed of the example vault of the specification, and of all vectors. */
export const SEED: Uint8Array = Uint8Array.from({ length: 32 }, (_, i) => i);

/** Named randomness: each value depends on the seed and its name alone, so vectors do not change one another. */
export const random: Randomness = seededRandomness(SEED);

/** The provider by which vectors are made; the others must agree. */
export const provider = nodeProvider;

/** SHA-256, at once. */
export function sha256(data: Uint8Array): Uint8Array {
  return new Uint8Array(createHash("sha256").update(data).digest());
}

/** SEED plus a number: independent vaults that look alike. */
export function seedOf(n: number): Uint8Array {
  return SEED.map((byte) => (byte + n) & 0xff);
}
