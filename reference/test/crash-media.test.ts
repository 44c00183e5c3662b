import { cpSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bytesFor } from "../arbitraries/bytes-for.js";
import { createDice } from "../arbitraries/dice.js";
import {
  buildOnce,
  keepsake,
  keepsakeJson,
  makeFolder,
  runOf,
  startKeepsake,
  temporaryFolder,
} from "./command-harness.js";
import { WITH_KEY } from "./command-life-helpers.js";
import { bundlePause, startUntil } from "./racing-commands.js";

const CHAT = "WhatsApp Chat with Harbour House";
const BACKUP = ["backup", CHAT, "--vault", "vault", "--me", "Sam", "--timezone", "Europe/London", ...WITH_KEY];
const MIB = 1_048_576;
const KILLS = 8;

let made: string;
let program: string;
let media: readonly string[];

beforeAll(async () => {
  await buildOnce();
  made = makeFolder();
  program = await bundlePause(made);
  cpSync(join("reference/sample/android", CHAT), join(made, CHAT), { recursive: true });
  media = readdirSync(join(made, CHAT)).filter((name) => !name.endsWith(".txt"));
  for (const name of media) writeFileSync(join(made, CHAT, name), bytesFor(name, MIB));
  await keepsakeJson(made, ["init", "vault", "--new-recovery-key-file", "key.txt"]);
}, 300_000);
afterAll(() => rmSync(made, { recursive: true, force: true }));

function copyMade(): string {
  const folder = temporaryFolder();
  cpSync(made, folder, { recursive: true });
  return folder;
}

/** The next backup is done, everything of it is read again, and no file is lacking. */
async function expectSoundAfter(folder: string): Promise<void> {
  expect(await keepsake(folder, ["check", "vault", "--read-data", ...WITH_KEY])).toMatchObject({ code: 0 });
  const { lost } = await keepsakeJson<{ lost: unknown[] }>(folder, BACKUP);
  expect(lost).toEqual([]);
  await keepsakeJson(folder, ["restore", "vault", "--to", "out", "--format", "files", ...WITH_KEY]);
  const restored = readdirSync(join(folder, "out"), { recursive: true, encoding: "utf8" });
  const found = restored.map((name) => join(folder, "out", name)).filter((path) => statSync(path).size === MIB);
  const bytes = new Set(found.map((path) => readFileSync(path).toString("latin1")));
  for (const name of media)
    expect(bytes.has(readFileSync(join(folder, CHAT, name)).toString("latin1")), name).toBe(true);
}

describe("a backup of large files that is killed", () => {
  it("before a file gets its name", { timeout: 120_000 }, async () => {
    const folder = copyMade();
    await (await startUntil(program, folder, BACKUP, "link objects/")).kill();
    await expectSoundAfter(folder);
  });

  it("at random moments, again and again", { timeout: 120_000 }, async () => {
    const dice = createDice(Number(process.env.KEEPSAKE_SEED));
    const folder = copyMade();
    for (let n = 0; n < KILLS; n++) {
      const child = startKeepsake(folder, BACKUP);
      const ended = runOf(child);
      await wait(200 + dice(600));
      child.kill("SIGKILL");
      await ended;
    }
    await expectSoundAfter(folder);
  });
});
