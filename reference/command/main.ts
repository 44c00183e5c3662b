#!/usr/bin/env node
import { CommanderError } from "commander";
import { EXIT_CODES, exitCodeOf, Interrupted } from "./exit-codes.js";
import { createProgram } from "./program.js";
import type { Verb } from "./verb.js";
import { printable, printableLines } from "./words.js";

const stop = new AbortController();

// The first Ctrl-C stops at the next safe place. The second does not wait for it: files are put in place whole, so
// even then nothing is half-written.
process.on("SIGINT", () => {
  if (stop.signal.aborted) process.exit(EXIT_CODES.interrupted);
  stop.abort(new Interrupted());
});

// A reader such as `head` that has seen enough is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(EXIT_CODES.ok);
  process.stderr.write(`keepsake: The output cannot be written (${error.message}).\n`);
  process.exit(EXIT_CODES.store);
});

try {
  await createProgram(run).parseAsync();
} catch (error) {
  process.exitCode = await reportFailure(error);
}

async function run(verb: Verb, options: Record<string, unknown>, args: unknown[]): Promise<void> {
  const [{ useProvider }, { progressLine }, module] = await Promise.all([
    import("./use-provider.js"),
    import("./progress-line.js"),
    verb.load(),
  ]);
  await useProvider(process.env.KEEPSAKE_PROVIDER);
  const line = progressLine();
  const json = options.json === true;
  try {
    const outcome = await module.run({ signal: stop.signal, line, json }, options as never, ...(args as never[]));
    line.clear();
    const text = json ? JSON.stringify(outcome.result, bytesAsHex, 2) : printableLines(outcome.text);
    if (text !== "") process.stdout.write(`${text}\n`);
    for (const note of outcome.notes ?? []) process.stderr.write(`${printable(note)}\n`);
    process.exitCode = outcome.exitCode ?? EXIT_CODES.ok;
  } catch (error) {
    line.clear();
    throw error;
  }
}

function bytesAsHex(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString("hex") : value;
}

/** Says what went wrong and returns the exit code. */
async function reportFailure(thrown: unknown): Promise<number> {
  // Commander has already said it.
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? EXIT_CODES.ok : EXIT_CODES.usage;
  // An operation that was stopped may fail in its own words.
  const error = stop.signal.aborted && !(thrown instanceof Interrupted) ? stop.signal.reason : thrown;
  const { errorText } = await import("./report-error.js");
  process.stderr.write(errorText(error));
  return exitCodeOf(error);
}
