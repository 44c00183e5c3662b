import type { CaseResult } from "../report/result.js";
import type { Case } from "../suite/case.js";
import type { Fault } from "../wire/messages.js";
import { type ExpectedFailure, staleEntries } from "./expected-failures.js";
import type { RunEvent } from "./options.js";
import type { Finding } from "./run-case.js";

/** The results of a run, as they come in. */
export interface Results {
  /** @param counterexample - its file */
  add(finding: Finding, counterexample?: string): void;
  /** A fault that concerns a case that may be over already. */
  addStray(owner: string, fault: Fault): void;
  /** To be called once at the end: finds the expected failures that passed. */
  finish(cases: readonly Case[]): void;
  get(id: string): CaseResult | undefined;
  requests(): number;
  /** By case id, why it failed. */
  causes(): ReadonlyMap<string, NonNullable<Finding["cause"]>>;
}

/** Keeps results, turns failures that are expected into xfail, and reports each. */
export function createResults(expected: readonly ExpectedFailure[], onEvent: (event: RunEvent) => void): Results {
  const results = new Map<string, CaseResult>();
  const causes = new Map<string, NonNullable<Finding["cause"]>>();
  const strays = new Map<string, Fault>();
  let requests = 0;

  function put(result: CaseResult): void {
    const before = results.get(result.id);
    const final = excused(withStray(result, strays.get(result.id)), expected);
    results.set(result.id, final);
    onEvent({ type: "result", result: final, ...(before === undefined ? {} : { replaces: before.verdict }) });
  }

  return {
    add({ result, requests: sent, cause }, counterexample) {
      requests += sent;
      if (cause !== undefined) causes.set(result.id, cause);
      if (counterexample === undefined || result.failure === undefined) put(result);
      else put({ ...result, failure: { ...result.failure, counterexample } });
    },
    addStray(owner, fault) {
      if (!strays.has(owner)) strays.set(owner, fault);
      const known = results.get(owner);
      if (known?.verdict !== "pass") return;
      causes.set(owner, fault.cause);
      put(known);
    },
    finish(cases) {
      for (const { glob, line, matches } of staleEntries(expected, cases, results)) {
        const reason = `line ${line} of the expected failures, ${glob}, is no longer true: remove it`;
        for (const result of [...results.values()]) {
          if (matches(result.id) && result.verdict === "pass") put({ ...result, verdict: "xpass", reason });
        }
      }
    },
    get: (id) => results.get(id),
    requests: () => requests,
    causes: () => causes,
  };
}

/** A fault of the process weighs more than a good answer before it. */
function withStray(result: CaseResult, stray: Fault | undefined): CaseResult {
  if (stray === undefined || result.verdict !== "pass") return result;
  const { message, stderr } = stray;
  return { ...result, verdict: "fault", failure: { message, ...(stderr === "" ? {} : { stderr }) } };
}

function excused(result: CaseResult, expected: readonly ExpectedFailure[]): CaseResult {
  const { verdict } = result;
  if (verdict !== "fail" && verdict !== "fault" && verdict !== "timeout") return result;
  const entry = expected.find(({ matches }) => matches(result.id));
  return entry === undefined ? result : { ...result, verdict: "xfail", reason: entry.reason };
}
