/** The command where a vault's folder is full or read-only, and where a clock is wrong. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { buildOnce, keepsake, keepsakeJson, type Run } from "./command-harness.js";
import { vaultFolder, WITH_KEY } from "./command-life-helpers.js";
import { DAY, makeLibrary, runBackup } from "./vault-helpers.js";

beforeAll(buildOnce, 300_000);

const SENTENCE = /^keepsake: [^\n]+ \(store\.unavailable\)\n[^\n]+\n$/;

/** A vault with an export to back up into it, by its path. */
async function vaultAndExport() {
  const { folder, save } = await vaultFolder();
  await save();
  const lines = Array.from({ length: 200 }, (_, n) => `[05/01/2026, 09:${String(10 + (n % 50))}:00] Ann: hello ${n}`);
  writeFileSync(join(folder, "_chat.txt"), `${lines.join("\n")}\n`);
  return {
    folder,
    backup: ["backup", "_chat.txt", "--vault", "vault", "--me", "Ann", "--date-order", "dmy", ...WITH_KEY],
  };
}

/** Why this system mounts nothing for a test, or undefined. The file system stays until the test is over. */
function mount(folder: string, ...args: string[]): string | undefined {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return "only root on Linux can mount";
  const mounted = spawnSync("mount", [...args, folder], { encoding: "utf8" });
  if (mounted.status !== 0) return `mount failed: ${mounted.stderr || mounted.error?.message}`;
  onTestFinished(() => void spawnSync("umount", ["-l", folder]));
  return undefined;
}

const filesBelow = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => statSync(join(folder, path)).isFile());

const checked = (folder: string) =>
  keepsakeJson<{ findings: unknown[]; unreferenced: unknown[]; unknownNames: string[] }>(folder, [
    "check",
    "vault",
    ...WITH_KEY,
  ]);

describe("a full disk", () => {
  it("is said in a sentence, and leaves nothing half-written", async (context) => {
    const { folder, backup } = await vaultAndExport();
    const small = join(folder, "vault");
    const why = spawnOnSmallDisk(small);
    if (why !== undefined) return context.skip(why);
    // All but a few blocks are taken.
    const filler = join(folder, "vault", ".filler");
    spawnSync("dd", ["if=/dev/zero", `of=${filler}`, "bs=4k"], { encoding: "utf8" });
    const run = await keepsake(folder, backup);
    expect(run).toMatchObject({ code: 9, stderr: expect.stringMatching(SENTENCE) });
    expect(run.stderr).toContain("The disk is full");
    spawnSync("rm", [filler]);
    expect(filesBelow(small).filter((path) => path.includes(".keepsake-"))).toEqual([]);
    expect(await checked(folder)).toMatchObject({ findings: [], unknownNames: [] });
    expect(await keepsake(folder, backup)).toMatchObject({ code: 0 });
  });

  /** Moves the vault to a disk of 512 KiB in its place. */
  function spawnOnSmallDisk(small: string): string | undefined {
    spawnSync("cp", ["-a", small, `${small}-kept`]);
    const why = mount(small, "-t", "tmpfs", "-o", "size=512k", "tmpfs");
    if (why === undefined) spawnSync("cp", ["-a", `${small}-kept/.`, small]);
    return why;
  }

  it("is said too where a file may not be as large", async () => {
    const { folder, backup } = await vaultAndExport();
    // 2 blocks of 512 bytes; the system would end a program that does not ignore the signal.
    const limited = spawnSync(
      "sh",
      [
        "-c",
        `trap '' XFSZ; ulimit -f 2; exec "$@"`,
        "sh",
        process.execPath,
        join(process.cwd(), "dist/reference/command/main.js"),
        ...backup,
      ],
      {
        cwd: folder,
        encoding: "utf8",
        env: { PATH: process.env.PATH, HOME: folder, XDG_STATE_HOME: join(folder, "state") },
      },
    );
    expect(limited).toMatchObject({ status: 9, stderr: expect.stringMatching(SENTENCE) });
    expect(filesBelow(join(folder, "vault")).filter((path) => path.includes(".keepsake-"))).toEqual([]);
    expect(await keepsake(folder, backup)).toMatchObject({ code: 0 });
    expect(await checked(folder)).toMatchObject({ findings: [], unreferenced: [], unknownNames: [] });
  });
});

describe("a folder to restore to", () => {
  const FORMATS = ["html", "jsonl", "files"];
  const restore = (format: string, to: string) => ["restore", "vault", "--to", to, "--format", format, ...WITH_KEY];

  it("may be on a disk that is full, which is said in a sentence", async (context) => {
    const { folder, backup } = await vaultAndExport();
    expect(await keepsake(folder, backup)).toMatchObject({ code: 0 });
    for (const format of FORMATS) {
      const to = join(folder, format);
      mkdirSync(to);
      const why = mount(to, "-t", "tmpfs", "-o", "size=4k", "tmpfs");
      if (why !== undefined) return context.skip(why);
      const run = await keepsake(folder, restore(format, format));
      expect(run, format).toMatchObject({ code: 9, stderr: expect.stringMatching(SENTENCE) });
      expect(run.stderr).toContain("The disk is full");
    }
  });

  it("may be one that cannot be made, which is said in a sentence", async (context) => {
    const { folder, backup } = await vaultAndExport();
    expect(await keepsake(folder, backup)).toMatchObject({ code: 0 });
    const fixed = join(folder, "fixed");
    mkdirSync(fixed);
    const why = mount(fixed, "-t", "tmpfs", "-o", "ro", "tmpfs");
    if (why !== undefined) return context.skip(why);
    for (const format of FORMATS) {
      for (const to of ["fixed", "fixed/new", "fixed/new/in"]) {
        const run = await keepsake(folder, restore(format, to));
        expect(run, `${format} ${to}`).toMatchObject({ code: 9, stderr: expect.stringMatching(SENTENCE) });
        expect(run.stderr).toContain("The file system is read-only");
      }
    }
  });
});

describe("a read-only folder", () => {
  it("is read, and not written to", async (context) => {
    const { folder, backup } = await vaultAndExport();
    expect(await keepsake(folder, backup)).toMatchObject({ code: 0 });
    expect(await keepsake(folder, backup)).toMatchObject({ code: 0 });
    const vault = join(folder, "vault");
    const why = mount(vault, "--bind", vault) ?? mount(vault, "-o", "remount,bind,ro", vault);
    if (why !== undefined) return context.skip(why);
    const before = filesBelow(vault);
    const runs: Run[] = [];
    for (const args of [
      backup,
      ["forget", "vault", "1", ...WITH_KEY],
      ["slot", "add", "vault", "--new-recovery-key-file", "second.txt", ...WITH_KEY],
      ["slot", "rotate", "vault", ...WITH_KEY],
    ]) {
      runs.push(await keepsake(folder, args));
    }
    for (const run of runs) {
      expect(run).toMatchObject({ code: 9, stderr: expect.stringMatching(SENTENCE) });
      expect(run.stderr).toContain("The file system is read-only");
    }
    expect(filesBelow(vault)).toEqual(before);
    expect(existsSync(join(folder, "second.txt"))).toBe(false);
    const init = await keepsake(folder, ["init", "vault/new", "--new-recovery-key-file", "third.txt"]);
    expect(init).toMatchObject({ code: 9, stderr: expect.stringContaining("third.txt was deleted") });
    expect(existsSync(join(folder, "third.txt"))).toBe(false);
    expect(await keepsake(folder, ["check", "vault", ...WITH_KEY])).toMatchObject({ code: 0 });
    expect(await keepsake(folder, ["restore", "vault", "--to", "out", ...WITH_KEY])).toMatchObject({ code: 0 });
  });
});

describe("a clock that is wrong", () => {
  const YEARS = 365 * DAY * 10;

  /** Lets the command believe that it is later, or earlier. */
  const shifted = (ms: number) => ({
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(`const now = Date.now; Date.now = () => now() + ${ms};`)}`,
  });

  it("is told where a backup follows one of the future, and orders nothing", async () => {
    const { folder, backup } = await vaultAndExport();
    expect(await keepsake(folder, backup, shifted(YEARS))).toMatchObject({ code: 0, stderr: "" });
    const run = await keepsake(folder, backup);
    expect(run).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^Warning: the last snapshot is dated 20[^\n]*\n$/),
    });
    const again = await keepsake(folder, backup);
    expect(again).toMatchObject({ code: 0, stderr: "" });
    const { snapshots } = await keepsakeJson<{ snapshots: { sequence: number }[] }>(folder, [
      "snapshots",
      "vault",
      ...WITH_KEY,
    ]);
    expect(snapshots.map(({ sequence }) => sequence)).toEqual([3, 2, 1]);
    expect(await checked(folder)).toMatchObject({ findings: [] });
  });

  it("takes no snapshot away by rules that go by time", async () => {
    const { folder, vault, save } = await vaultFolder();
    const now = Date.now();
    // Made in 1970 between others of three days, and the newest in the future.
    for (const at of [now - 4 * DAY, now - 3 * DAY, 1000, now - 2 * DAY, now - 2 * DAY + 1000, now + YEARS]) {
      await runBackup(vault, makeLibrary(1), { now: at });
    }
    await save();
    const args = ["forget", "vault", "--keep-daily", "1", ...WITH_KEY];
    const { kept, forgotten } = await keepsakeJson<{
      kept: { sequence: number; reasons: string[] }[];
      forgotten: number[];
    }>(folder, args);
    expect(kept.map(({ sequence, reasons }) => [sequence, ...reasons])).toEqual([
      [6, "clock"],
      [5, "daily"],
      [2, "clock"],
      [1, "clock"],
    ]);
    expect(forgotten).toEqual([4, 3]);
    expect((await keepsake(folder, args)).stderr).toMatch(/^Warning: snapshots kept as `clock` [^\n]*\n$/);
    // Without a rule that goes by time no clock matters.
    const last = ["forget", "vault", "--keep-last", "1", ...WITH_KEY];
    expect(await keepsakeJson(folder, last)).toMatchObject({ forgotten: [5] });
  });

  it("makes a mark of the future wait, and says so", async () => {
    const { folder, vault, save } = await vaultFolder();
    for (const months of [1, 2]) await runBackup(vault, makeLibrary(months));
    await save();
    expect(await keepsake(folder, ["forget", "vault", "1", ...WITH_KEY])).toMatchObject({ code: 0 });
    const prune = ["prune", "vault", ...WITH_KEY];
    expect(await keepsake(folder, prune, shifted(YEARS))).toMatchObject({ code: 0, stderr: "" });
    const run = await keepsake(folder, prune);
    expect(run.stdout).toContain("Deleted 0 objects");
    expect(run).toMatchObject({ code: 0, stderr: expect.stringMatching(/^Warning: a mark is dated 20[^\n]*\n$/) });
    expect(await checked(folder)).toMatchObject({ findings: [] });
  });

  it("stops nothing in 1970", async () => {
    const { folder, backup } = await vaultAndExport();
    expect(await keepsake(folder, backup, shifted(-Date.now()))).toMatchObject({ code: 0 });
    expect(await keepsake(folder, backup)).toMatchObject({ code: 0, stderr: "" });
    expect(await checked(folder)).toMatchObject({ findings: [], unreferenced: [] });
  });
});
