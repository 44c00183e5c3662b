/**
 * Loaded before the command by a test (node --import): it lets the command stop right before a change to the files of a
 * vault, until the test lets it go on, or kills it.
 */
import fs, { existsSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { isMainThread } from "node:worker_threads";

/** What a test tells by the environment, as JSON in KEEPSAKE_TEST_PAUSE. */
export interface Pause {
  /** Changes as `link headers/`, `unlink objects/` or `mkdir `: the call, and how the path goes on below the vault. */
  readonly before: string;
  /** The vault's folder. */
  readonly vault: string;
  /** Made when the command waits; it goes on when there is one of that name with `.go` after it. */
  readonly file: string;
  /** How far its clock is ahead. */
  readonly daysLater: number;
}

const { before, vault, file, daysLater } = JSON.parse(process.env.KEEPSAKE_TEST_PAUSE!) as Pause;
let isOver = !isMainThread;
const { now } = Date;
Date.now = () => now() + daysLater * 86_400_000;

/** Blocks the thread, as a machine that is busy with others would. */
function pause(): void {
  isOver = true;
  writeFileSync(file, "");
  const never = new Int32Array(new SharedArrayBuffer(4));
  while (!existsSync(`${file}.go`)) Atomics.wait(never, 0, 0, 5);
}

for (const [call, changed] of [
  ["link", 1],
  ["unlink", 0],
  ["mkdir", 0],
] as const) {
  const change = fs.promises[call] as (...paths: never[]) => Promise<unknown>;
  fs.promises[call] = (async (...paths: never[]) => {
    const path: string = paths[changed]!;
    const isWithin = path === vault || path.startsWith(`${vault}/`);
    if (!isOver && isWithin && `${call} ${path.slice(vault.length + 1)}`.startsWith(before)) pause();
    return change(...paths);
  }) as never;
}
syncBuiltinESMExports();
