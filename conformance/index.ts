/**
 * The conformance suite for programs: run cases against an implementation, follow what happens, replay what failed.
 *
 * ```ts
 * import { allCases, runSuite } from "keepsake/conformance";
 *
 * const run = await runSuite({
 *   command: ["python3", "my_testee.py"],
 *   cases: allCases(),
 *   profile: "quick",
 *   seed: 1,
 *   onEvent: (event) => event.type === "result" && console.log(event.result.verdict, event.result.id),
 * });
 * ```
 *
 * A testee is a program that speaks the protocol of conformance/protocol.md. What goes wrong
 * with the testee is a verdict in the result; what is wrong with the call, or keeps the testee from starting, is thrown as
 * {@link UsageError}.
 *
 * @module
 */
export type {
  CaseResult,
  Counts,
  Exchange,
  Failure,
  Recorded,
  RecordedBytes,
  RecordedReject,
  RunMeta,
  RunResult,
  Verdict,
} from "./report/result.js";
export type { ValueExchange } from "./runner/context.js";
export type { RunEvent, RunOptions } from "./runner/options.js";
export { replayCounterexample } from "./runner/replay.js";
export { runSuite } from "./runner/run.js";
export type { Shard } from "./runner/select.js";
export { allCases } from "./suite/all.js";
export type {
  Answer,
  Case,
  CaseContext,
  Expectation,
  Kind,
  Level,
  MismatchDetails,
  MismatchKind,
  Profile,
  Rejection,
  Value,
  Values,
} from "./suite/case.js";
export { Mismatch } from "./suite/case.js";
export type { Fault, FaultCause, Hello, Outcome } from "./wire/messages.js";
export { UsageError } from "./wire/usage-error.js";
