import type { Progress } from "../../core/progress.js";

/** Messages to the page are counted out, so that it stays free for the person. */
const EVERY_MS = 100;

/** Passes on one event in a tenth of a second, and those that begin or end a phase. */
export function throttled(onProgress: (progress: Progress) => void): (progress: Progress) => void {
  let phase: string | undefined;
  let nextMs = 0;
  return (progress) => {
    const isEnd = progress.bytesDone === progress.bytesTotal;
    if (progress.phase === phase && !isEnd && performance.now() < nextMs) return;
    phase = progress.phase;
    nextMs = performance.now() + EVERY_MS;
    // It runs in the page: what it throws is nothing that the engine could act on.
    Promise.resolve(onProgress(progress)).catch(() => {});
  };
}
