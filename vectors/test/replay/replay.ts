import type { CryptoProvider } from "../../../reference/core/provider.js";
import type { Inputs, Vector } from "../load.js";

/** What a replay gives. */
export interface Outcome {
  readonly ok: Inputs;
  /** Those that public functions show. */
  readonly intermediates?: Inputs;
}

/** Replays a vector of one operation. Gives `release` what it had given out before it failed. */
export type Replay = (
  provider: CryptoProvider,
  inputs: Inputs,
  release: (content: Uint8Array) => void,
  vector: Vector,
) => Promise<Outcome> | Outcome;

/** The operations of a layer. */
export type Replays = Readonly<Record<string, Replay>>;

/** A failure of a layer that leaves the code to the layers above. */
export class Fault extends Error {
  readonly fault: string;

  constructor(fault: string) {
    super(fault);
    this.fault = fault;
  }
}

/** The same small pseudo-random cuts on every run. */
export function* cuts(length: number): Generator<number> {
  let state = length + 1;
  for (let at = 0; at < length; ) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    at = Math.min(length, at + 1 + (state % 20_000));
    yield at;
  }
}
