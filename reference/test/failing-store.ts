import { KeepsakeError } from "../core/errors.js";
import { collect, type Store } from "../core/store.js";

/** How a call to a store can fail. */
export type Failure =
  /** Nothing was done. */
  | "error"
  /** It was done, and the answer was lost. */
  | "answer lost"
  /** It was given up, and is done after the program has ended. */
  | "late"
  /** A put stored the first half under the name, which no store may do; another call did nothing. */
  | "torn";

/** A store of which one call fails. */
export interface FailingStore extends Store {
  /** The call that has failed, such as "put objects/…"; undefined if there were not so many. */
  readonly failed: string | undefined;
  /** Does what was late. */
  settle(): Promise<void>;
}

/** @param lasts - whether all later calls fail too, without doing anything: the network is gone */
export function failingStore(store: Store, n: number, failure: Failure, lasts: boolean): FailingStore {
  let count = 0;
  let failed: string | undefined;
  let late: () => Promise<unknown> = async () => {};

  async function step<T>(call: string, run: () => Promise<T>, torn: () => Promise<unknown>): Promise<T> {
    const index = count++;
    if (index < n || (index > n && !lasts)) return run();
    if (index === n) {
      failed = call;
      if (failure === "answer lost") await run();
      if (failure === "late") late = run;
      if (failure === "torn") await torn();
    }
    throw new KeepsakeError("store.unavailable", "The network is gone.");
  }
  const nothing = async () => {};

  return {
    get failed() {
      return failed;
    },
    settle: async () => void (await late()),
    get: (name) => step(`get ${name}`, () => store.get(name), nothing),
    getRange: (name, offset, length) => step(`get ${name}`, () => store.getRange(name, offset, length), nothing),
    delete: (name) => step(`delete ${name}`, () => store.delete(name), nothing),
    async putIfAbsent(name, data) {
      // A client has read what it sends later.
      const bytes = await collect(data);
      const half = () => store.putIfAbsent(name, bytes.subarray(0, bytes.length >> 1));
      return step(`put ${name}`, () => store.putIfAbsent(name, bytes), half);
    },
    async *list(prefix) {
      await step(`list ${prefix}`, nothing, nothing);
      yield* store.list(prefix);
    },
  };
}
