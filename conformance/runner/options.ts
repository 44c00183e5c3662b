import type { CaseResult, RunResult, Verdict } from "../report/result.js";
import type { Case, Level, Profile } from "../suite/case.js";
import type { Hello } from "../wire/messages.js";
import type { ValueExchange } from "./context.js";
import type { Shard } from "./select.js";

/** What to run, and how. */
export interface RunOptions {
  /** Program and arguments that start the testee, without a shell. */
  readonly command: readonly string[];
  /** All that are declared. A promise is waited for while the testee starts. */
  readonly cases: readonly Case[] | Promise<readonly Case[]>;
  /** Globs of ids, in which `*` stands for any characters: only these. */
  readonly only?: readonly string[];
  /** Globs of ids: not these. */
  readonly skip?: readonly string[];
  /** The least level: `may`, which is all, if absent. */
  readonly level?: Level;
  /** `quick` if absent. */
  readonly profile?: Profile;
  readonly shard?: Shard;
  /** From 0 to 2^31 - 1; drawn at random if absent. */
  readonly seed?: number;
  /** How many inputs a property draws; as many as the profile says if absent. */
  readonly runs?: number;
  /** To replay a counterexample: fast-check's path to it, with its seed. */
  readonly path?: string | undefined;
  /** Processes of the testee, each with as many requests under way as its `hello` allows; 1 if absent. */
  readonly parallel?: number;
  /** Demand the exact code of a reject and its members, rather than the group of the code. */
  readonly strict?: boolean;
  /** Content of a file of expected failures. */
  readonly expectedFailures?: string;
  /** Compare every line with its JSON Schema. */
  readonly validateProtocol?: boolean;
  /** Deadline of a small request, in milliseconds, 10,000 if absent. All others are longer or shorter in proportion. */
  readonly deadlineMs?: number;
  /** Folder for the files of counterexamples. It is made when it is needed. */
  readonly counterexamples?: string;
  /** Called with each request and its answer: for a replay, where all of them are shown. */
  readonly onExchange?: (exchange: ValueExchange, wrong?: string) => void;
  readonly onEvent?: (event: RunEvent) => void;
  /** Ends the run; what is known by then is the result. */
  readonly signal?: AbortSignal;
}

/** What happens during a run, as it happens. */
export type RunEvent =
  | { readonly type: "start"; readonly testee: Hello; readonly declared: number; readonly selected: number }
  /**
   * `replaces` says that this result stands in place of an earlier one of the same case: a fault that came to light
   * later, or a pass that is none as the failure was expected.
   */
  | { readonly type: "result"; readonly result: CaseResult; readonly replaces?: Verdict }
  | { readonly type: "end"; readonly run: RunResult };
