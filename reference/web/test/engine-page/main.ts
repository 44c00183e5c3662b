/** A page with nothing but the engine, for tests that drive it. */

import { wrap } from "comlink";
import { KeepsakeError } from "../../../core/errors.js";
import type { Progress } from "../../../core/progress.js";
import { connectEngine, startService } from "../../engine/client.js";
import type { Target } from "../../engine/contract.js";
import { trustOwnScripts } from "../../page/trusted.js";
import type { StoreForTest } from "./store-worker.js";

trustOwnScripts();
const input = document.querySelector("input")!;
const engine = connectEngine();

/** How a promise failed. */
export interface Failure {
  readonly name: string;
  readonly code: string;
  readonly message: string;
  readonly details: unknown;
}

const kit = {
  engine,
  service: startService(),
  progress: [] as Progress[],
  work: { onProgress: (progress: Progress) => void kit.progress.push(progress) },
  chosen: () => [...(input.files ?? [])],
  handle: async (name: string) => (await navigator.storage.getDirectory()).getFileHandle(name, { create: true }),
  target: async (name: string): Promise<Target> => ({ kind: "file", handle: await kit.handle(name) }),
  saved: async (name: string) => (await kit.handle(name)).getFile(),
  /** Waits for the failure of what is expected to fail. */
  async failure(promise: Promise<unknown>): Promise<Failure | undefined> {
    try {
      await promise;
      return undefined;
    } catch (error) {
      const { name, message } = error as Error;
      const isOurs = error instanceof KeepsakeError;
      return { name, message, code: isOurs ? error.code : "", details: isOurs ? error.details : {} };
    }
  },
  /** Cancels when the progress says so. */
  cancelWhen(isTime: (progress: Progress) => boolean) {
    let isDone = false;
    return {
      onProgress(progress: Progress) {
        if (isDone || !isTime(progress)) return;
        isDone = true;
        void engine.cancel();
      },
    };
  },
  store(): StoreForTest {
    const worker = new Worker(new URL("./store-worker.ts", import.meta.url), { type: "module" });
    return wrap<StoreForTest>(worker) as unknown as StoreForTest;
  },
};

export type Kit = typeof kit;
Object.assign(globalThis, { kit });
