import { KeepsakeError } from "../../core/errors.js";

/** Lets one operation run at a time, and stops it. */
export interface Turn {
  /** @throws KeepsakeError store.conflict if another one runs, and what `operation` throws */
  run<T>(operation: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Stops what runs, with an AbortError, and waits for its end. */
  stop(): Promise<void>;
}

export function createTurn(): Turn {
  let running: { readonly abort: AbortController; readonly done: Promise<unknown> } | undefined;
  return {
    async run(operation) {
      if (running !== undefined) {
        const message = "Something else is still running; wait for it, or cancel it.";
        throw new KeepsakeError("store.conflict", message, { reason: "busy" });
      }
      const abort = new AbortController();
      const done = operation(abort.signal);
      running = { abort, done };
      try {
        return await done;
      } finally {
        running = undefined;
      }
    },
    async stop() {
      running?.abort.abort();
      await running?.done.catch(() => {});
    },
  };
}
