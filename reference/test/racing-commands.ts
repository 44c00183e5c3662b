import { existsSync, realpathSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { rolldown } from "rolldown";
import { type Run, runOf, startKeepsake } from "./command-harness.js";
import type { Pause } from "./racing-pause.js";

/** A command that was started, and stops right before a change to its vault. */
export interface PausedCommand {
  /** Lets it go on, and gives how it ended. */
  goOn(): Promise<Run>;
  /** Kills it where it waits. */
  kill(): Promise<Run>;
}

/** Writes the program that lets commands stop to a folder, and gives its path. */
export async function bundlePause(folder: string): Promise<string> {
  const input = join(dirname(fileURLToPath(import.meta.url)), "racing-pause.ts");
  const bundle = await rolldown({ input, platform: "node", logLevel: "silent" });
  const file = join(folder, "pause.mjs");
  const { output } = await bundle.generate({ format: "esm", codeSplitting: false });
  writeFileSync(file, output[0].code);
  return file;
}

let pauses = 0;

/**
 * Starts a command on `vault` in `folder`, and waits until it is right before the first change that begins with `before`,
 * such as `link snapshots/`. @throws Error if it ends without one
 *
 * @param daysLater - how far its clock is ahead
 */
export async function startUntil(
  program: string,
  folder: string,
  args: readonly string[],
  before: string,
  daysLater = 0,
): Promise<PausedCommand> {
  const root = realpathSync(folder);
  const file = join(root, `waiting-${++pauses}`);
  const pause: Pause = { before, vault: join(root, "vault"), file, daysLater };
  const child = startKeepsake(root, args, {
    NODE_OPTIONS: `--import=${pathToFileURL(program).href}`,
    KEEPSAKE_TEST_PAUSE: JSON.stringify(pause),
  });
  let ended: Run | undefined;
  const run = runOf(child).then((result) => {
    ended = result;
    return result;
  });
  while (!existsSync(file)) {
    if (ended !== undefined) throw new Error(`ended without ${before}: ${JSON.stringify(ended)}`);
    await wait(10);
  }
  return {
    goOn: () => {
      writeFileSync(`${file}.go`, "");
      return run;
    },
    kill: () => {
      child.kill("SIGKILL");
      return run;
    },
  };
}
