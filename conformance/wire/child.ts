import { spawn } from "node:child_process";
import { atExit } from "./at-exit.js";
import { createLineCutter } from "./line-cutter.js";
import { createTail, type Tail } from "./tail.js";

/** The longest line that is read from a testee, in bytes: twice of what it has to read. */
export const LONGEST_LINE = 134_217_728;
/** How much of standard error is kept, in bytes. */
const STDERR_KEPT = 65_536;
/** How long a process may take to end when its standard input has ended, in milliseconds. */
const END_MS = 2_000;

/**
 * What a child process does, as it happens. Nothing is called after {@link Child.kill}, and no end is reported after
 * {@link Child.close}.
 */
export interface ChildEvents {
  onLine(line: Buffer): void;
  /** The lines that came together are over: what is known now was known at one time. */
  onPause(): void;
  onTooLong(): void;
  /** The process ended, or could not be started; all that it wrote was handed over. */
  onEnd(how: string): void;
}

export interface Child {
  /** Undefined if it could not be started. */
  readonly pid: number | undefined;
  readonly stderr: Tail;
  /** Sends a text. Those of one turn share a write. */
  write(text: string): void;
  /** Ends it and its own children at once. */
  kill(): void;
  /** Ends standard input, waits a little for the process to end, and kills it otherwise. */
  close(): Promise<void>;
  /** Resolves when it has ended and standard error is complete. */
  readonly gone: Promise<void>;
}

/** Starts a program without a shell, in a process group of its own. */
export function startChild(command: readonly string[], events: ChildEvents): Child {
  const [program = "", ...args] = command;
  const isWindows = process.platform === "win32";
  const child = spawn(program, args, { stdio: "pipe", detached: !isWindows, windowsHide: true });
  const stderr = createTail(STDERR_KEPT);
  const cutter = createLineCutter(LONGEST_LINE, events.onLine, events.onTooLong);
  let isSilent = false;
  let isClosing = false;
  let unsent = "";
  let startError: Error | undefined;
  const ended = new Promise<void>((resolve) => {
    child.once("close", resolve);
    child.once("error", () => child.pid === undefined && resolve());
  });

  function killGroup(): void {
    if (child.pid === undefined) return;
    try {
      if (isWindows) spawn("taskkill", ["/pid", String(child.pid), "/t", "/f"], { stdio: "ignore" }).unref();
      else process.kill(-child.pid, "SIGKILL");
    } catch {
      // It is gone already.
    }
  }
  const callOff = atExit(killGroup);

  function flush(): void {
    if (unsent !== "") child.stdin.write(unsent);
    unsent = "";
  }

  child.stdout.on("data", (piece: Buffer) => {
    if (isSilent) return;
    cutter.push(piece);
    if (!isSilent) events.onPause();
  });
  child.stderr.on("data", (piece: Buffer) => stderr.push(piece));
  // A testee that ended is noticed by its end.
  child.stdin.on("error", () => {});
  child.on("error", (error) => {
    startError = error;
  });
  // What a wrapper such as npx left behind would hold the pipes open.
  child.once("exit", killGroup);
  void ended.then(() => {
    callOff();
    if (isSilent) return;
    const rest = cutter.rest();
    if (rest.length > 0) events.onLine(rest);
    if (isSilent || isClosing) return;
    isSilent = true;
    events.onEnd(startError === undefined ? howItEnded(child.exitCode, child.signalCode) : startError.message);
  });

  return {
    pid: child.pid,
    stderr,
    gone: ended,
    write(text) {
      if (unsent === "") process.nextTick(flush);
      unsent += text;
    },
    kill() {
      isSilent = true;
      killGroup();
    },
    async close() {
      isClosing = true;
      child.stdin.end(unsent);
      unsent = "";
      const timer = setTimeout(killGroup, END_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

function howItEnded(code: number | null, signal: string | null): string {
  return signal === null ? `the process ended with exit code ${code}` : `the process was ended by ${signal}`;
}
