import type { ProgressLine } from "./progress-line.js";

/** What a verb's module gets besides its arguments. */
export interface Context {
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  readonly line: ProgressLine;
  /** Whether --json was given: then nothing but the result goes to stdout. */
  readonly json: boolean;
}

/** What a verb's module hands back; the command prints it. */
export interface Outcome {
  /** Printed with --json. */
  readonly result: unknown;
  /** Printed on stdout without --json. */
  readonly text: string;
  /** Printed on stderr: losses, warnings. */
  readonly notes?: readonly string[];
  /** 0 if absent. */
  readonly exitCode?: number;
}

/** The part of a verb that does its work, in a file of its own, loaded when it runs. */
export interface VerbModule {
  run(context: Context, options: never, ...args: never[]): Promise<Outcome>;
}

/** An option as commander writes it, what it means, and the values it can have if they are few. */
export type VerbOption = readonly [flags: string, meaning: string, choices?: readonly string[]];

/** What `--help` says of a verb, and where its work is done. */
export interface Verb {
  /** Name and arguments, such as `init <vault>`; two words for a verb of a group. */
  readonly usage: string;
  /** What it does with a vault: then it has the options for one in a bucket. */
  readonly vault?: "read" | "write";
  readonly summary: string;
  /** More, for its own help. */
  readonly details?: string;
  readonly options?: readonly VerbOption[];
  /** Options that must be given. */
  readonly required?: readonly VerbOption[];
  readonly examples: readonly string[];
  /** The shape of what --json prints; absent if a verb has no such option, or another one of this name. */
  readonly json?: string;
  readonly load: () => Promise<VerbModule>;
}
