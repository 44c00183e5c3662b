import { spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

/** A line of the benchmark's table. */
export interface Row {
  readonly what: string;
  readonly ours: string;
  readonly peer: string;
  /** A multiple of the peer's speed, or a figure of its own. */
  readonly result: string;
  /** Empty: for information only. */
  readonly target: string;
  /** Undefined where there is no target, or no peer to compare with. */
  readonly pass?: boolean;
}

/** A whole program to time. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  /** A file that it writes, deleted before each run: to empty a large one takes as long as to write it. */
  readonly result?: string;
  /** What else has to be done before each run, and does not count. */
  readonly prepare?: () => void;
  readonly env?: Readonly<Record<string, string>>;
}

/** A script of the benchmark, run by this Node. */
export function script(name: string, ...args: string[]): Program {
  return { command: process.execPath, args: [fileURLToPath(new URL(name, import.meta.url)), ...args] };
}

/** Runs a program to its end: milliseconds, and what it printed. @throws Error if it fails */
export function time({ command, args, env }: Program): { ms: number; output: string } {
  const start = process.hrtime.bigint();
  const result = spawnSync(command, args, { encoding: "utf8", maxBuffer: 2 ** 26, env: { ...process.env, ...env } });
  const ms = Number(process.hrtime.bigint() - start) / 1e6;
  if (result.status !== 0) throw new Error(`${command} ${args.join(" ")}: ${result.stderr || result.error}`);
  return { ms, output: result.stdout };
}

/** Median milliseconds of each program. They run in turns, so that a slow moment of the machine hits them all. */
export function interleaved(programs: readonly Program[], runs: number): { ms: number; outputs: string[] }[] {
  const results = programs.map(() => ({ times: [] as number[], outputs: [] as string[] }));
  // One run that does not count, so that every file is in the cache.
  for (let run = 0; run <= runs; run++) {
    programs.forEach((program, index) => {
      if (program.result !== undefined) rmSync(program.result, { force: true });
      program.prepare?.();
      const { ms, output } = time(program);
      if (run === 0) return;
      results[index]!.times.push(ms);
      results[index]!.outputs.push(output);
    });
  }
  return results.map(({ times, outputs }) => ({ ms: median(times), outputs }));
}

/** The middle value. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Whether a program is installed. */
export function isOnPath(name: string): boolean {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, name)));
}

/** A multiple with two decimals. */
export const times = (ratio: number): string => `${ratio.toFixed(2)} x`;
