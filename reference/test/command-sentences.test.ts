/** What the command says where something is wrong, and what it says to do next. */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { adviceOn, problemText } from "../command/problem-text.js";
import { errorText } from "../command/report-error.js";
import { KeepsakeError } from "../core/errors.js";
import { objectName, snapshotName } from "../core/names.js";
import { addSlot } from "../core/slots.js";
import { buildOnce, keepsake, keepsakeJson } from "./command-harness.js";
import { vaultFolder, WITH_KEY } from "./command-life-helpers.js";
import { makeLibrary, otherRecoveryKey, runBackup } from "./vault-helpers.js";

beforeAll(buildOnce, 300_000);

const ESCAPES = "a\u001b[31mb\u0007c\u001b]0;title\u0007";
const CONTROL = /(?!\n)\p{Cc}/u;

const noMessages = () => {
  const library = makeLibrary(1);
  return { ...library, frames: library.frames.slice(0, 4) };
};

describe("a terminal", () => {
  it("gets no control characters from labels, chats and errors", async () => {
    const { folder, vault, save } = await vaultFolder();
    await addSlot(vault, { secret: otherRecoveryKey, label: ESCAPES });
    await save();
    mkdirSync(join(folder, "export"));
    writeFileSync(join(folder, "export", "_chat.txt"), "[25/01/2026, 09:10:00] Ann: IMG-1.jpg (file attached)\n");
    const backup = ["backup", "export", "--vault", "vault", "--me", "Ann", "--chat-name", ESCAPES, ...WITH_KEY];
    const runs = [await keepsake(folder, backup)];
    expect(runs[0]).toMatchObject({ code: 0, stderr: expect.stringContaining("1 file named in the chat is not in") });
    runs.push(await keepsake(folder, ["restore", "vault", "--to", "out", "--chat", "nobody", ...WITH_KEY]));
    expect(runs[1]).toMatchObject({ code: 2, stderr: expect.stringMatching(/There are \(usage\)\n {2}a/) });
    runs.push(await keepsake(folder, ["slot", "rotate", "vault", ...WITH_KEY]));
    expect(runs[2]).toMatchObject({ code: 2, stderr: expect.stringContaining("--drop-others") });
    runs.push(await keepsake(folder, ["slot", "rotate", "vault", "--drop-others", ...WITH_KEY]));
    expect(runs[3]).toMatchObject({ code: 0, stdout: expect.stringContaining("These no longer do") });
    for (const { stdout, stderr } of runs) expect(stdout + stderr).not.toMatch(CONTROL);
  });

  it("gets one line of an error, whatever a store names", () => {
    const error = new KeepsakeError("store.unavailable", `a${ESCAPES}\nkeepsake: all is well`);
    expect(errorText(error)).toMatch(/^keepsake: [^\n]* \(store\.unavailable\)\n[^\n]*\n$/);
    expect(errorText(error).replaceAll("\n", "")).not.toMatch(CONTROL);
  });
});

describe("what to do next", () => {
  it("is to run it again where others wrote meanwhile", () => {
    const message = "Another device wrote snapshots/1 meanwhile. Open the vault again.";
    expect(errorText(new KeepsakeError("store.conflict", message))).toBe(
      "keepsake: Another device wrote snapshots/1 meanwhile. Run it again (store.conflict)\n",
    );
  });

  it("is said once, and a file or a code is named once", () => {
    const problem = { code: "header.malformed", message: "headers/ff cannot be used.", name: "headers/ff" } as const;
    expect(problemText(problem)).toBe("headers/ff cannot be used. (header.malformed)");
    expect(problemText({ ...problem, message: "This is no header." })).toBe(
      "This is no header. (header.malformed) in headers/ff",
    );
    expect(adviceOn([problem, problem])).toHaveLength(1);
  });

  it("fits where no such snapshot, no headers, or only an archive is there", async () => {
    const { folder, vault, save } = await vaultFolder();
    await runBackup(vault, makeLibrary(1));
    await save();
    const at = ["restore", "vault", "--to", "out", "--snapshot", "77", ...WITH_KEY];
    expect(await keepsake(folder, at)).toMatchObject({
      code: 6,
      stderr: expect.stringMatching(/no snapshot 77 [^\n]*\(snapshot\.missing\)\n[^\n]*keepsake snapshots VAULT/),
    });
    expect(await keepsake(folder, ["archive", "pack", "vault", "v.keepsake"])).toMatchObject({ code: 0 });
    const written = await keepsake(folder, ["prune", "v.keepsake", ...WITH_KEY]);
    expect(written).toMatchObject({ code: 9, stderr: expect.stringMatching(/archive unpack[^\n]*\n$/) });
    expect(written.stderr).not.toContain("free space");
    for (const to of ["v.keepsake", "new.keepsake"]) {
      const copied = await keepsake(folder, ["copy", "vault", to]);
      expect(copied).toMatchObject({ code: 2, stderr: expect.stringContaining("keepsake archive pack") });
    }
    rmSync(join(folder, "vault", "headers"), { recursive: true });
    expect(await keepsake(folder, ["snapshots", "vault", ...WITH_KEY])).toMatchObject({
      code: 5,
      stderr: expect.stringMatching(/headers of this vault are missing[^\n]*\n[^\n]*from a copy/),
    });
  });

  it("is said of a snapshot that is gone, and of a file that is none", async () => {
    const { folder, vault, save } = await vaultFolder();
    for (const months of [1, 2]) await runBackup(vault, makeLibrary(months));
    await save();
    writeFileSync(join(folder, "vault", snapshotName(255)), "junk");
    const planted = await keepsake(folder, ["snapshots", "vault", ...WITH_KEY]);
    expect(planted.stderr).toMatch(/Warning: [^\n]*\(snapshot\.malformed\) in snapshots\/[^\n]*\n[^\n]*by hand/);
    rmSync(join(folder, "vault", snapshotName(255)));
    renameSync(join(folder, "vault", snapshotName(2)), join(folder, "kept"));
    const gone = await keepsake(folder, ["snapshots", "vault", ...WITH_KEY]);
    expect(gone).toMatchObject({ code: 6, stderr: expect.stringMatching(/Snapshot 2[^\n]*\n[^\n]*keepsake accept/) });
  });

  it("names the snapshot that needs what is damaged, and how it is put back", async () => {
    const { folder, vault, save } = await vaultFolder();
    await runBackup(vault, makeLibrary(1));
    const [segment] = vault.latest!.snapshot.segments.slice(-1);
    await runBackup(vault, noMessages());
    await save();
    const name = objectName(segment!.object.id);
    const bytes = readFileSync(join(folder, "vault", name));
    bytes[60]! ^= 1;
    writeFileSync(join(folder, "vault", name), bytes);
    const run = await keepsake(folder, ["check", "vault", "--read-data", ...WITH_KEY]);
    expect(run).toMatchObject({ code: 7, stderr: expect.stringMatching(/message[^\n]*, needed by snapshot 1\n/) });
    expect(run.stderr).toMatch(/\n[^\n]*keepsake repair VAULT EXPORTS[^\n]*--salvage[^\n]*\n$/);
  });
});

describe("prune", () => {
  it("says what waits, and until when", async () => {
    const { folder, vault, save } = await vaultFolder();
    await runBackup(vault, makeLibrary(2));
    await runBackup(vault, noMessages());
    await save();
    expect(await keepsake(folder, ["forget", "vault", "1", ...WITH_KEY])).toMatchObject({ code: 0 });
    const prune = ["prune", "vault", ...WITH_KEY];
    const first = await keepsakeJson<{ marked: { objects: number } }>(folder, prune);
    expect(first).toMatchObject({ waiting: { objects: 0 } });
    expect(first.marked.objects).toBeGreaterThan(0);
    const again = await keepsake(folder, [...prune, "--grace", "0d", "--only-writer"]);
    expect(again.stdout).toMatch(new RegExp(`Deleted 0 objects.*\\n${first.marked.objects} objects? .*marked earlier`));
    expect(await keepsakeJson(folder, prune)).toMatchObject({
      deleted: { objects: 0 },
      marked: { objects: 0 },
      waiting: { objects: first.marked.objects },
    });
  });
});
