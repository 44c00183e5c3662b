import type { Kind, Level, Profile } from "../suite/case.js";
import type { Hello } from "../wire/messages.js";

/** What a run of the suite found, as plain JSON: what `--json` writes, and what all other reports are made from. */
export interface RunResult {
  /** Version of this form. */
  readonly format: 1;
  readonly meta: RunMeta;
  /** One for each selected case, skipped ones too, in the order of the suite. */
  readonly results: readonly CaseResult[];
  /** If the failures have one reason that lies with the testee rather than the protocol: what it looks like, and why. */
  readonly hint?: string;
}

/** Under what circumstances the suite was run, so that a report cannot look better than it is. */
export interface RunMeta {
  /** Version of the suite: that of the package. */
  readonly suite: string;
  /** Version of the specification, such as `1.0`. */
  readonly spec: string;
  /** SHA-256 of the declared cases (ids, vectors, and what else they are made from), 64 hex digits. */
  readonly digest: string;
  readonly seed: number;
  readonly profile: Profile;
  readonly shard: { readonly index: number; readonly of: number };
  /** Cases of lower levels were not selected. */
  readonly level: Level;
  /** Whether the exact code was demanded, rather than its group. */
  readonly strict: boolean;
  /** Globs of `--only` and `--skip`. */
  readonly only: readonly string[];
  readonly skip: readonly string[];
  /** `--runs`; absent if the profile says how many inputs a property draws. */
  readonly runs?: number;
  /** Requests that were under way at a time. */
  readonly parallel: number;
  /** Whether every line was compared with its schema. */
  readonly validated: boolean;
  /** Milliseconds since 1970. */
  readonly started: number;
  /** Milliseconds. */
  readonly duration: number;
  /** The command that starts the testee, and its arguments. */
  readonly command: readonly string[];
  readonly testee: Hello;
  readonly counts: Counts;
  /** Whether the run was stopped before every selected case was run. */
  readonly stopped: boolean;
}

export interface Counts {
  /** Cases of the suite. */
  readonly declared: number;
  /** Those that `--only`, `--skip`, `--level`, `--profile` and `--shard` left. */
  readonly selected: number;
  /** Those that were put to the testee. */
  readonly run: number;
  /** Those of the selected that were not run or could not be finished: verdict skip. */
  readonly skipped: number;
  /** How many of the declared were not selected, by reason. */
  readonly notSelected: { readonly [reason in "only" | "skip" | "level" | "profile" | "shard"]?: number };
  /** How many were skipped, by reason, such as "vault.prune is not among the operations of hello". */
  readonly skippedBy: { readonly [reason: string]: number };
  /** Requests and answers of the whole run. */
  readonly requests: number;
  /** Inputs of the whole run: a family of 1,000 damaged files is one case and 1,000 inputs. */
  readonly inputs: number;
  /** Times that the testee was started again. */
  readonly restarts: number;
}

/**
 * `xfail`: failed, and an expected failure says so. `xpass`: passed although an expected failure says otherwise, which
 * counts as a failure of the run.
 */
export type Verdict = "pass" | "fail" | "fault" | "timeout" | "skip" | "xfail" | "xpass";

export interface CaseResult {
  readonly id: string;
  readonly title: string;
  readonly kind: Kind;
  /** File of the specification, such as `05-header.md`. */
  readonly chapter: string;
  readonly level: Level;
  readonly requirements: readonly string[];
  /** What the case asks of the testee; from this the matrix tells who wrote and who read. */
  readonly operations: readonly string[];
  readonly verdict: Verdict;
  /** In a sentence: of a skip why, of an xfail or xpass what the list of expected failures says. */
  readonly reason?: string;
  /** Milliseconds. */
  readonly ms: number;
  /** How many inputs were put to the testee. */
  readonly inputs: number;
  /** Where the case comes from; of a vector or a scenario that is damaged. */
  readonly parent?: string;
  readonly mutation?: string;
  /** Why it must be so. */
  readonly why: string;
  /** For fail, fault, timeout and xfail. */
  readonly failure?: Failure;
}

export interface Failure {
  /** What is wrong, in a sentence. */
  readonly message: string;
  /** The request that was answered wrongly or not at all; absent if there was none. */
  readonly exchange?: Exchange;
  /** Of what was compared, if it is not the answer as it stands. */
  readonly expected?: Recorded;
  readonly actual?: Recorded;
  /** Bytes that the case changed in an argument of the request. */
  readonly changed?: { readonly argument: string; readonly from: number; readonly to: number };
  /** The end of what the testee wrote to standard error, since the case began. */
  readonly stderr?: string;
  /** A property's way to the shrunk input. */
  readonly property?: { readonly seed: number; readonly path: string; readonly counterexample: string };
  /** File that `replay` takes, if --counterexamples was given. */
  readonly counterexample?: string;
}

/** A request and its answer, with bytes as {@link RecordedBytes}. */
export interface Exchange {
  readonly op: string;
  readonly args: { readonly [name: string]: Recorded };
  /** What was demanded; absent if the case judges the answer itself. */
  readonly expect?: { readonly ok: Recorded } | { readonly reject: RecordedReject };
  /** The answer (`ok`, `reject`, `unsupported` or `fault`); absent if there was none. */
  readonly answer?: { readonly [kind: string]: Recorded };
}

export interface RecordedReject {
  readonly codes: readonly string[];
  readonly details?: Recorded;
  readonly mayRelease?: Recorded;
}

/** A value of a request or an answer as JSON. */
export type Recorded =
  | null
  | boolean
  | number
  | string
  | RecordedBytes
  | readonly Recorded[]
  | { readonly [key: string]: Recorded | undefined };

/**
 * Bytes: the whole of them in `b64`, or, of long ones, a part: `b64` is then what begins at `from`, and `length` is that
 * of all.
 */
export interface RecordedBytes {
  readonly b64: string;
  readonly from?: number;
  readonly length?: number;
}

/** What implementations make of each other's files, as plain JSON: what `conformance cross --json` writes. */
export interface CrossResult {
  /** Version of this form. */
  readonly format: 1;
  readonly cross: {
    readonly suite: string;
    readonly spec: string;
    /** Milliseconds since 1970. */
    readonly started: number;
    /** Milliseconds. */
    readonly duration: number;
    readonly testees: readonly (Hello & { readonly command: readonly string[] })[];
  };
  readonly pairs: readonly CrossPair[];
}

/** One implementation read what another one, or itself, wrote. */
export interface CrossPair {
  /** Index into `testees`. */
  readonly producer: number;
  readonly consumer: number;
  /** What was written and read, such as "header". */
  readonly artifact: string;
  readonly verdict: CrossVerdict;
  /** In a sentence, for every verdict but pass. */
  readonly message?: string;
  readonly exchange?: Exchange;
}

export type CrossVerdict = Exclude<Verdict, "xfail" | "xpass">;
