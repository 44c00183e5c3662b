import type { Answer, Case, CaseContext, Expectation, Profile, Values } from "../suite/case.js";
import { Mismatch } from "../suite/case.js";
import type { Outcome } from "../wire/messages.js";
import type { Testee } from "../wire/testee.js";
import { judge, type Rules } from "./judge.js";

/** Requests that are kept of one try, for a counterexample. */
const MOST_KEPT = 256;

/** A request, what was demanded, and what came. */
export interface ValueExchange {
  readonly op: string;
  readonly args: Values;
  readonly expect?: Expectation;
  outcome?: Outcome;
}

/** The requests that belong together, and the one whose answer was judged wrong. */
export interface Try {
  readonly exchanges: ValueExchange[];
  failed?: ValueExchange;
}

/** What is known of a case when it is over. */
export interface Protocol {
  requests: number;
  /** What the case counted itself. */
  inputs: number | undefined;
  current: Try;
  /** The last try that failed. */
  failed: Try | undefined;
  /** Why the case cannot go on: the first outcome that was no answer. */
  end: { readonly exchange: ValueExchange; readonly outcome: Exclude<Outcome, { answer: Answer }> } | undefined;
}

/** With what a case is run. */
export interface Conduct {
  readonly testee: Testee;
  readonly rules: Rules;
  readonly profile: Profile;
  readonly seed: number;
  readonly runs: number;
  readonly path?: string | undefined;
  /** Called with each exchange when it is over. @param wrong - what is wrong with the answer */
  readonly onExchange?: ((exchange: ValueExchange, wrong?: string) => void) | undefined;
}

/** Ends a case that was not answered. No verdict on the implementation. */
class NotAnswered extends Error {}

/** What a case is given, and the protocol of what it does with it. */
export function createContext(theCase: Case, conduct: Conduct): { context: CaseContext; protocol: Protocol } {
  const { testee } = conduct;
  const known = new Set([...testee.hello.operations, ...testee.hello.features]);
  // Each request of the other kinds stands alone; their inputs are large, and are not held.
  const kept = theCase.kind === "property" || theCase.kind === "scenario" ? MOST_KEPT : 1;
  const protocol: Protocol = {
    requests: 0,
    inputs: undefined,
    current: { exchanges: [] },
    failed: undefined,
    end: undefined,
  };

  async function send(exchange: ValueExchange, deadlineMs?: number): Promise<Answer> {
    if (protocol.end !== undefined) throw new NotAnswered();
    const { exchanges } = protocol.current;
    if (exchanges.push(exchange) > kept) exchanges.shift();
    protocol.requests++;
    const outcome = await testee.call(exchange.op, exchange.args, theCase.id, deadlineMs);
    exchange.outcome = outcome;
    if ("answer" in outcome) return outcome.answer;
    protocol.end ??= { exchange, outcome };
    throw new NotAnswered();
  }

  const context: CaseContext = {
    profile: conduct.profile,
    seed: conduct.seed,
    runs: conduct.runs,
    ...(conduct.path === undefined ? {} : { path: conduct.path }),
    async call(op, args, deadlineMs) {
      const exchange = { op, args };
      try {
        return await send(exchange, deadlineMs);
      } finally {
        conduct.onExchange?.(exchange);
      }
    },
    async expect(op, args, expect, deadlineMs) {
      const exchange = { op, args, expect };
      const ofTry = protocol.current;
      let wrong: string | undefined;
      try {
        const answer = await send(exchange, deadlineMs);
        return judge(op, answer, expect, conduct.rules);
      } catch (error) {
        if (error instanceof Mismatch) {
          ofTry.failed = exchange;
          wrong = error.message;
        }
        throw error;
      } finally {
        conduct.onExchange?.(exchange, wrong);
      }
    },
    has: (name) => known.has(name),
    async attempt(run) {
      const ofTry: Try = { exchanges: [] };
      protocol.current = ofTry;
      try {
        return await run();
      } catch (error) {
        if (error instanceof Mismatch) protocol.failed = ofTry;
        throw error;
      }
    },
    count(inputs) {
      protocol.inputs = (protocol.inputs ?? 0) + inputs;
    },
    peakMemory: async () => testee.peakMemory(),
  };
  return { context, protocol };
}
