import { answerOf } from "../suite/oracle.js";
import { hello } from "../testee/hello.js";
import { OPERATIONS } from "../testee/operations.js";
import { readHello } from "../wire/hello.js";
import type { Testee } from "../wire/testee.js";

/** The reference as a testee in this process, for what needs no measurement and no faults. */
export function referenceTestee(): Testee {
  return {
    hello: readHello(hello(["hello", ...Object.keys(OPERATIONS)])),
    call: async (op, args) => ({ answer: await answerOf(op, args), stderr: () => "" }),
    peakMemory: () => undefined,
    renew: async () => {},
    restarts: () => 0,
    close: async () => {},
  };
}
