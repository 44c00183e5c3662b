import { cpSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSoftwareAuthenticator } from "../authenticator/index.js";
import { keepsakeWithPage, pageOf, softwarePage } from "./ceremony-command.js";
import { buildOnce, keepsake, keepsakeJson, makeFolder, type Run, temporaryFolder } from "./command-harness.js";

const CHAT = join(process.cwd(), "reference/sample", "android/WhatsApp Chat with Leo.zip");
const WITH_KEY = ["--recovery-key-file", "key.txt"];
const BACKUP = ["backup", CHAT, "--vault", "vault", "--me", "Sam", "--timezone", "Europe/London", ...WITH_KEY];
const ROTATE = ["slot", "rotate", "vault", ...WITH_KEY];
const TRIES = 2;

let made: string;

beforeAll(async () => {
  await buildOnce();
  made = makeFolder();
  await keepsakeJson(made, ["init", "vault", "--new-recovery-key-file", "key.txt"]);
  await keepsakeJson(made, BACKUP);
  await keepsakeJson(made, BACKUP);
}, 300_000);
afterAll(() => rmSync(made, { recursive: true, force: true }));

const sequencesIn = (folder: string) =>
  readdirSync(join(folder, "vault/snapshots")).map((name) => Number.parseInt(name, 16));

/** What comes out of each command: done, or one line that names the conflict and says what to do. */
function expectDoneOrConflict({ code, stderr }: Run): void {
  if (code === 0) return;
  expect({ code, stderr }).toMatchObject({ code: 9, stderr: expect.stringContaining("(store.conflict)") });
}

async function expectWhole(folder: string): Promise<void> {
  const check = ["check", "vault", "--read-data", ...WITH_KEY];
  const { findings } = await keepsakeJson<{ findings: unknown[] }>(folder, check);
  expect(findings).toEqual([]);
}

/** Runs two commands at once in copies of the vault, then sees that it is sound and that `again` works. */
async function race(commands: readonly string[][], again: string[], look: (folder: string, runs: Run[]) => void) {
  for (let i = 0; i < TRIES; i++) {
    const folder = temporaryFolder();
    cpSync(made, folder, { recursive: true });
    const runs = await Promise.all(commands.map((args) => keepsake(folder, args)));
    for (const run of runs) expectDoneOrConflict(run);
    // A backup and a change of the key may both be carried out, and each find the other's file at its end.
    const isDone = ({ code, stderr }: Run) => code === 0 || /The (backup is stored|key was changed), but/u.test(stderr);
    expect(runs.filter(isDone)).not.toEqual([]);
    look(folder, runs);
    await keepsakeJson(folder, again);
    await expectWhole(folder);
  }
}

describe("two processes at once", () => {
  it("that back up: each is done under a number of its own, or says store.conflict", async () => {
    await race([BACKUP, BACKUP], BACKUP, (folder, runs) => {
      const done = runs.filter(({ code }) => code === 0).length;
      expect(sequencesIn(folder)).toEqual([1, 2, 3, 4].slice(0, 2 + done));
    });
  }, 300_000);

  it("of which one backs up and one forgets", async () => {
    await race([BACKUP, ["forget", "vault", "1", ...WITH_KEY]], BACKUP, (folder) => {
      expect(sequencesIn(folder)).toContain(2);
    });
  }, 300_000);

  it("that change the key: it is changed once or twice, and the vault opens", async () => {
    await race([ROTATE, ROTATE], BACKUP, (folder, runs) => {
      const done = runs.filter(({ code }) => code === 0).length;
      // Each that is done wrote a snapshot of its epoch; one that is not may have begun, and the other finished it.
      const sequences = sequencesIn(folder);
      expect(sequences.length).toBeGreaterThanOrEqual(2 + done);
      expect(sequences).toEqual([1, 2, 3, 4].slice(0, sequences.length));
    });
  }, 300_000);

  it("of which one backs up and one changes the key", async () => {
    await race([BACKUP, ROTATE], BACKUP, (folder) => {
      expect(sequencesIn(folder)).toEqual(expect.arrayContaining([1, 2, 3]));
    });
  }, 300_000);

  it("that make a vault: one does, and its key opens it", async () => {
    for (let i = 0; i < TRIES; i++) {
      const folder = temporaryFolder();
      const init = (name: string) => keepsake(folder, ["init", "vault", "--new-recovery-key-file", name]);
      const runs = await Promise.all([init("one.txt"), init("two.txt")]);
      const codes = runs.map(({ code }) => code);
      expect(codes.filter((code) => code === 0)).toHaveLength(1);
      expect([2, 9]).toContain(codes.find((code) => code !== 0));
      const key = codes[0] === 0 ? "one.txt" : "two.txt";
      await keepsakeJson(folder, ["check", "vault", "--recovery-key-file", key]);
    }
  }, 300_000);
});

describe("the loser of two that make a vault", () => {
  it("leaves no recovery key behind that opens nothing", async () => {
    const folder = temporaryFolder();
    const enroll = pageOf(softwarePage(createSoftwareAuthenticator()));
    // The place was free when the command began; the vault is made while it waits for the passkey.
    const visit = async (url: string) => {
      await keepsakeJson(folder, ["init", "vault", "--new-recovery-key-file", "winner.txt"]);
      await enroll(url);
    };
    const init = ["init", "vault", "--passkey", "--new-recovery-key-file", "loser.txt"];
    expectDoneOrConflict(await keepsakeWithPage(folder, init, visit));
    expect(readdirSync(folder)).toContain("winner.txt");
    expect(readdirSync(folder)).not.toContain("loser.txt");
    await keepsakeJson(folder, ["check", "vault", "--recovery-key-file", "winner.txt"]);
  }, 300_000);
});

describe("another device", () => {
  it("takes over when it is told to, and the former one may take it back", async () => {
    const folder = temporaryFolder();
    cpSync(made, folder, { recursive: true });
    const tablet = { XDG_STATE_HOME: join(folder, "tablet") };
    const refused = await keepsake(folder, BACKUP, tablet);
    expect(refused).toMatchObject({ code: 9, stderr: expect.stringContaining("--take-over") });
    expect(sequencesIn(folder)).toEqual([1, 2]);
    // An import goes onto what the newest snapshot holds, so taking over here merges it.
    const taken = await keepsake(folder, [...BACKUP, "--take-over"], tablet);
    expect(taken.code).toBe(0);
    const former = await keepsake(folder, BACKUP);
    expect(former).toMatchObject({ code: 9, stderr: expect.stringContaining("(store.conflict)") });
    expect(sequencesIn(folder)).toEqual([1, 2, 3]);
    expect((await keepsake(folder, [...BACKUP, "--take-over"])).code).toBe(0);
    expect(await keepsake(folder, BACKUP, tablet)).toMatchObject({ code: 9 });
    expect((await keepsake(folder, BACKUP)).code).toBe(0);
    expect(sequencesIn(folder)).toEqual([1, 2, 3, 4, 5]);
    await expectWhole(folder);
  }, 300_000);

  it("goes on counting after all but the newest were forgotten, and after the key was changed", async () => {
    const folder = temporaryFolder();
    cpSync(made, folder, { recursive: true });
    await keepsakeJson(folder, ["forget", "vault", "1", ...WITH_KEY]);
    await keepsakeJson(folder, BACKUP);
    await keepsakeJson(folder, ["forget", "vault", "2", ...WITH_KEY]);
    await keepsakeJson(folder, ROTATE);
    const { snapshot } = await keepsakeJson<{ snapshot: number }>(folder, BACKUP);
    expect(snapshot).toBe(5);
    expect(sequencesIn(folder)).toEqual([3, 4, 5]);
    await expectWhole(folder);
  }, 300_000);
});
