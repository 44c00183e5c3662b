import type { Answer } from "../suite/case.js";

/** The version of the protocol between runner and testee. */
export const PROTOCOL = 1;
/** The version of the specification that the suite is about. */
export const SPEC = "1.0";

/** What `hello` answered, with what is absent filled in. */
export interface Hello {
  readonly name: string;
  readonly version: string;
  readonly language: string;
  readonly url?: string;
  readonly spec: readonly string[];
  readonly operations: readonly string[];
  readonly features: readonly string[];
  /** How many requests may be under way at a time. */
  readonly parallel: number;
  /** The longest line that the testee reads, in bytes. */
  readonly maxLineBytes: number;
  /** From a code that the testee gives to the codes that this stands for. */
  readonly aliases: { readonly [code: string]: readonly string[] };
  readonly granularity: "code" | "group" | "reject";
}

/** In what way a testee failed, other than by a wrong answer. */
export type FaultCause =
  /** It answered with `fault`. */
  | "reported"
  | "process-ended"
  /** A line that is no JSON object, or one without an id. */
  | "not-an-answer"
  | "line-too-long"
  | "unknown-id"
  | "second-answer"
  /** None of ok, reject, unsupported and fault, or several, or members of the wrong type. */
  | "malformed"
  /** With validation: it is not what the schema says. */
  | "schema"
  | "timeout"
  /** It failed so often in a row that it is not asked any more. */
  | "given-up";

export interface Fault {
  readonly cause: FaultCause;
  readonly message: string;
  /** The end of standard error since the request was sent. */
  readonly stderr: string;
}

/** What became of a request. */
export type Outcome =
  | { readonly answer: Answer; readonly stderr: () => string }
  | { readonly unsupported: string }
  | { readonly fault: Fault };

/** An answer as it stands on a line, checked for its shape only. */
export interface AnswerLine {
  readonly id: string;
  readonly ok?: object;
  readonly reject?: { readonly code: string };
  readonly unsupported?: { readonly reason: string };
  readonly fault?: { readonly message: string; readonly trace?: unknown };
}
