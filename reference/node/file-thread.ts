import { parentPort } from "node:worker_threads";
import { DIGEST_PIECE } from "../core/digest.js";
import { type ErrorCode, type ErrorDetails, KeepsakeError } from "../core/errors.js";
import type { ObjectStart } from "../core/object-start.js";
import { type ReadContent, readContentFile, sealContentFile } from "./file-work.js";

/** What a thread is asked for: to read a file, and then to seal what it has read. One thing at a time. */
export type FileTask =
  | {
      readonly kind: "read";
      readonly path: string;
      /** Not 0: stop. */
      readonly stop: Int32Array;
    }
  | {
      readonly kind: "seal";
      readonly start: ObjectStart;
      /** Descriptor of a new file. */
      readonly target: number;
    };

/**
 * What it answers; before that, numbers of bytes that are sealed. An error loses its code and its class on the way
 * between threads.
 */
export type FileAnswer =
  | { readonly content: ReadContent }
  | { readonly sealed: true }
  | { readonly stopped: true }
  /** Of the source, if it has no code of Keepsake. */
  | { readonly failure: { readonly message: string; readonly code?: ErrorCode; readonly details?: ErrorDetails } };

/** What is shorter is read once: photos, and what a phone records in some seconds. */
const MEMORY = 11 * DIGEST_PIECE;

/** Bytes of a long file after which it says how far it is. */
const STEP = 16 * DIGEST_PIECE;

const STOPPED = Symbol();

const memory = new Uint8Array(MEMORY);
let file: { path: string; check: () => void; content: ReadContent } | undefined;

function work(task: FileTask): FileAnswer {
  if (task.kind === "seal") {
    const { path, content, check } = file!;
    sealContentFile(path, content, task.start, task.target, memory, (sealed) => {
      check();
      if (sealed > 0 && sealed % STEP === 0) parentPort!.postMessage(sealed);
    });
    return { sealed: true };
  }
  const { path, stop } = task;
  const check = () => {
    if (Atomics.load(stop, 0) !== 0) throw STOPPED;
  };
  const content = readContentFile(path, memory, check);
  file = { path, check, content };
  return { content };
}

function failureOf(error: unknown): FileAnswer {
  if (error === STOPPED) return { stopped: true };
  const { message } = error as Error;
  if (!(error instanceof KeepsakeError)) return { failure: { message } };
  const { code, details } = error;
  return { failure: { message, code, details } };
}

parentPort!.on("message", (task: FileTask) => {
  let answer: FileAnswer;
  try {
    answer = work(task);
  } catch (error) {
    answer = failureOf(error);
  }
  parentPort!.postMessage(answer);
});
