import { type ChildProcessByStdio, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { onTestFinished } from "vitest";

const MAIN = join("dist", "reference", "command", "main.js");
const LOCK = join("test-results", ".building");

/** What a run of the command printed, and how it ended. */
export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Compiles dist/ if a source is newer. Call it before the first run; of several test files, one does the work. */
export async function buildOnce(): Promise<void> {
  if (!isStale()) return;
  mkdirSync("test-results", { recursive: true });
  try {
    mkdirSync(LOCK);
  } catch {
    for (let tries = 0; existsSync(LOCK); tries++) {
      if (tries > 300) throw new Error(`another test was stopped while it compiled: remove ${LOCK}`);
      await wait(200);
    }
    return;
  }
  try {
    const built = spawnSync("npm", ["run", "--silent", "build"], {
      encoding: "utf8",
      shell: process.platform === "win32",
    });
    if (built.status !== 0) throw new Error(`the build failed: ${built.stdout}${built.stderr}`);
  } finally {
    rmSync(LOCK, { recursive: true });
  }
}

function isStale(): boolean {
  const built = statSync(MAIN, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return ["reference", "conformance"].some((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" }).some(
      (path) => path.endsWith(".ts") && !/\btest\b/.test(path) && statSync(join(folder, path)).mtimeMs > built,
    ),
  );
}

/** A folder of the test's own, removed when the test is over. */
export function temporaryFolder(): string {
  const folder = makeFolder();
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A new folder, for who removes it. */
export function makeFolder(): string {
  return mkdtempSync(join(tmpdir(), "keepsake-command-"));
}

/** Runs the command in `folder`, with a device state of its own there and without a terminal; stops it if asked to. */
export function keepsake(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  interruptAfterMs?: number,
): Promise<Run> {
  const child = startKeepsake(folder, args, env);
  if (interruptAfterMs !== undefined) setTimeout(() => child.kill("SIGINT"), interruptAfterMs);
  return runOf(child);
}

/** Starts the command as {@link keepsake} does, for tests that meet it while it runs. */
export function startKeepsake(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): ChildProcessByStdio<null, Readable, Readable> {
  return spawn(process.execPath, [join(process.cwd(), MAIN), ...args], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env.PATH, HOME: folder, XDG_STATE_HOME: join(folder, "state"), TZ: "Europe/Berlin", ...env },
  });
}

/** What a command that was started prints, when it has ended. */
export function runOf(child: ChildProcessByStdio<null, Readable, Readable>): Promise<Run> {
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}

/** Runs the command with --json and gives its result. @throws Error if it does not exit with `code` */
export async function keepsakeJson<T>(folder: string, args: readonly string[], code = 0): Promise<T> {
  const run = await keepsake(folder, [...args, "--json"]);
  if (run.code !== code) throw new Error(`keepsake ${args.join(" ")} exited with ${run.code}: ${run.stderr}`);
  return JSON.parse(run.stdout) as T;
}
