import type { Case } from "../suite/case.js";
import type { Testee } from "../wire/testee.js";

/**
 * Runs first the cases that can run beside each other, as many at a time as there may be requests; then, in a new process
 * each, those that run alone.
 *
 * @param signal - after which no further case is begun, and nobody waits for those that were
 */
export async function schedule(
  cases: readonly Case[],
  testees: readonly Testee[],
  runOne: (theCase: Case, testee: Testee) => Promise<void>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const beside = cases.filter((theCase) => !theCase.alone).values();
  const alone = cases.filter((theCase) => theCase.alone).values();

  async function work(testee: Testee): Promise<void> {
    for (const theCase of beside) {
      if (signal?.aborted) return;
      await runOne(theCase, testee);
    }
  }

  async function workAlone(testee: Testee): Promise<void> {
    for (const theCase of alone) {
      if (signal?.aborted) return;
      await testee.renew();
      await runOne(theCase, testee);
    }
  }

  async function workAll(): Promise<void> {
    await Promise.all(testees.flatMap((testee) => Array.from({ length: testee.hello.parallel }, () => work(testee))));
    await Promise.all(testees.map(workAlone));
  }

  if (signal === undefined) return workAll();
  const aborted = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
  return Promise.race([workAll(), aborted]);
}
