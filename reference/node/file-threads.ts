import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { KeepsakeError } from "../core/errors.js";
import { PARALLEL } from "../core/store.js";
import type { FileAnswer, FileTask } from "./file-thread.js";

/** More would only wait for one another, and each takes some 30 MiB. */
const MAX_THREADS = Math.min(availableParallelism(), PARALLEL);
/** Bytes of files for which it pays to start threads: 1 MiB. */
const THREAD_BYTES = 1_048_576;
/** Milliseconds after which a thread ends that has nothing to do. */
const IDLE = 1000;

/** A thread that reads and seals files, one at a time. */
export interface FileThread {
  /**
   * Asks it for something, and waits for the answer.
   *
   * @param onSealed - is told now and then how many bytes are sealed
   * @throws KeepsakeError store.unavailable if the thread has ended
   */
  ask(task: FileTask, onSealed?: (bytes: number) => void): Promise<FileAnswer>;
  /** Lets others have it. */
  release(): void;
}

/** Threads that are started as they are needed, and end by themselves. */
export interface FileThreads {
  /** Whether files of so many bytes more are worth threads, now that there were so many before. */
  areUseful(length: number): boolean;
  /** Waits for a thread. */
  take(): Promise<FileThread>;
}

/** Starts with no thread. */
export function createFileThreads(): FileThreads {
  const idle: FileThread[] = [];
  const waiting: ((thread: FileThread) => void)[] = [];
  let running = 0;
  let bytes = 0;

  function start(): FileThread {
    // It makes nothing but garbage: less memory at the peak.
    const resourceLimits = { maxYoungGenerationSizeMb: 1 };
    const worker = new Worker(new URL("./file-thread.js", import.meta.url), { resourceLimits });
    let answered = (_: FileAnswer) => {};
    let sealed: ((bytes: number) => void) | undefined;
    let failed = (_: Error) => {};
    let cause: Error | undefined;
    let failure: KeepsakeError | undefined;
    let timer: NodeJS.Timeout | undefined;
    running++;
    worker.on("message", (said: FileAnswer | number) => (typeof said === "number" ? sealed?.(said) : answered(said)));
    worker.on("error", (error) => {
      cause = error;
    });
    worker.on("exit", () => {
      running--;
      leave();
      const message = "A thread that stores files ended before its work was done, for want of memory or by a fault.";
      failure = new KeepsakeError("store.unavailable", message, { cause });
      failed(failure);
      // Nobody else may be left to serve whoever waits.
      waiting.shift()?.(start());
    });
    /** Nobody gets it any more. */
    const leave = () => {
      const at = idle.indexOf(thread);
      if (at >= 0) idle.splice(at, 1);
    };
    const end = () => {
      leave();
      void worker.terminate();
    };
    const thread: FileThread = {
      ask(task, onSealed) {
        clearTimeout(timer);
        sealed = onSealed;
        worker.ref();
        return new Promise((resolve, reject) => {
          [answered, failed] = [resolve, reject];
          if (failure !== undefined) reject(failure);
          else worker.postMessage(task);
        });
      },
      release() {
        if (failure !== undefined) return;
        clearTimeout(timer);
        const next = waiting.shift();
        if (next !== undefined) return next(thread);
        idle.push(thread);
        // The program may end meanwhile.
        worker.unref();
        timer = setTimeout(end, IDLE).unref();
      },
    };
    return thread;
  }

  return {
    areUseful(length) {
      bytes += length;
      // Node 20 starts no thread from TypeScript.
      return bytes >= THREAD_BYTES && import.meta.url.endsWith(".js");
    },
    async take() {
      const thread = idle.pop();
      if (thread !== undefined) return thread;
      if (running < MAX_THREADS) return start();
      return new Promise((resolve) => waiting.push(resolve));
    },
  };
}
