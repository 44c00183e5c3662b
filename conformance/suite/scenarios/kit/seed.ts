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
