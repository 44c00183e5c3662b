import { cpSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { headerName, snapshotName } from "../core/names.js";
import { addSlot } from "../core/slots.js";
import { createVault } from "../core/vault-create.js";
import { folderStore } from "../node/store-folder.js";
import { buildOnce, keepsake, keepsakeJson, makeFolder, temporaryFolder } from "./command-harness.js";
import { vaultFolder, WITH_KEY } from "./command-life-helpers.js";
import {
  DAY,
  makeLibrary,
  NOW,
  openByKey,
  otherRecoveryKey,
  provider,
  recoverySlot,
  runBackup,
  text,
} from "./vault-helpers.js";

const CHAT = "WhatsApp Chat with Ann.txt";
const BACKUP = ["backup", CHAT, "--vault", "vault", "--me", "Sam", "--timezone", "UTC", ...WITH_KEY];
const ACCEPT = ["accept", "vault", ...WITH_KEY];
const library = makeLibrary(1, 2000);

/**
 * `vault` as the device saw it last, with header 2 and backup 3; the same vault on the days before, as `day1` and `day2`.
 */
let made: string;

beforeAll(async () => {
  await buildOnce();
  const { folder, vault, save } = await vaultFolder(makeFolder());
  made = folder;
  await runBackup(vault, library);
  cpSync(join(made, "vault"), join(made, "day1"), { recursive: true });
  await addSlot(vault, { secret: otherRecoveryKey, label: "spare" });
  await runBackup(vault, library, { now: NOW + DAY });
  cpSync(join(made, "vault"), join(made, "day2"), { recursive: true });
  await runBackup(
    vault,
    { ...library, frames: [...library.frames, text("late", NOW, "late")] },
    { now: NOW + 2 * DAY },
  );
  await save();
  // Another device with the same name as a writer, as a store can make it: from the state of an earlier day.
  for (const [from, to, backups] of [
    ["day2", "fork3", 1],
    ["day2", "fork4", 2],
    ["day1", "fork-header", 2],
  ] as const) {
    cpSync(join(made, from), join(made, to), { recursive: true });
    const fork = await openByKey(folderStore(join(made, to)));
    fork.writerId = vault.writerId;
    if (to === "fork-header") await addSlot(fork, { secret: otherRecoveryKey, label: "another" });
    for (let n = 0; n < backups; n++) await runBackup(fork, library, { now: NOW + 5 * DAY, producer: "fork" });
  }
  // With keys of its own: those of the helpers are always the same.
  const other = await createVault(folderStore(join(made, "other")), { slots: [recoverySlot], provider, now: NOW });
  for (let n = 0; n < 3; n++) await runBackup(other, library);
  writeFileSync(join(made, "snapshot-of-another-vault"), (await other.store.get(snapshotName(3)))!);
  writeFileSync(join(made, CHAT), "13/01/2024, 10:00 - Ann: Hi\n13/01/2024, 10:01 - Sam: Hello\n");
}, 300_000);
afterAll(() => rmSync(made, { recursive: true, force: true }));

/** A device in a folder of its own, to which the store shows something else. */
function device(change: (vault: string, folder: string) => void): string {
  const folder = temporaryFolder();
  cpSync(made, folder, { recursive: true });
  change(join(folder, "vault"), folder);
  return folder;
}

/** The store shows another state of the whole vault. */
const shows = (name: string) => (vault: string, folder: string) => {
  rmSync(vault, { recursive: true });
  cpSync(join(folder, name), vault, { recursive: true });
};

function stateOf(folder: string): string {
  const [file] = readdirSync(join(folder, "state/keepsake"));
  return readFileSync(join(folder, "state/keepsake", file!), "utf8");
}

const CASES: readonly (readonly [what: string, code: string, exit: number, change: Parameters<typeof device>[0]])[] = [
  ["the newest backup is missing", "snapshot.rollback", 6, (vault) => rmSync(join(vault, snapshotName(3)))],
  ["all is as it was some days ago", "header.rollback", 5, shows("day1")],
  [
    "the newest backup is that of another vault",
    "snapshot.rollback",
    6,
    (vault, folder) => cpSync(join(folder, "snapshot-of-another-vault"), join(vault, snapshotName(3))),
  ],
  ["another backup has its number", "snapshot.fork", 6, shows("fork3")],
  ["a later backup follows another one", "snapshot.parent-mismatch", 6, shows("fork4")],
  ["another header has its number", "header.fork", 5, shows("fork-header")],
];

describe("keepsake accept", () => {
  it.each(CASES)(
    "is the way out when %s",
    async (_, code, exit, change) => {
      const folder = device(change);
      const before = stateOf(folder);
      const refused = await keepsake(folder, BACKUP);
      expect(refused).toMatchObject({ code: exit, stderr: expect.stringContaining(`(${code})`) });
      expect(refused.stderr).toContain("keepsake accept VAULT");
      expect(stateOf(folder)).toBe(before);

      const unasked = await keepsake(folder, ACCEPT);
      expect(unasked.stderr).not.toContain("key change");
      expect(unasked).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("add --yes") });
      for (const word of ["remembers header 2 and backup 3", "made by test phone", "messages in 1 chat", `(${code})`]) {
        expect(unasked.stderr).toContain(word);
      }
      expect(stateOf(folder)).toBe(before);

      const { accepted, differences } = await keepsakeJson<{ accepted: boolean; differences: { code: string }[] }>(
        folder,
        [...ACCEPT, "--yes"],
      );
      expect(accepted).toBe(true);
      expect(differences.map((difference) => difference.code)).toContain(code);
      expect((await keepsake(folder, BACKUP)).code).toBe(0);
    },
    120_000,
  );

  it("says that a change of the key is undone", async () => {
    const folder = device(() => {});
    await keepsakeJson(folder, ["slot", "rotate", "vault", "--drop-others", ...WITH_KEY]);
    shows("day2")(join(folder, "vault"), folder);
    const unasked = await keepsake(folder, ACCEPT);
    expect(unasked).toMatchObject({ code: 2, stderr: expect.stringContaining("A key change is undone in it") });
    expect(unasked.stderr).toContain("keepsake slot rotate");
    const accepted = await keepsakeJson(folder, [...ACCEPT, "--yes"]);
    expect(accepted).toMatchObject({ accepted: true, remembered: { epoch: 2 }, epoch: 1 });
  });

  it("is the way out when another vault of the same key lies where one was seen", async () => {
    const folder = device(() => {});
    const look = ["snapshots", "vault", ...WITH_KEY];
    expect((await keepsake(folder, look)).code).toBe(0);
    // By whatever name, and the other one too: that it was seen elsewhere says nothing about this place.
    symlinkSync("vault", join(folder, "link"));
    expect((await keepsake(folder, ["snapshots", "other", ...WITH_KEY])).code).toBe(0);
    shows("other")(join(folder, "vault"), folder);
    const files = () => readdirSync(join(folder, "vault"), { recursive: true }).sort();
    const before = files();
    const other = "This is another vault than the one that this device remembers";
    for (const vault of ["vault", "link"]) {
      const refused = await keepsake(folder, [...BACKUP.map((arg) => (arg === "vault" ? vault : arg)), "--take-over"]);
      expect(refused).toMatchObject({ code: 5, stderr: expect.stringMatching(`^keepsake: ${other}.*header.fork`) });
      expect(refused.stderr).toContain("keepsake accept VAULT");
    }
    expect(files()).toEqual(before);
    const seen = await keepsake(folder, look);
    expect(seen).toMatchObject({
      code: 5,
      stderr: expect.stringMatching(`^Warning: ${other}[^\n]*\n[^\n]*keepsake accept[^\n]*\n$`),
    });

    const unasked = await keepsake(folder, ACCEPT);
    expect(unasked).toMatchObject({ code: 2, stderr: expect.stringMatching(/Here was the vault .*\(header.fork\)/su) });
    expect((await keepsake(folder, look)).code).toBe(5);
    expect(await keepsakeJson(folder, [...ACCEPT, "--yes"])).toMatchObject({ accepted: true });
    expect(await keepsake(folder, look)).toMatchObject({ code: 0, stderr: "" });

    // Back again, but older than it was: both are reported, and one acceptance takes both.
    shows("day2")(join(folder, "vault"), folder);
    const back = await keepsakeJson<{ differences: { code: string }[] }>(folder, [...ACCEPT, "--yes"]);
    expect(back.differences.map(({ code }) => code)).toEqual(["header.fork", "snapshot.rollback"]);
    expect((await keepsake(folder, BACKUP)).code).toBe(0);
    // A vault that was moved is the same, and so is a new one where there is nothing any more.
    renameSync(join(folder, "vault"), join(folder, "moved"));
    expect((await keepsake(folder, ["snapshots", "moved", ...WITH_KEY])).code).toBe(0);
    await keepsakeJson(folder, ["init", "vault", "--new-recovery-key-file", "new-key.txt"]);
    const added = ["backup", CHAT, "--vault", "vault", "--me", "Sam", "--recovery-key-file", "new-key.txt"];
    expect((await keepsake(folder, added)).code).toBe(0);
  });

  it("makes the device report the history that it gave up", async () => {
    const folder = device(shows("day2"));
    cpSync(join(made, "vault"), join(folder, "newer"), { recursive: true });
    expect((await keepsake(folder, [...ACCEPT, "--yes"])).code).toBe(0);
    expect((await keepsake(folder, BACKUP)).code).toBe(0);
    shows("newer")(join(folder, "vault"), folder);
    const run = await keepsake(folder, BACKUP);
    expect(run).toMatchObject({ code: 6, stderr: expect.stringContaining("(snapshot.fork)") });
  });

  it("has nothing to do where the vault goes on as remembered, or was never seen", async () => {
    const folder = device(() => {});
    const before = stateOf(folder);
    for (const run of [0, 1]) {
      if (run === 1) rmSync(join(folder, "state"), { recursive: true });
      expect(await keepsakeJson(folder, ACCEPT)).toEqual({ accepted: false, differences: [], problems: [] });
    }
    expect(JSON.parse(stateOf(folder))).toMatchObject({ snapshotSequence: JSON.parse(before).snapshotSequence });
  });

  it("does not take a backup that needs a header which is gone", async () => {
    const folder = device((vault, root) => {
      rmSync(join(vault, headerName(2)));
      cpSync(join(root, "day1", headerName(1)), join(vault, headerName(1)));
    });
    const before = stateOf(folder);
    for (const args of [
      [...ACCEPT, "--yes"],
      ["restore", "vault", "--to", "newest", ...WITH_KEY],
    ]) {
      const run = await keepsake(folder, args);
      expect(run).toMatchObject({ code: 5, stderr: expect.stringContaining("(header.rollback)") });
      expect(run.stderr).not.toContain("keepsake accept");
      expect(run.stderr).toContain("with --snapshot N");
    }
    expect(stateOf(folder)).toBe(before);
    const older = await keepsake(folder, ["restore", "vault", "--to", "older", "--snapshot", "1", ...WITH_KEY]);
    expect(older.stdout).toContain("Restored snapshot 1");
  });

  it("is not for an archive, which is a copy of some day", async () => {
    const folder = device(() => {});
    await keepsakeJson(folder, ["archive", "pack", "day1", "old.keepsake"]);
    const before = stateOf(folder);
    expect((await keepsake(folder, ["accept", "old.keepsake", "--yes", ...WITH_KEY])).code).not.toBe(0);
    expect((await keepsake(folder, ["snapshots", "old.keepsake", ...WITH_KEY])).code).toBe(0);
    expect(stateOf(folder)).toBe(before);
  });
});
