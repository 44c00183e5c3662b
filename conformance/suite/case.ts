/** What the suite consists of. The runner knows nothing else about a case. */

/** A value of a request or an answer. Bytes are `Uint8Array` here and `{"b64"}` or `{"file"}` on the wire (protocol.md, Values). */
export type Value =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | readonly Value[]
  | { readonly [key: string]: Value | undefined };

/** The members of `args`, `ok` or `reject`. */
export type Values = { readonly [key: string]: Value | undefined };

export type Level = "must" | "should" | "may";

/** Where a case comes from: pinned bytes, generated inputs, systematic damage, sizes and counts at their limits, or a scenario. */
export type Kind = "vector" | "property" | "tamper" | "limit" | "scenario";

/** `quick` is part of `full`, and `full` of `soak`. */
export type Profile = "quick" | "full" | "soak";

/** One row of a report: an operation or a series of them, with what the specification demands. */
export interface Case {
  /** `<kind>/<chapter or layer>/<name>`, such as `vector/sealing/open-tag`. Never changes its meaning, never used again. */
  readonly id: string;
  readonly title: string;
  readonly kind: Kind;
  /** File of the specification, such as `05-header.md`. */
  readonly chapter: string;
  readonly level: Level;
  /** Slugs of the register. */
  readonly requirements: readonly string[];
  /** Without one of these in `hello` the case is skipped. */
  readonly operations: readonly string[];
  /** Features of `hello` without which the case is skipped. */
  readonly features?: readonly string[];
  /** The accepted case that this one was made from by one change. */
  readonly parent?: string;
  readonly mutation?: string;
  /** Why it must be so, in a sentence or two. */
  readonly why: string;
  /** The least profile that runs it; `quick` if absent. A case may also do more in a larger profile. */
  readonly profile?: Profile;
  /** It runs in a new process, beside no other case: for one that measures memory. */
  readonly alone?: boolean;
  /** SHA-256 of the data that it is made from, such as a vector: part of the digest of the cases in a report. */
  readonly digest?: string;
  /** Throws {@link Mismatch} if the testee is wrong. */
  run(context: CaseContext): Promise<void>;
}

/** An answer that is neither a fault nor unsupported. */
export type Answer =
  | { readonly ok: Values; readonly reject?: never }
  | { readonly reject: Rejection; readonly ok?: never };

export type Rejection = { readonly code: string } & Values;

/** What is demanded of one answer. */
export type Expectation =
  /** Every member must be there and equal; members beyond them are not looked at. */
  | { readonly ok: Values }
  | {
      readonly reject: {
        /** Any of these codes. More than one only where the specification leaves it open. */
        readonly codes: readonly string[];
        /** Further members of the reject, compared with `--strict` only. */
        readonly details?: Values;
        /** All content that may have been given out before the failure: what was given out has to be a beginning of it. */
        readonly mayRelease?: Uint8Array;
      };
    };

/** What a case has at hand while it runs. */
export interface CaseContext {
  /**
   * Sends a request. Throws what makes the verdict skip, fault or timeout; a case does not catch that.
   *
   * @param args - members that are undefined are not sent
   */
  call(operation: string, args: Values, deadlineMs?: number): Promise<Answer>;
  /** Sends a request and judges the answer. Returns `ok`, or the members of the reject. Throws {@link Mismatch}. */
  expect(operation: string, args: Values, expectation: Expectation, deadlineMs?: number): Promise<Values>;
  /** Whether the testee has a feature, an operation. For cases that do more where they can. */
  has(operationOrFeature: string): boolean;
  readonly profile: Profile;
  /** For everything that is drawn at random: the same case with the same seed sends the same requests. */
  readonly seed: number;
  /** How many inputs a property draws. */
  readonly runs: number;
  /** When a counterexample is replayed: fast-check's path to it. A property then runs that input only. */
  readonly path?: string;
  /**
   * One try of many, each independent of the others: if `run` fails, the requests that it sent are what a counterexample
   * file holds. Without tries these are the last requests of the case.
   */
  attempt<T>(run: () => Promise<T>): Promise<T>;
  /** Counts inputs of a family, so that a report says how many there were. One request counts as one without this. */
  count(inputs: number): void;
  /** Peak memory of the testee's processes so far, in bytes; undefined where the platform does not tell. */
  peakMemory(): Promise<number | undefined>;
}

/**
 * In what way an answer is wrong, as far as the runner judged it: accepted or rejected though the other was due, another
 * code, content given out too early, bytes in another form than the protocol's, another value.
 */
export type MismatchKind = "accepted" | "rejected" | "code" | "released" | "encoding" | "value";

/** What else a failure can show. */
export interface MismatchDetails {
  readonly kind?: MismatchKind;
  readonly expected?: Value;
  readonly actual?: Value;
  /** Offsets of bytes that were changed, in the named argument. */
  readonly changed?: { readonly argument: string; readonly from: number; readonly to: number };
  /** A property's way to the shrunk input, for `replay`. */
  readonly property?: { readonly seed: number; readonly path: string; readonly counterexample: string };
}

/** The testee is wrong. The runner adds the last request and its answer. */
export class Mismatch extends Error {
  readonly details: MismatchDetails;

  constructor(message: string, details: MismatchDetails = {}) {
    super(message);
    this.details = details;
  }
}
