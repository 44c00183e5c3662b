import { describe, expect, it } from "vitest";
import type { Answer, Values } from "../../conformance/suite/case.js";
import { answerOf } from "../../conformance/suite/oracle.js";
import { inProcess } from "../../conformance/suite/test/in-process.js";
import { cases } from "../../conformance/suite/vectors/index.js";
import { loadLayers, type Vector } from "../../conformance/suite/vectors/load.js";
import { nobleProvider } from "../../reference/core/provider-noble.js";
import { webCryptoProvider } from "../../reference/core/provider-webcrypto.js";
import { nodeProvider } from "../../reference/node/provider-node.js";
import { INTERMEDIATES } from "./intermediates/all.js";
import { plain } from "./load.js";

const PROVIDERS = [nodeProvider, webCryptoProvider, nobleProvider];

const runs = new Map(cases().map(({ id, run }) => [id, run]));

/** What was asked, and the answer. */
interface Exchange {
  readonly args: Values;
  readonly answer: Answer;
}

/** Does the requests that the vector is as a case of the conformance suite, each with what the vector demands. */
async function replay(provider: (typeof PROVIDERS)[number], layer: string, { id }: Vector): Promise<Exchange[]> {
  const exchanges: Exchange[] = [];
  const context = inProcess("full", undefined, async (operation, args) => {
    const answer = await answerOf(operation, args, provider);
    exchanges.push({ args, answer });
    return answer;
  });
  await runs.get(`vector/${layer}/${id}`)!(context);
  return exchanges;
}

/** The reference gives out all that it may before it fails, and knows the reason; the suite does not ask that of everyone. */
function expectExactly({ fault, released }: NonNullable<Vector["expect"]["reject"]>, exchanges: Exchange[]): void {
  for (const { args, answer } of exchanges) {
    if (fault !== undefined && answer.reject?.reason !== undefined) expect(answer.reject.reason).toBe(fault);
    // A message that is opened whole gives out nothing; what is read from a store always comes in pieces.
    const inPieces = args.cuts !== undefined || args.reference !== undefined;
    if (released !== undefined && inPieces) expect(answer.reject?.released).toEqual(released);
  }
}

async function expectIntermediates(
  provider: (typeof PROVIDERS)[number],
  layer: string,
  vector: Vector,
  exchanges: Exchange[],
): Promise<void> {
  const answers = exchanges.flatMap(({ answer }) => (answer.ok === undefined ? [] : [answer.ok]));
  const actual = await INTERMEDIATES[layer]?.[vector.operation]?.(provider, vector, answers);
  for (const [name, value] of Object.entries(actual ?? {})) {
    expect([name, plain(value)]).toEqual([name, plain(vector.intermediates[name])]);
  }
}

describe.each([...loadLayers()].map((file) => [file.layer, file] as const))("vectors: %s", (layer, { vectors }) => {
  describe.each(PROVIDERS.map((provider) => [provider.name, provider] as const))("by %s", (_name, provider) => {
    it.each(vectors.map((vector) => [vector.id, vector] as const))("%s", async (_, vector) => {
      const exchanges = await replay(provider, layer, vector);
      expect(exchanges.length).toBeGreaterThan(0);
      const { reject } = vector.expect;
      if (reject !== undefined) expectExactly(reject, exchanges);
      else await expectIntermediates(provider, layer, vector, exchanges);
    });
  });
});
