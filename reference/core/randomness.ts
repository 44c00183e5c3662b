import { hkdf } from "@noble/hashes/hkdf.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { utf8 } from "./bytes.js";

/**
 * Gives `length` random bytes for the value called `name`. Names exist so that tests can be reproduced whatever the
 * order in which values are asked for; the real source ignores them. Spec: Named randomness.
 */
export type Randomness = (name: string, length: number) => Uint8Array;

/** Most that one call of getRandomValues gives. */
const BLOCK = 65_536;

/** The platform's cryptographic random number generator. [@random-secure] */
export const secureRandomness: Randomness = (_name, length) => {
  const bytes = new Uint8Array(length);
  for (let offset = 0; offset < length; offset += BLOCK) {
    crypto.getRandomValues(bytes.subarray(offset, offset + BLOCK));
  }
  return bytes;
};

/**
 * Randomness for tests and vectors: the same seed and name give the same bytes. [@random-named-tests-only]
 *
 * @param seed - 32 bytes
 */
export function seededRandomness(seed: Uint8Array): Randomness {
  if (seed.length !== 32) throw new RangeError(`expected a seed of 32 bytes, got ${seed.length}`);
  const secret = seed.slice();
  return (name, length) => hkdf(sha512, secret, undefined, utf8(`keepsake/v1/test-randomness\0${name}`), length);
}
