import type { Frame } from "./proto/types.js";

/** Messages with a timer up to this are never backed up: a day. */
const SHORT_TIMER_MS = 86_400_000;

/** Messages that a backup or a restore leaves out (spec: What is never backed up). */
export interface LeftOut {
  /** That have expired. */
  expired: number;
  /** That were sent to disappear within a day. */
  shortTimer: number;
}

/** Why a frame is left out; undefined if it is not. */
export function reasonToLeaveOut({ message }: Frame, now: number): keyof LeftOut | undefined {
  if (message == null) return undefined;
  const { expiresAtMs = 0, expireTimerMs = 0 } = message;
  // [@no-short-timer] [@restore-drops-expired]
  if (expireTimerMs > 0 && expireTimerMs <= SHORT_TIMER_MS) return "shortTimer";
  // [@no-expired]
  return expiresAtMs > 0 && expiresAtMs <= now ? "expired" : undefined;
}
