import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { parseRecoveryKey } from "../core/recovery-key.js";
import { buildOnce, keepsake, keepsakeJson, temporaryFolder } from "./command-harness.js";

const KEY = "key.txt";

beforeAll(buildOnce, 300_000);

async function folderWithKey(): Promise<string> {
  const folder = temporaryFolder();
  await keepsakeJson(folder, ["key", "new", "--new-recovery-key-file", KEY]);
  return folder;
}

function rowsIn(folder: string, file = KEY): string[] {
  return readFileSync(join(folder, file), "utf8").trimEnd().split("\n");
}

/** Writes a copy of the key with one row changed. */
function changeRow(folder: string, row: number, change: (row: string) => string): string {
  const rows = rowsIn(folder).map((text, index) => (index === row - 1 ? change(text) : text));
  writeFileSync(join(folder, "changed.txt"), rows.join("\n"));
  return "changed.txt";
}

describe("keepsake key", () => {
  it("makes a key that parses, in a file for its owner alone", async () => {
    const folder = await folderWithKey();
    expect(parseRecoveryKey(rowsIn(folder).join(" "))).toHaveLength(64);
    if (process.platform !== "win32") expect(statSync(join(folder, KEY)).mode & 0o777).toBe(0o600);
  });

  it("shows a new key as eight rows, a different one each time", async () => {
    const folder = temporaryFolder();
    const first = await keepsakeJson<{ rows: string[] }>(folder, ["key", "new"]);
    const second = await keepsakeJson<{ rows: string[] }>(folder, ["key", "new"]);
    expect(first.rows).toHaveLength(8);
    expect(first.rows).not.toEqual(second.rows);
  });

  it("never overwrites a key", async () => {
    const folder = await folderWithKey();
    const before = rowsIn(folder);
    const run = await keepsake(folder, ["key", "new", "--new-recovery-key-file", KEY]);
    expect(run.code).toBe(2);
    expect(rowsIn(folder)).toEqual(before);
  });

  it("names the row with a typing error", async () => {
    const folder = await folderWithKey();
    const wrong = changeRow(folder, 3, (row) => `${(Number(row[0]) + 1) % 10}${row.slice(1)}`);
    const run = await keepsake(folder, ["key", "check", "--recovery-key-file", wrong]);
    expect(run.code).toBe(4);
    expect(run.stderr).toMatch(/^keepsake: Row 3 .*\(key\.recovery-check-digit\)\n/);
    expect(run.stdout).toBe("");
  });

  it("takes the key's file from the environment", async () => {
    const folder = await folderWithKey();
    const run = await keepsake(folder, ["key", "check"], { KEEPSAKE_RECOVERY_KEY_FILE: KEY });
    expect(run).toMatchObject({ code: 0, stderr: "" });
  });

  it("asks for no key where there is no terminal", async () => {
    const run = await keepsake(temporaryFolder(), ["key", "check"]);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain("--recovery-key-file");
  });

  it("completes a key that only one filling fits", async () => {
    const folder = await folderWithKey();
    const partial = changeRow(folder, 5, (row) => `${row.slice(0, -1)}?`);
    const { rows } = await keepsakeJson<{ rows: string[] }>(folder, ["key", "recover", "--recovery-key-file", partial]);
    expect(rows).toEqual(rowsIn(folder));
  });

  it("says how many fillings fit, and finds the right one with the vault", async () => {
    const folder = temporaryFolder();
    await keepsakeJson(folder, ["init", "vault", "--new-recovery-key-file", KEY]);
    const partial = changeRow(folder, 1, (row) => `???${row.slice(3)}`);
    const args = ["key", "recover", "--recovery-key-file", partial];
    expect(await keepsakeJson(folder, args, 2)).toEqual({ fits: 100 });
    const { rows } = await keepsakeJson<{ rows: string[] }>(folder, [...args, "--vault", "vault"]);
    expect(rows).toEqual(rowsIn(folder));
  });

  it("refuses a key of another vault", async () => {
    const folder = await folderWithKey();
    await keepsakeJson(folder, ["init", "vault", "--new-recovery-key-file", "right.txt"]);
    const run = await keepsake(folder, ["key", "check", "--vault", "vault", "--recovery-key-file", KEY]);
    expect(run.code).toBe(4);
    expect(run.stderr).toContain("(key.no-matching-slot)");
  });
});

describe("keepsake", () => {
  it("explains itself", async () => {
    const run = await keepsake(temporaryFolder(), ["--help"]);
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.stdout).toContain("Exit codes:");
  });

  it("has an example for every verb", async () => {
    const folder = temporaryFolder();
    const { vaultVerbs } = await import("../command/verbs-vault.js");
    const { keyVerbs } = await import("../command/verbs-key.js");
    for (const { usage } of [...vaultVerbs, ...keyVerbs]) {
      const words = usage.split(" ").filter((word) => !/[<[]/.test(word));
      const run = await keepsake(folder, [...words, "--help"]);
      expect(run.code).toBe(0);
      expect(run.stdout).toContain(`  $ keepsake ${words.join(" ")}`);
      expect(run.stdout).toContain("With --json:");
    }
  });

  it("breaks the lines of help only where they are full, and shows a verb's own options first", async () => {
    const { vaultVerbs } = await import("../command/verbs-vault.js");
    const { keyVerbs } = await import("../command/verbs-key.js");
    for (const { usage } of [...vaultVerbs, ...keyVerbs]) {
      const words = usage.split(" ").filter((word) => !/[<[]/.test(word));
      const { stdout } = await keepsake(temporaryFolder(), [...words, "--help"]);
      const [description = ""] = stdout.split(/\n\nOptions:\n/);
      expect(description).not.toContain("Options for");
      for (const paragraph of description.split("\n\n")) {
        const lines = paragraph.split("\n");
        lines.slice(1).forEach((line, index) => {
          // Where nothing says how wide a terminal is, 100 columns are assumed.
          expect(`${lines[index]} ${line.split(" ")[0]}`.length, paragraph).toBeGreaterThan(100);
        });
      }
    }
  });

  it("exits with 2 for what it does not understand", async () => {
    const folder = temporaryFolder();
    for (const args of [["restor"], ["restore"], ["restore", "vault"], ["key"], ["check", "vault", "--what"]]) {
      const run = await keepsake(folder, args);
      expect(run.code, args.join(" ")).toBe(2);
    }
  });

  it("takes a provider from the environment, and refuses an unknown one", async () => {
    const folder = temporaryFolder();
    for (const KEEPSAKE_PROVIDER of ["node", "webcrypto", "noble"]) {
      expect((await keepsake(folder, ["key", "new"], { KEEPSAKE_PROVIDER })).code).toBe(0);
    }
    const run = await keepsake(folder, ["key", "new"], { KEEPSAKE_PROVIDER: "rot13" });
    expect(run.code).toBe(2);
  });
});
