import { workerData } from "node:worker_threads";
import { ABSENT, convertSlot, FAILED, IDLE, OFFERED, openSlot, STATE, TAKEN } from "./second-thread.js";

// The second thread: takes the chunks that are lent to it, and ends when there have been none for a while.
const IDLE_MS = 2000;

const slot = openSlot(workerData as SharedArrayBuffer);
const { words } = slot;
const change = (from: number, to: number) => Atomics.compareExchange(words, STATE, from, to) === from;

Atomics.store(words, STATE, IDLE);
for (;;) {
  const waited = Atomics.wait(words, STATE, IDLE, IDLE_MS);
  if (change(OFFERED, TAKEN)) {
    words[FAILED] = convertSlot(slot);
    Atomics.store(words, STATE, IDLE);
    Atomics.notify(words, STATE);
  } else if (waited === "timed-out" && change(IDLE, ABSENT)) break;
}
