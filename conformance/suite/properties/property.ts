import fc from "fast-check";
import { type CaseContext, Mismatch } from "../case.js";

/** Inputs of cost 1 that are tried while a counterexample is made smaller, so that a failing run ends soon too. */
const MOST_SHRINKS = 500;
/** However much an input costs. */
const LEAST_SHRINKS = 40;

/** How a property draws its inputs. */
export interface PropertyOptions {
  /** How many times as long as one small request an input takes: that many fewer inputs are drawn. */
  readonly cost?: number;
}

/**
 * Checks a property of the testee: draws inputs, and makes the first one smaller for which the testee is wrong, by
 * sending smaller ones. With `context.path` only that input is tried.
 *
 * @param predicate - throws Mismatch if the testee is wrong. Whatever else it throws, such as the end of the testee's
 *   process, ends the property at once and as it is: it is no verdict on an input.
 * @throws Mismatch with the way to the smallest input
 */
export async function property<Inputs extends [unknown, ...unknown[]]>(
  context: CaseContext,
  arbitraries: { [Index in keyof Inputs]: fc.Arbitrary<Inputs[Index]> },
  predicate: (...inputs: Inputs) => Promise<void>,
  { cost = 1 }: PropertyOptions = {},
): Promise<void> {
  const mostShrinks = Math.max(LEAST_SHRINKS, MOST_SHRINKS / cost);
  let shrinks = -1;
  const outcome = await new Promise<fc.RunDetails<[Inputs]>>((resolve, reject) => {
    const judged = async (inputs: Inputs): Promise<void> => {
      if (shrinks >= 0 && ++shrinks > mostShrinks) return;
      try {
        await context.attempt(() => predicate(...inputs));
      } catch (error) {
        if (error instanceof Mismatch) {
          shrinks = Math.max(shrinks, 0);
          throw error;
        }
        reject(error);
        // fast-check would go on with other inputs; it is left waiting.
        await new Promise(() => {});
      }
    };
    const drawn = fc.tuple(...(arbitraries as unknown as fc.Arbitrary<unknown>[])) as unknown as fc.Arbitrary<Inputs>;
    fc.check(fc.asyncProperty(drawn, judged), {
      seed: context.seed,
      numRuns: Math.max(1, Math.round(context.runs / cost)),
      ...(context.path === undefined ? {} : { path: context.path, endOnFailure: true }),
    }).then(resolve, reject);
  });
  context.count(outcome.numRuns + outcome.numShrinks);
  if (!outcome.failed) return;
  const failure = outcome.errorInstance;
  if (!(failure instanceof Mismatch)) throw failure;
  const counterexample = fc.stringify(outcome.counterexample?.[0]);
  throw new Mismatch(failure.message, {
    ...failure.details,
    property: { seed: outcome.seed, path: outcome.counterexamplePath ?? "", counterexample },
  });
}
