import { utf8 } from "../../../../reference/core/bytes.js";
import { digest } from "../../../../reference/core/digest.js";
import { type Randomness, seededRandomness } from "../../../../reference/core/randomness.js";
import { nodeProvider } from "../../../../reference/node/provider-node.js";

/** What the suite itself computes with, whatever the testee uses. */
export const provider = nodeProvider;

/** 2026-03-15T00:00:00Z: when the scenarios take place. */
export const NOW = Date.UTC(2026, 2, 15);
/** Milliseconds. */
export const DAY = 86_400_000;

/** 32 bytes for a name: a seed, a key, an id. */
export async function bytesOf(name: string, length = 32): Promise<Uint8Array> {
  return (await digest(provider, utf8(name))).slice(0, length);
}

/** Named randomness of a scenario: the same on every run. */
export async function randomnessOf(name: string): Promise<Randomness> {
  return seededRandomness(await bytesOf(name));
}

/** Bytes that differ with the name and repeat nowhere soon. */
export function contentOf(name: string, length: number): Uint8Array {
  let state = 1;
  for (const byte of utf8(name)) state = (Math.imul(state, 31) + byte) >>> 0;
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}
