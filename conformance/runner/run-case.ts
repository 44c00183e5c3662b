import { setImmediate as turn } from "node:timers/promises";
import { record, recordMembers } from "../report/record.js";
import type { CaseResult, Exchange, Failure, RecordedReject, Verdict } from "../report/result.js";
import { type Case, type Expectation, Mismatch, type MismatchKind } from "../suite/case.js";
import type { FaultCause, Outcome } from "../wire/messages.js";
import { type Conduct, createContext, type Protocol, type Try, type ValueExchange } from "./context.js";

/** What came of a case, with what a report does not need. */
export interface Finding {
  readonly result: CaseResult;
  readonly requests: number;
  /** Why it failed, for a look at all failures together. */
  readonly cause?: FaultCause | MismatchKind | "other";
  /** The requests of the failing try, with all their bytes. */
  readonly tried?: Try;
}

/** Runs a case, unless the testee lacks what it needs. Never throws. */
export async function runCase(theCase: Case, conduct: Conduct): Promise<Finding> {
  const lack = lackOf(theCase, conduct);
  if (lack !== undefined) return { result: resultOf(theCase, "skip", 0, 0, { reason: lack }), requests: 0 };
  const { context, protocol } = createContext(theCase, conduct);
  const started = performance.now();
  let thrown: unknown;
  try {
    await theCase.run(context);
  } catch (error) {
    thrown = error;
  }
  const ms = Math.round((performance.now() - started) * 10) / 10;
  const found = await verdictOf(protocol, thrown);
  const { verdict, reason, failure, cause } = found;
  const result = resultOf(theCase, verdict, ms, protocol.inputs ?? protocol.requests, {
    ...(reason === undefined ? {} : { reason }),
    ...(failure === undefined ? {} : { failure }),
  });
  if (cause === undefined) return { result, requests: protocol.requests };
  return { result, requests: protocol.requests, cause, tried: protocol.failed ?? protocol.current };
}

function lackOf({ operations, features = [] }: Case, { testee: { hello } }: Conduct): string | undefined {
  const operation = operations.find((name) => !hello.operations.includes(name));
  if (operation !== undefined) return `${operation} is not among the operations of hello`;
  const feature = features.find((name) => !hello.features.includes(name));
  return feature === undefined ? undefined : `${feature} is not among the features of hello`;
}

function resultOf(
  theCase: Case,
  verdict: Verdict,
  ms: number,
  inputs: number,
  more: { readonly reason?: string; readonly failure?: Failure },
): CaseResult {
  const { id, title, kind, chapter, level, requirements, operations, parent, mutation, why } = theCase;
  return {
    id,
    title,
    kind,
    chapter,
    level,
    requirements,
    operations,
    verdict,
    ms,
    inputs,
    ...(parent === undefined ? {} : { parent }),
    ...(mutation === undefined ? {} : { mutation }),
    why,
    ...more,
  };
}

interface Found {
  readonly verdict: Verdict;
  readonly reason?: string;
  readonly failure?: Failure;
  readonly cause?: Finding["cause"] & string;
}

async function verdictOf(protocol: Protocol, thrown: unknown): Promise<Found> {
  if (protocol.end !== undefined) {
    const { exchange, outcome } = protocol.end;
    if ("unsupported" in outcome) return { verdict: "skip", reason: `${exchange.op}: ${outcome.unsupported}` };
    const { cause, message, stderr } = outcome.fault;
    const verdict = cause === "timeout" ? "timeout" : "fault";
    return { verdict, cause, failure: failureOf(`${exchange.op}: ${message}`, exchange, {}, stderr) };
  }
  if (thrown === undefined) return { verdict: "pass" };
  const tried = protocol.failed ?? protocol.current;
  const exchange = tried.failed ?? tried.exchanges.at(-1);
  // What the testee wrote to standard error beside its answer is read first.
  await turn();
  const outcome = exchange?.outcome;
  const stderr = outcome !== undefined && "answer" in outcome ? outcome.stderr() : "";
  if (thrown instanceof Mismatch) {
    const { kind = "other" } = thrown.details;
    return { verdict: "fail", cause: kind, failure: failureOf(thrown.message, exchange, thrown.details, stderr) };
  }
  const said = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  const message =
    outcome === undefined
      ? `the case itself failed, which is a mistake of the suite; please report it: ${said}`
      : `the case could not make use of the answers, of which a member may be missing or of another type: ${said}`;
  return { verdict: "fail", cause: "other", failure: failureOf(message, exchange, {}, stderr) };
}

function failureOf(
  message: string,
  exchange: ValueExchange | undefined,
  { expected, actual, changed, property }: Mismatch["details"],
  stderr: string,
): Failure {
  return {
    message,
    ...(exchange === undefined ? {} : { exchange: recordExchange(exchange, changed) }),
    ...(expected === undefined ? {} : { expected: record(expected) }),
    ...(actual === undefined ? {} : { actual: record(actual) }),
    ...(changed === undefined ? {} : { changed }),
    ...(stderr === "" ? {} : { stderr }),
    ...(property === undefined ? {} : { property }),
  };
}

/** An exchange as plain JSON. @param changed - bytes that are to be seen in it */
export function recordExchange(
  { op, args, expect, outcome }: ValueExchange,
  changed?: Mismatch["details"]["changed"],
): Exchange {
  const answer = outcome === undefined ? undefined : recordOutcome(outcome);
  return {
    op,
    args: recordMembers(args, changed),
    ...(expect === undefined ? {} : { expect: recordExpectation(expect) }),
    ...(answer === undefined ? {} : { answer }),
  };
}

function recordExpectation(expect: Expectation): NonNullable<Exchange["expect"]> {
  if ("ok" in expect) return { ok: recordMembers(expect.ok) };
  const { codes, details, mayRelease } = expect.reject;
  const reject: RecordedReject = {
    codes,
    ...(details === undefined ? {} : { details: recordMembers(details) }),
    ...(mayRelease === undefined ? {} : { mayRelease: record(mayRelease) }),
  };
  return { reject };
}

/** Only what the testee said: of a process that ended there is no answer. */
function recordOutcome(outcome: Outcome): Exchange["answer"] {
  if ("unsupported" in outcome) return { unsupported: { reason: outcome.unsupported } };
  if ("fault" in outcome) {
    return outcome.fault.cause === "reported" ? { fault: { message: outcome.fault.message } } : undefined;
  }
  const { ok, reject } = outcome.answer;
  return ok === undefined ? { reject: recordMembers(reject) } : { ok: recordMembers(ok) };
}
