import type { CrossPair } from "../report/result.js";
import { Mismatch } from "../suite/case.js";
import type { Testee } from "../wire/testee.js";
import { ARTIFACTS, type Artifact } from "./artifacts.js";
import { NotDone, sideOf } from "./side.js";

/**
 * Lets every testee write each artifact once, and every one read it.
 *
 * @param onPair - called with each result as it is there
 */
export async function crossPairs(
  testees: readonly Testee[],
  onPair: (pair: CrossPair) => void,
  signal: AbortSignal,
): Promise<readonly CrossPair[]> {
  const sides = testees.map(sideOf);
  const pairs: CrossPair[] = [];
  for (const artifact of ARTIFACTS) {
    for (const [producer, writing] of sides.entries()) {
      signal.throwIfAborted();
      const written = await attempt(() => artifact.write(writing));
      for (const [consumer, reading] of sides.entries()) {
        const outcome =
          "failure" in written ? written : await attempt(() => artifact.read(reading, written.value, writing));
        const pair = pairOf(producer, consumer, artifact, outcome);
        pairs.push(pair);
        onPair(pair);
      }
    }
  }
  return pairs;
}

type Attempt<Value> = { readonly value: Value } | { readonly failure: NotDone };

async function attempt<Value>(act: () => Promise<Value>): Promise<Attempt<Value>> {
  try {
    return { value: await act() };
  } catch (error) {
    if (error instanceof NotDone) return { failure: error };
    // What a log says is read with the kit of the scenarios.
    if (error instanceof Mismatch) return { failure: new NotDone("fail", error.message) };
    throw error;
  }
}

function pairOf(producer: number, consumer: number, { name }: Artifact, outcome: Attempt<unknown>): CrossPair {
  const place = { producer, consumer, artifact: name };
  if (!("failure" in outcome)) return { ...place, verdict: "pass" };
  const { verdict, message, exchange } = outcome.failure;
  return { ...place, verdict, message, ...(exchange === undefined ? {} : { exchange }) };
}
