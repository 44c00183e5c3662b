import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { UsageError } from "./exit-codes.js";

/** Asks a person for lines of text. */
export interface Prompt {
  /** Writes the question to stderr and gives the next line. */
  readonly ask: (question: string) => Promise<string>;
  readonly close: () => void;
}

/** Whether there is a person to ask. */
export function isInteractive(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}

/**
 * Opens a prompt on the terminal. Lines that are pasted together answer the questions one after the other.
 *
 * @param hidden - whether what is typed is kept off the screen
 */
export function openPrompt(signal: AbortSignal, hidden: boolean): Prompt {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines: string[] = [];
  let waiting: { resolve: (line: string) => void; reject: (error: unknown) => void } | undefined;
  let closed = false;
  // With `terminal`, readline turns the terminal's own echo off and writes what is typed to `output` itself.
  const input = createInterface({
    input: process.stdin,
    output: hidden ? nowhere : process.stderr,
    terminal: true,
    historySize: 0,
  });
  const fail = (error: unknown) => {
    waiting?.reject(error);
    waiting = undefined;
  };
  const onAbort = () => {
    if (!hidden) process.stderr.write("\n");
    input.close();
    fail(signal.reason);
  };
  input.on("line", (line) => {
    if (waiting === undefined) lines.push(line);
    else waiting.resolve(line);
    waiting = undefined;
  });
  // In raw mode Ctrl-C reaches readline instead of the process.
  input.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
  input.on("close", () => {
    closed = true;
    fail(new UsageError("Nothing was typed."));
  });
  signal.addEventListener("abort", onAbort, { once: true });

  return {
    ask: (question) => {
      if (hidden) process.stderr.write(question);
      else input.setPrompt(question);
      const answer = new Promise<string>((resolve, reject) => {
        const line = lines.shift();
        if (line !== undefined) resolve(line);
        else if (closed) reject(signal.aborted ? signal.reason : new UsageError("Nothing was typed."));
        else waiting = { resolve, reject };
      });
      if (!hidden) input.prompt();
      return hidden ? answer.finally(() => process.stderr.write("\n")) : answer;
    },
    close: () => {
      signal.removeEventListener("abort", onAbort);
      input.close();
    },
  };
}
