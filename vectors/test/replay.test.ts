import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { concat } from "../../reference/core/bytes.js";
import { KeepsakeError } from "../../reference/core/errors.js";
import { nobleProvider } from "../../reference/core/provider-noble.js";
import { webCryptoProvider } from "../../reference/core/provider-webcrypto.js";
import { nodeProvider } from "../../reference/node/provider-node.js";
import { loadLayers, plain, type Rejection, type Vector } from "./load.js";
import { REPLAYS } from "./replay/all.js";
import { Fault, type Replay } from "./replay/replay.js";

const PROVIDERS = [nodeProvider, webCryptoProvider, nobleProvider];

/** What a failure says, in the form of a vector. */
function rejectionOf(error: unknown, { released, ...expected }: Rejection): unknown {
  if (error instanceof Fault) return { fault: error.fault };
  if (!(error instanceof KeepsakeError)) throw error;
  const details = Object.keys(expected).filter((key) => key !== "code");
  return { code: error.code, ...Object.fromEntries(details.map((key) => [key, error.details[key]])) };
}

function measure(content: Uint8Array) {
  return { length: content.length, sha256: createHash("sha256").update(content).digest("hex") };
}

async function check(replay: Replay, provider: (typeof PROVIDERS)[number], vector: Vector): Promise<void> {
  const { ok, reject } = vector.expect;
  let given: Uint8Array = new Uint8Array();
  const release = (content: Uint8Array) => {
    given = concat(given, content);
  };
  if (reject === undefined) {
    const outcome = await replay(provider, vector.inputs, release, vector);
    expect(plain(outcome.ok)).toEqual(plain(ok));
    for (const [name, value] of Object.entries(outcome.intermediates ?? {})) {
      expect([name, plain(value)]).toEqual([name, plain(vector.intermediates[name])]);
    }
    return;
  }
  const { released, ...expected } = reject;
  const error = await Promise.resolve()
    .then(() => replay(provider, vector.inputs, release, vector))
    .then(
      () => expect.fail("was accepted"),
      (reason) => reason,
    );
  expect(rejectionOf(error, reject)).toEqual(expected);
  if (released !== undefined) expect(measure(given)).toEqual(released);
}

describe.each(loadLayers().map((file) => [file.layer, file] as const))("vectors: %s", (layer, { vectors }) => {
  const replays = REPLAYS[layer]!;
  describe.each(PROVIDERS.map((provider) => [provider.name, provider] as const))("by %s", (_name, provider) => {
    it.each(vectors.map((vector) => [vector.id, vector] as const))("%s", async (_, vector) => {
      await check(replays[vector.operation]!, provider, vector);
    });
  });
});
