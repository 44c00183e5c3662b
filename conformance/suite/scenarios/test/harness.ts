import { judge } from "../../../runner/judge.js";
import { failureOf } from "../../../testee/answer.js";
import type { Operations } from "../../../testee/operation.js";
import type { Answer, CaseContext, Rejection, Value, Values } from "../../case.js";
import { provider } from "../kit/seed.js";

/** A context whose testee is this process. */
export function contextOf(operations: Operations): CaseContext {
  async function call(operation: string, args: Values): Promise<Answer> {
    const request = withoutUndefined(structuredClone(args)) as Values;
    try {
      return { ok: withoutUndefined(structuredClone(await operations[operation]!(request, { provider }))) as Values };
    } catch (error) {
      const failure = failureOf(error);
      if (failure.reject !== undefined) return { reject: withoutUndefined(failure.reject) as Rejection };
      throw error;
    }
  }
  return {
    call,
    expect: async (operation, args, expectation) =>
      judge(operation, await call(operation, args), expectation, { strict: true, granularity: "code", aliases: {} }),
    has: () => true,
    profile: "quick",
    seed: 1,
    runs: 1,
    attempt: (run) => run(),
    count: () => {},
    peakMemory: async () => undefined,
  };
}

/** As JSON has it. */
function withoutUndefined(value: Value | undefined): Value | undefined {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map((item) => withoutUndefined(item)!);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key, withoutUndefined(item)]),
  );
}
