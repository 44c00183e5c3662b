import type { Values } from "../../../conformance/suite/case.js";
import type { Inputs, Vector } from "../../../conformance/suite/vectors/load.js";
import type { CryptoProvider } from "../../../reference/core/provider.js";

/**
 * Computes those intermediates of an accepted vector that functions of the reference show.
 *
 * @param answers - `ok` of what the vector's requests were answered with
 */
export type Intermediate = (
  provider: CryptoProvider,
  vector: Vector,
  answers: readonly Values[],
) => Inputs | Promise<Inputs>;

/** By operation of the vectors of a layer. */
export type Intermediates = Readonly<Record<string, Intermediate>>;
