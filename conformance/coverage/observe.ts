import { runSuite } from "../runner/run.js";
import type { Case, CaseContext } from "../suite/case.js";

/** What the reference answered in a case. */
export interface Observed {
  readonly accepts: boolean;
  readonly rejects: boolean;
}

/**
 * Runs the suite against the reference and sees which cases hold an acceptance, and which hold something that must not
 * be accepted: a request that is rejected, or one that was made from an accepted case by one change.
 *
 * @param command - starts the reference as a testee
 * @throws Error if a case does not pass
 */
export async function observe(
  command: readonly string[],
  cases: readonly Case[],
  seed: number,
): Promise<ReadonlyMap<string, Observed>> {
  const observed = new Map<string, { accepts: boolean; rejects: boolean }>();
  const watched = cases.map((theCase): Case => {
    const seen = { accepts: false, rejects: theCase.mutation !== undefined };
    observed.set(theCase.id, seen);
    return { ...theCase, run: (context) => theCase.run(watch(context, seen)) };
  });
  const { results } = await runSuite({ command, cases: watched, seed, profile: "quick", parallel: 2 });
  const failed = results.find(({ verdict }) => verdict !== "pass");
  if (failed !== undefined) throw new Error(`${failed.id} ended in ${failed.verdict}: mend that first`);
  return observed;
}

function watch(context: CaseContext, seen: { accepts: boolean; rejects: boolean }): CaseContext {
  const note = (accepted: boolean) => {
    if (accepted) seen.accepts = true;
    else seen.rejects = true;
  };
  return Object.assign(Object.create(context) as CaseContext, {
    call: async (...args: Parameters<CaseContext["call"]>) => {
      const answer = await context.call(...args);
      note(answer.ok !== undefined);
      return answer;
    },
    expect: (...args: Parameters<CaseContext["expect"]>) => {
      note("ok" in args[2]);
      return context.expect(...args);
    },
  });
}
