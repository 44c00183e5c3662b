import { type ChildProcessByStdio, spawn } from "node:child_process";
import { cpSync, existsSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDice } from "../arbitraries/dice.js";
import { encodeState } from "../core/device-state.js";
import { folderStore } from "../node/store-folder.js";
import { expectSoundTree, inFolder, makeQuickFolder } from "./aftermath-folder.js";
import type { Job } from "./crash-child.js";
import { COPIES, expectSoundCopyTree, makeCopySituation, writeFolder } from "./crash-copies.js";
import { makeSituation, OPERATION_NAMES, OPERATIONS, type OperationName, type Situation } from "./crash-operations.js";
import { treeOf } from "./power-loss.js";

/** Kills at random moments. KEEPSAKE_RANDOM_KILLS=2000 looks longer. */
const RANDOM_KILLS = Number(process.env.KEEPSAKE_RANDOM_KILLS || 100);

let folder: string;
let base: string;
let situation: Situation;

beforeAll(async () => {
  folder = makeQuickFolder();
  base = join(folder, "base");
  situation = await makeSituation(folderStore(base));
  const bundle = await rolldown({
    input: join(dirname(fileURLToPath(import.meta.url)), "crash-child.ts"),
    platform: "node",
    logLevel: "silent",
  });
  const { output } = await bundle.generate({ format: "esm", codeSplitting: false });
  writeFileSync(join(folder, "child.mjs"), output[0].code);
});

const counted = { atChanges: 0, atRandom: 0 };

afterAll(() => {
  for (const child of ready) child.kill("SIGKILL");
  rmSync(folder, { recursive: true });
  console.info(`killed before ${counted.atChanges} changes, and ${counted.atRandom} times at random`);
});

type Child = ChildProcessByStdio<Writable, Readable, null>;

/** Children that have started and wait for a job: starting takes longer than the job. */
const ready: Child[] = [];

function start(): Child {
  return spawn(process.execPath, [join(folder, "child.mjs")], { stdio: ["pipe", "pipe", "inherit"] });
}

function nextChild(): Child {
  while (ready.length < 3) ready.push(start());
  return ready.shift()!;
}

/**
 * Lets a child do an operation and kills it, before the change of that number or, given `afterMs`, that long after it has
 * started. Gives what it said; it ends with "ended" if it was not stopped in time.
 */
async function kill(job: Job, afterMs?: number): Promise<string> {
  const child = nextChild();
  let said = "";
  child.stdout.setEncoding("utf8").on("data", async (text: string) => {
    said += text;
    if (afterMs !== undefined && text.includes("started")) await wait(afterMs);
    if (afterMs !== undefined || said.includes("stopped")) child.kill("SIGKILL");
  });
  const ended = new Promise((resolve) => child.on("close", resolve));
  child.stdin.end(`${JSON.stringify(job)}\n`);
  await ended;
  return said;
}

function jobOf(vault: string, name: Job["name"]): Job {
  const { library, remembered } = situation;
  return {
    folder: vault,
    name,
    remembered: Buffer.from(encodeState(remembered)).toString("hex"),
    frames: library.frames,
    contents: [...library.contents].map(([id, bytes]) => [id, Buffer.from(bytes).toString("hex")]),
  };
}

async function copyBase(vault: string, name: OperationName): Promise<void> {
  const start = join(folder, `start of ${name}`);
  if (!existsSync(start)) {
    cpSync(base, start, { recursive: true });
    await situation.prepare(folderStore(start), name);
  }
  cpSync(start, vault, { recursive: true });
}

describe("a program that is killed", () => {
  it.each(OPERATION_NAMES)("before any change to the disk by: %s", { timeout: 300_000 }, async (name) => {
    for (let changes = 0, ended = false; !ended; changes++) {
      await inFolder(async (vault) => {
        await copyBase(vault, name);
        const said = await kill({ ...jobOf(vault, name), changes });
        ended = said.includes("ended");
        if (ended) return expect(said).toContain(`ended after ${changes}\n`);
        expect(said).toMatch(/stopped\n$/);
        counted.atChanges++;
        await expectSoundTree(treeOf(vault), situation.beforeOf(name), OPERATIONS[name]);
      });
    }
  });

  it.each(COPIES)("before any change to the disk by a copy %s", { timeout: 300_000 }, async (name) => {
    const copies = await makeCopySituation();
    const [source, start] = [join(folder, `source ${name}`), join(folder, `start ${name}`)];
    await writeFolder(copies.source, source);
    await writeFolder(copies.starts[name], start);
    const was = treeOf(source);
    for (let changes = 0, ended = false; !ended; changes++) {
      await inFolder(async (vault) => {
        cpSync(start, vault, { recursive: true });
        const said = await kill({ ...jobOf(vault, "copy"), source, changes });
        ended = said.includes("ended");
        expect(treeOf(source)).toEqual(was);
        if (ended) return expect(said).toContain(`ended after ${changes}\n`);
        counted.atChanges++;
        await expectSoundCopyTree(treeOf(vault), copies);
      });
    }
  });

  it("at random moments", { timeout: 60_000 + RANDOM_KILLS * 2000 }, async () => {
    const dice = createDice(Number(process.env.KEEPSAKE_SEED));
    for (let n = 0; n < RANDOM_KILLS; n++) {
      const name = OPERATION_NAMES[dice(OPERATION_NAMES.length)]!;
      await inFolder(async (vault) => {
        await copyBase(vault, name);
        const said = await kill(jobOf(vault, name), dice(60));
        if (!said.includes("ended")) counted.atRandom++;
        await expectSoundTree(treeOf(vault), situation.beforeOf(name), OPERATIONS[name]);
      });
    }
  });
});
