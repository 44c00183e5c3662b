import { readMarks } from "../core/marks.js";
import type { Vault } from "../core/vault.js";
import { time } from "./words.js";

/*
 * No clock can be trusted: that of a phone with an empty battery starts again in 1970. Nothing in a vault is ordered by
 * time, but people and rules go by it, so a clock that was wrong is told.
 */

/** Clocks that differ by less are as good as equal. */
const TOLERANCE_MS = 3_600_000;

/** Says that the newest snapshot is dated after now. Call it before a backup. [@clock-told] */
export function backupClockNotes({ latest }: Vault): string[] {
  const dated = latest?.snapshot.createdAtMs ?? 0;
  if (dated <= Date.now() + TOLERANCE_MS) return [];
  return [
    `Warning: the last snapshot is dated ${time(dated)}, and this device's clock says ${time(Date.now())}: one of them is ` +
      "wrong. With a wrong clock, messages that disappear are left out too early or too late.",
  ];
}

/** Says that a mark is dated after now, so that what it lists waits. */
export async function pruneClockNotes(vault: Vault): Promise<string[]> {
  const marks = (await readMarks(vault, [])).map(({ mark }) => mark);
  const latest = marks.reduce((newest, mark) => Math.max(newest, mark.createdAtMs), 0);
  if (latest <= Date.now() + TOLERANCE_MS) return [];
  return [
    `Warning: a mark is dated ${time(latest)}, and this device's clock says ${time(Date.now())}: one of them is wrong. ` +
      "What it lists waits until then, and the grace period after it.",
  ];
}

/**
 * Whether a snapshot is dated after now, or after one that was made later: then a clock was wrong, here or there.
 * [@forget-misdated]
 */
export function misdated<T extends { readonly sequence: number; readonly createdAtMs: number }>(
  snapshots: readonly T[],
): ReadonlySet<T> {
  let earliest = Date.now();
  const found = new Set<T>();
  for (const snapshot of [...snapshots].sort((a, b) => b.sequence - a.sequence)) {
    if (snapshot.createdAtMs > earliest + TOLERANCE_MS) found.add(snapshot);
    earliest = Math.min(earliest, snapshot.createdAtMs);
  }
  return found;
}
