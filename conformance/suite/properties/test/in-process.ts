import { nodeProvider } from "../../../../reference/node/provider-node.js";
import { failureOf } from "../../../testee/answer.js";
import { OPERATIONS } from "../../../testee/operations.js";
import type { Answer, CaseContext, Expectation, Values } from "../../case.js";
import { Mismatch } from "../../case.js";
import { isSame } from "../answers.js";

/** Changes what the testee answers, or is asked. */
export type Sabotage = (operation: string, args: Values, honest: (args?: Values) => Promise<Answer>) => Promise<Answer>;

async function answer(operation: string, args: Values): Promise<Answer> {
  try {
    const given = Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined));
    return { ok: await OPERATIONS[operation]!(given, { provider: nodeProvider }) };
  } catch (error) {
    const failure = failureOf(error);
    if (failure.reject === undefined) throw error;
    return failure as Answer;
  }
}

/** The reference as a testee in this process, strictly judged. */
export function contextOf(runs: number, sabotage?: Sabotage, seed = 1): CaseContext & { requests: number } {
  const call: CaseContext["call"] = (operation, args) => {
    context.requests++;
    const honest = (changed = args) => answer(operation, changed);
    return sabotage === undefined ? honest() : sabotage(operation, args, honest);
  };
  const context = {
    requests: 0,
    call,
    async expect(operation: string, args: Values, expectation: Expectation) {
      const given = await call(operation, args);
      judge(operation, given, expectation);
      return given.ok ?? {};
    },
    has: () => true,
    profile: "quick" as const,
    seed,
    runs,
    attempt: (run) => run(),
    count() {},
    peakMemory: async () => undefined,
  };
  return context;
}

function judge(operation: string, given: Answer, expectation: Expectation): void {
  const fail = (message: string): never => {
    throw new Mismatch(`${operation}: ${message}`, { actual: (given.ok ?? given.reject)! });
  };
  if ("ok" in expectation) {
    if (given.ok === undefined) throw fail(`is refused with ${given.reject.code}: ${given.reject.message}`);
    for (const [name, value] of Object.entries(expectation.ok)) {
      if (value !== undefined && !isSame(given.ok[name], value)) fail(`another ${name}`);
    }
    return;
  }
  const { codes, details = {}, mayRelease } = expectation.reject;
  if (given.reject === undefined) throw fail("is accepted");
  if (!codes.includes(given.reject.code)) fail(`is refused with ${given.reject.code} instead of ${codes}`);
  for (const [name, value] of Object.entries(details)) {
    if (value !== undefined && !isSame(given.reject[name], value)) fail(`another ${name} in the reject`);
  }
  const released = (given.reject.released as Values | undefined)?.length;
  if (mayRelease !== undefined && typeof released === "number" && released > mayRelease.length)
    fail("releases too much");
}
