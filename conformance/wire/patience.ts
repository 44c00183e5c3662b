import type { FaultCause } from "./messages.js";

/** How much a failure of the process weighs: a timeout costs the most time. */
const WEIGHTS: Partial<Record<FaultCause, number>> = { timeout: 4 };
/** From this weight on in a row an operation is not asked for any more, nor anything if nothing was ever answered. */
const MOST = 20;
/** From this weight on in a row nothing is asked any more. */
const MOST_IN_ALL = 400;

/** How long a testee is started again whose process fails. */
export interface Patience {
  /** The process failed, as far as is known because of a request for `op`. */
  failed(cause: FaultCause, op?: string): void;
  answered(op: string): void;
  /** Why `op` is not to be asked for any more; undefined as long as it is. */
  endFor(op: string): string | undefined;
  /** Why the testee is not to be started again; undefined as long as it is. */
  end(): string | undefined;
}

/** Counts failures in a row, without an answer in between: of each operation, and in all. */
export function createPatience(): Patience {
  const ofOperation = new Map<string, number>();
  let inAll = 0;
  let hasAnswered = false;

  return {
    failed(cause, op) {
      const weight = WEIGHTS[cause] ?? 1;
      inAll += weight;
      if (op !== undefined && (ofOperation.get(op) ?? 0) < MOST)
        ofOperation.set(op, (ofOperation.get(op) ?? 0) + weight);
    },
    answered(op) {
      hasAnswered = true;
      inAll = 0;
      if ((ofOperation.get(op) ?? 0) < MOST) ofOperation.delete(op);
    },
    endFor(op) {
      if ((ofOperation.get(op) ?? 0) < MOST) return undefined;
      return `the testee failed at ${op} again and again`;
    },
    end() {
      return inAll >= (hasAnswered ? MOST_IN_ALL : MOST) ? "the testee failed again and again" : undefined;
    },
  };
}
