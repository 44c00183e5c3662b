import type { Expectation, Values } from "../case.js";
import type { Vector } from "./load.js";

/** One request of a vector, and what is demanded of its answer. */
export interface Request {
  readonly operation: string;
  /** Given the members of `ok` of the requests before, where a request goes on from them. */
  readonly args: Values | ((before: readonly Values[]) => Values);
  readonly expectation: Expectation;
  /** What the answers up to this one have to give together. Throws a Mismatch. */
  readonly verify?: (answers: readonly Values[]) => void;
  /** Features and operations without which this request is left out. The first request of a vector has none. */
  readonly needs?: readonly string[];
}

/** What the vectors of one operation of a layer need of a testee, and the requests that they become. */
export interface Adapter {
  /** The operations without which a vector says nothing. */
  readonly operations: readonly string[];
  readonly features?: readonly string[];
  /** @param parent - the accepted vector that a rejected one was made from */
  readonly requests: (vector: Vector, parent: Vector | undefined) => readonly Request[] | Promise<readonly Request[]>;
}

/** By operation of the vectors. */
export type Adapters = Readonly<Record<string, Adapter>>;

/** What a vector that has a code demands, with `ok` as it stands on the wire. */
export function expectationOf({ expect }: Vector, ok: () => Values): Expectation {
  const { reject } = expect;
  if (reject === undefined) return { ok: ok() };
  const { code, fault: _, released: __, ...details } = reject;
  return {
    reject: {
      codes: [code!],
      ...(Object.keys(details).length === 0 ? {} : { details: details as Values }),
    },
  };
}

/** A vector whose inputs and result are one request, with nothing more to try. */
export function single(operation: string, args: (vector: Vector) => Values, ok: (vector: Vector) => Values): Adapter {
  return {
    operations: [operation],
    requests: (vector) => [{ operation, args: args(vector), expectation: expectationOf(vector, () => ok(vector)) }],
  };
}
