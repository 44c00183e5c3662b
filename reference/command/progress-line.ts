import { clearLine, cursorTo } from "node:readline";
import type { Progress } from "../core/progress.js";
import { bytes, duration } from "./words.js";

/** Draws how far a long operation is. */
export interface ProgressLine {
  /** Give it to the operation. */
  readonly onProgress: (progress: Progress) => void;
  /** Shows any text in place of the bar. */
  readonly show: (text: string) => void;
  /** Removes the line, before anything else is written. */
  readonly clear: () => void;
}

/** Time between two drawings, in milliseconds. */
const PACE = 100;
const BAR = 16;

const LABELS: Readonly<Record<Progress["phase"], string>> = {
  read: "Reading",
  seal: "Backing up",
  restore: "Restoring",
  check: "Checking",
  pack: "Packing",
  unpack: "Unpacking",
  copy: "Copying",
  prune: "Pruning",
};

/**
 * One line on stderr with a bar, bytes, rate and time left. Nothing is written unless stderr is a terminal, so that
 * logs and pipes stay clean.
 *
 * @param stream - where to draw
 * @param now - milliseconds, for tests
 */
export function progressLine(stream: NodeJS.WriteStream = process.stderr, now: () => number = Date.now): ProgressLine {
  if (!stream.isTTY) return { onProgress: () => {}, show: () => {}, clear: () => {} };
  let drawn = 0;
  let phase: string | undefined;
  let started = 0;
  let visible = false;
  const draw = (text: string) => {
    if (now() - drawn < PACE) return;
    drawn = now();
    visible = true;
    cursorTo(stream, 0);
    stream.write(text.slice(0, Math.max(0, (stream.columns || 80) - 1)));
    clearLine(stream, 1);
  };
  return {
    onProgress: (progress) => {
      const time = now();
      if (progress.phase !== phase) {
        phase = progress.phase;
        started = time;
      }
      draw(progressText(progress, time - started));
    },
    show: draw,
    clear: () => {
      if (!visible) return;
      cursorTo(stream, 0);
      clearLine(stream, 0);
      visible = false;
    },
  };
}

/** What the line says `elapsed` milliseconds after the start of the phase. */
export function progressText(progress: Progress, elapsed: number): string {
  const { bytesDone, bytesTotal } = progress;
  const rate = elapsed < 500 ? "" : `  ${bytes((bytesDone / elapsed) * 1000)}/s`;
  const label = LABELS[progress.phase];
  if (bytesTotal === undefined || bytesTotal === 0) return `${label}  ${bytes(bytesDone)}${rate}`;
  const share = Math.min(1, bytesDone / bytesTotal);
  const filled = Math.round(share * BAR);
  const bar = "#".repeat(filled) + "-".repeat(BAR - filled);
  const left =
    elapsed < 500 || bytesDone === 0
      ? ""
      : `  ${duration((elapsed * Math.max(0, bytesTotal - bytesDone)) / bytesDone)} left`;
  return `${label} [${bar}] ${Math.floor(share * 100)}%  ${bytes(bytesDone)} of ${bytes(bytesTotal)}${rate}${left}`;
}
