import { recordMembers } from "../report/record.js";
import type { CrossVerdict, Exchange } from "../report/result.js";
import { firstDifference } from "../runner/compare.js";
import type { Values } from "../suite/case.js";
import type { Outcome } from "../wire/messages.js";
import type { Testee } from "../wire/testee.js";

/** One of two implementations: asks it for something, and gives `ok`. @throws NotDone */
export type Side = (op: string, args: Values) => Promise<Values>;

/** An implementation did not do its part. */
export class NotDone extends Error {
  readonly verdict: Exclude<CrossVerdict, "pass">;
  readonly exchange: Exchange | undefined;

  constructor(verdict: Exclude<CrossVerdict, "pass">, message: string, exchange?: Exchange) {
    super(message);
    this.verdict = verdict;
    this.exchange = exchange;
  }
}

/** A running testee as a side. */
export function sideOf(testee: Testee): Side {
  return async (op, args) => {
    if (!testee.hello.operations.includes(op)) throw new NotDone("skip", `${testee.hello.name} does not have ${op}`);
    const outcome = await testee.call(op, args, op);
    return okOf(testee.hello.name, op, args, outcome);
  };
}

function okOf(name: string, op: string, args: Values, outcome: Outcome): Values {
  if ("unsupported" in outcome) throw new NotDone("skip", `${name} does not support ${op}: ${outcome.unsupported}`);
  if ("fault" in outcome) {
    const { cause, message } = outcome.fault;
    throw new NotDone(cause === "timeout" ? "timeout" : "fault", `${name} failed in ${op}: ${message}`, {
      op,
      args: recordMembers(args),
    });
  }
  const { ok, reject } = outcome.answer;
  if (ok !== undefined) return ok;
  throw new NotDone("fail", `${name} rejects in ${op} with ${reject.code}`, {
    op,
    args: recordMembers(args),
    answer: { reject: recordMembers(reject) },
  });
}

/** @throws NotDone if what was read is not what was written */
export function demand(what: string, actual: Values, expected: Values): void {
  for (const [name, value] of Object.entries(expected)) {
    const difference = value === undefined ? undefined : firstDifference(value, actual[name], name);
    if (difference !== undefined) throw new NotDone("fail", `${what}: ${difference.message}`);
  }
}
