import { cpSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSoftwareAuthenticator } from "../authenticator/index.js";
import { keepsakeWithPage, pageOf, softwarePage } from "./ceremony-command.js";
import { buildOnce, keepsake, keepsakeJson, makeFolder, temporaryFolder } from "./command-harness.js";
import { bundlePause, startUntil } from "./racing-commands.js";

const CHAT = join(process.cwd(), "reference/sample", "android/WhatsApp Chat with Leo.zip");
const WITH_KEY = ["--recovery-key-file", "key.txt"];
const BACKUP = ["backup", CHAT, "--vault", "vault", "--me", "Sam", "--timezone", "Europe/London", ...WITH_KEY];
const ROTATE = ["slot", "rotate", "vault", ...WITH_KEY];
const OTHER = BACKUP.with(1, join(process.cwd(), "reference/sample", "android/WhatsApp Chat with Harbour House"));
const HEADER = "link headers/";
const SNAPSHOT = "link snapshots/";

let made: string;
let program: string;

beforeAll(async () => {
  await buildOnce();
  made = makeFolder();
  program = await bundlePause(made);
  await keepsakeJson(made, ["init", "vault", "--new-recovery-key-file", "key.txt"]);
  await keepsakeJson(made, BACKUP);
  await keepsakeJson(made, BACKUP);
}, 300_000);
afterAll(() => rmSync(made, { recursive: true, force: true }));

const sequencesIn = (folder: string) =>
  readdirSync(join(folder, "vault/snapshots")).map((name) => Number.parseInt(name, 16));

async function chatsIn(folder: string): Promise<number> {
  const { snapshots } = await keepsakeJson<{ snapshots: { totals: { chats: number } }[] }>(folder, [
    "snapshots",
    "vault",
    ...WITH_KEY,
  ]);
  return snapshots[0]!.totals.chats;
}

async function expectWhole(folder: string): Promise<void> {
  const check = ["check", "vault", "--read-data", ...WITH_KEY];
  const { findings } = await keepsakeJson<{ findings: unknown[] }>(folder, check);
  expect(findings).toEqual([]);
}

/** A copy of the vault. */
function copyMade(from = made): string {
  const folder = temporaryFolder();
  cpSync(from, folder, { recursive: true });
  return folder;
}

/** What a command that was too late says. */
const CONFLICT = { code: 9, stderr: expect.stringContaining("(store.conflict)") };

/** Starts a command in `folder` that stops right before a change. */
const until = (folder: string, args: readonly string[], before: string) => startUntil(program, folder, args, before);

/** Stops a command before a change of its own, lets the other run to its end meanwhile, and gives how the first one ended. */
async function overtake(folder: string, slow: readonly string[], before: string, quick: readonly string[]) {
  const paused = await until(folder, slow, before);
  expect(await keepsake(folder, quick)).toMatchObject({ code: 0 });
  return paused.goOn();
}

describe("two processes at once", () => {
  // Each is at its last step; the first to make it wins, whichever began first.
  it.each([0, 1])("that back up: one wins, the other says store.conflict (%i)", { timeout: 120_000 }, async (first) => {
    const folder = copyMade();
    const commands = [await until(folder, BACKUP, SNAPSHOT), await until(folder, OTHER, SNAPSHOT)];
    expect(await commands[first]!.goOn()).toMatchObject({ code: 0 });
    expect(await commands[1 - first]!.goOn()).toMatchObject(CONFLICT);
    expect(sequencesIn(folder)).toEqual([1, 2, 3]);
    expect(await chatsIn(folder)).toBe(1 + first);
    await keepsakeJson(folder, first === 0 ? OTHER : BACKUP);
    expect(await chatsIn(folder)).toBe(2);
    await expectWhole(folder);
  });

  it("that back up: the one that has stored nothing yet is too late as well", { timeout: 120_000 }, async () => {
    const folder = copyMade();
    expect(await overtake(folder, OTHER, "link objects/", BACKUP)).toMatchObject(CONFLICT);
    expect(await chatsIn(folder)).toBe(1);
    await keepsakeJson(folder, OTHER);
    expect(await chatsIn(folder)).toBe(2);
    await expectWhole(folder);
  });

  it.each([0, 1])("that change the key: one does (%i)", { timeout: 120_000 }, async (first) => {
    const folder = copyMade();
    const commands = [await until(folder, ROTATE, HEADER), await until(folder, ROTATE, HEADER)];
    expect(await commands[first]!.goOn()).toMatchObject({ code: 0 });
    expect(await commands[1 - first]!.goOn()).toMatchObject(CONFLICT);
    expect(sequencesIn(folder)).toEqual([1, 2, 3]);
    await keepsakeJson(folder, BACKUP);
    await expectWhole(folder);
  });

  it("of which one backs up while the other changes the key", { timeout: 120_000 }, async () => {
    for (const before of ["link objects/", SNAPSHOT]) {
      const folder = copyMade();
      expect(await overtake(folder, OTHER, before, ROTATE)).toMatchObject(CONFLICT);
      expect(await chatsIn(folder)).toBe(1);
      await keepsakeJson(folder, OTHER);
      expect(await chatsIn(folder)).toBe(2);
      await expectWhole(folder);
    }
  });

  it("of which one forgets while the other backs up: both are done", { timeout: 120_000 }, async () => {
    const folder = copyMade();
    const forget = ["forget", "vault", "1", ...WITH_KEY];
    expect(await overtake(folder, OTHER, SNAPSHOT, forget)).toMatchObject({ code: 0 });
    expect(sequencesIn(folder)).toEqual([2, 3]);
    await expectWhole(folder);
  });

  it("of which one changes the key, and the other backs up in between", { timeout: 120_000 }, async () => {
    // The new header is there; the backup makes the snapshot of the new key first.
    const folder = copyMade();
    expect(await overtake(folder, ROTATE, SNAPSHOT, OTHER)).toMatchObject(CONFLICT);
    await keepsakeJson(folder, OTHER);
    expect(await chatsIn(folder)).toBe(2);
    await expectWhole(folder);
  });

  it.each([HEADER, SNAPSHOT])("of which neither has seen the other, up to %s", { timeout: 120_000 }, async (last) => {
    const folder = copyMade();
    const backup = await until(folder, OTHER, SNAPSHOT);
    const rotation = await until(folder, ROTATE, last);
    // Whether it is told depends on whether the new header is there.
    expect(await backup.goOn()).toMatchObject(last === HEADER ? { code: 0 } : CONFLICT);
    expect(await rotation.goOn()).toMatchObject(CONFLICT);
    await keepsakeJson(folder, OTHER);
    // What was stored under the former key after it was closed does not count, and is named until it is forgotten.
    const check = await keepsakeJson<{ findings: unknown[] }>(folder, ["check", "vault", ...WITH_KEY], 6);
    expect(check.findings).toMatchObject([{ code: "snapshot.fork", name: "snapshots/0000000000000003" }]);
    await keepsake(folder, ["forget", "vault", "3", ...WITH_KEY]);
    expect(await chatsIn(folder)).toBe(2);
    await expectWhole(folder);
  });

  it.each([0, 1])("that make a vault: one does, and its key opens it (%i)", { timeout: 120_000 }, async (first) => {
    const folder = temporaryFolder();
    const keys = ["one.txt", "two.txt"];
    const init = (key: string) => ["init", "vault", "--new-recovery-key-file", key];
    // The first has found the place empty; the second has its header written under another name.
    const commands = [await until(folder, init("one.txt"), "mkdir "), await until(folder, init("two.txt"), HEADER)];
    expect(await commands[first]!.goOn()).toMatchObject({ code: 0 });
    expect(await commands[1 - first]!.goOn()).toMatchObject(CONFLICT);
    expect(readdirSync(folder).filter((name) => keys.includes(name))).toEqual([keys[first]]);
    await keepsakeJson(folder, ["check", "vault", "--recovery-key-file", keys[first]!]);
  });
});

describe("a prune and a backup at once", () => {
  const PRUNE = ["prune", "vault", ...WITH_KEY];
  const DAYS = 8;
  let withGarbage: string;

  beforeAll(async () => {
    withGarbage = makeFolder();
    cpSync(made, withGarbage, { recursive: true });
    await keepsakeJson(withGarbage, OTHER);
    await keepsakeJson(withGarbage, [...BACKUP, "--replace"]);
    await keepsakeJson(withGarbage, ["forget", "vault", "3", ...WITH_KEY]);
  }, 300_000);
  afterAll(() => rmSync(withGarbage, { recursive: true, force: true }));

  /** Whatever was marked is deleted, and nothing of it is missed. */
  async function expectWholeWithout(folder: string): Promise<void> {
    expect(await chatsIn(folder)).toBe(2);
    await expectWhole(folder);
    await keepsakeJson(folder, [...PRUNE, "--grace", "0d", "--only-writer"]);
    await expectWhole(folder);
  }

  it("where the backup is about to end, and finds what is being marked", { timeout: 120_000 }, async () => {
    const folder = copyMade(withGarbage);
    expect(await overtake(folder, OTHER, SNAPSHOT, PRUNE)).toMatchObject({ code: 0 });
    await expectWholeWithout(folder);
  });

  it("where the prune is about to mark what the backup finds", { timeout: 120_000 }, async () => {
    const folder = copyMade(withGarbage);
    expect(await overtake(folder, PRUNE, "link marks/", OTHER)).toMatchObject({ code: 0 });
    await expectWholeWithout(folder);
  });

  it("where the prune is about to delete what the backup needs", { timeout: 120_000 }, async () => {
    const folder = copyMade(withGarbage);
    const { marked } = await keepsakeJson<{ marked: { objects: number } }>(folder, PRUNE);
    expect(marked.objects).toBeGreaterThan(0);
    const prune = await startUntil(program, folder, PRUNE, "unlink objects/", DAYS);
    expect(await keepsake(folder, OTHER)).toMatchObject({ code: 0 });
    expect(await prune.goOn()).toMatchObject({ code: 0 });
    await expectWholeWithout(folder);
  });
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
    expect(await keepsakeWithPage(folder, init, visit)).toMatchObject(CONFLICT);
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
