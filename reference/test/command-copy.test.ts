import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { CopySummary } from "../core/copy.js";

import { buildOnce, keepsake, keepsakeJson } from "./command-harness.js";
import { vaultFolder, WITH_KEY } from "./command-life-helpers.js";
import { BUCKET, CREDENTIALS, ENVIRONMENT, noS3Server, startS3Server } from "./s3-server.js";
import { makeLibrary, runBackup } from "./vault-helpers.js";

/** Names and bytes of all files of a folder. */
const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => [join(parentPath, name).slice(folder.length), readFileSync(join(parentPath, name))])
    .sort();

async function filled() {
  const made = await vaultFolder();
  const library = makeLibrary(2, 1000);
  await runBackup(made.vault, library);
  await made.save();
  return { ...made, library };
}

describe("the command copies a vault", { timeout: 120_000 }, () => {
  beforeAll(buildOnce, 120_000);

  it("to a folder and brings it up to date, and the copy opens with the same key on the same device", async () => {
    const { folder, vault, library, save } = await filled();
    const first = await keepsakeJson<CopySummary>(folder, ["copy", "vault", "copy"]);
    expect(first.copied.files).toBe(filesIn(join(folder, "vault")).length);
    expect(filesIn(join(folder, "copy"))).toEqual(filesIn(join(folder, "vault")));
    await runBackup(vault, { ...library, frames: library.frames.slice(0, -1) });
    await save();
    const late = await keepsake(folder, ["snapshots", "copy", ...WITH_KEY]);
    expect(late.stderr).toContain("snapshot.rollback");
    const run = await keepsake(folder, ["copy", "vault", "copy"]);
    expect([run.code, run.stdout]).toEqual([0, expect.stringMatching(/^Copied \d files \(.*\) to copy\.\n$/)]);
    expect(await keepsakeJson(folder, ["check", "copy", "--read-data", ...WITH_KEY])).toMatchObject({ ok: true });
    const files = (from: string) => filesIn(join(folder, from)).filter(([name]) => !String(name).includes("lost"));
    for (const from of ["vault", "copy"]) {
      await keepsakeJson(folder, ["restore", from, "--to", `from-${from}`, "--format", "jsonl", ...WITH_KEY]);
    }
    expect(files("from-copy")).toEqual(files("from-vault"));
    // What is forgotten stays at the copy until it is forgotten there.
    await keepsakeJson(folder, ["forget", "vault", "1", ...WITH_KEY]);
    const kept = await keepsakeJson<CopySummary>(folder, ["copy", "vault", "copy"]);
    expect([kept.copied.files, kept.extra]).toEqual([0, { headers: 0, snapshots: 1, objects: 0 }]);
    await keepsakeJson(folder, ["forget", "copy", "1", ...WITH_KEY]);
    await keepsakeJson(folder, ["prune", "copy", "--grace", "0d", "--only-writer", ...WITH_KEY]);
    expect(await keepsakeJson(folder, ["check", "copy", "--read-data", ...WITH_KEY])).toMatchObject({ ok: true });
  });

  it("out of an archive, and says what is damaged, and what stands in the way", async () => {
    const { folder } = await filled();
    await keepsakeJson(folder, ["archive", "pack", "vault", "one.keepsake"]);
    await keepsakeJson(folder, ["copy", "one.keepsake", "copy"]);
    expect(filesIn(join(folder, "copy"))).toEqual(filesIn(join(folder, "vault")));
    const onFile = await keepsake(folder, ["copy", "vault", "one.keepsake"]);
    expect([onFile.code, onFile.stderr]).toEqual([2, expect.stringContaining("not to the file one.keepsake")]);

    const [object] = filesIn(join(folder, "vault")).filter(([name]) => String(name).includes("objects/"));
    writeFileSync(join(folder, "vault", String(object![0])), "");
    const damaged = await keepsake(folder, ["copy", "vault", "other"]);
    expect([damaged.code === 0, damaged.stderr]).toEqual([false, expect.stringContaining("(object.truncated)")]);
    const { folder: another } = await filled();
    rmSync(join(another, "vault", "snapshots"), { recursive: true });
    const refused = await keepsake(folder, ["copy", join(another, "vault"), "copy"]);
    expect(refused).toMatchObject({ code: 6, stderr: expect.stringMatching(/copy it to another place.*rollback/u) });
    // A copier remembers nothing that could be given up.
    expect(refused.stderr).not.toContain("keepsake accept");
  });

  it("and restores to no bucket", async () => {
    const { folder } = await filled();
    const run = await keepsake(folder, ["restore", "vault", "--to", `s3://${BUCKET}/out`, ...WITH_KEY]);
    expect([run.code, run.stderr]).toEqual([2, expect.stringContaining("a folder of this computer")]);
    expect(existsSync(join(folder, "s3:"))).toBe(false);
  });

  it("but not onto itself, by whatever name", async () => {
    const { folder } = await filled();
    symlinkSync("vault", join(folder, "link"));
    const [here, there] = [`s3://${BUCKET}/one`, `s3://${BUCKET}/one/`];
    const endpoint = "http://127.0.0.1:1";
    for (const args of [
      ["vault", "./vault/"],
      ["vault", "link"],
      [here, there],
      [here, there, "--endpoint", endpoint, "--to-endpoint", `${endpoint}/`],
    ]) {
      const run = await keepsake(folder, ["copy", ...args], ENVIRONMENT);
      expect([run.code, run.stderr]).toEqual([2, expect.stringContaining("are the same place")]);
    }
  });

  it.skipIf(noS3Server !== undefined)("to a bucket and back", async () => {
    const { folder } = await filled();
    const server = await startS3Server();
    try {
      const there = `s3://${BUCKET}/copies/one`;
      const options = ["--endpoint", server.endpoint, "--json"];
      expect((await keepsake(folder, ["copy", "vault", there, ...options], ENVIRONMENT)).code).toBe(0);
      expect((await keepsake(folder, ["copy", there, "back", ...options], ENVIRONMENT)).code).toBe(0);
      expect(filesIn(join(folder, "back"))).toEqual(filesIn(join(folder, "vault")));
      const again = await keepsake(folder, ["copy", "vault", there, ...options], ENVIRONMENT);
      expect(JSON.parse(again.stdout)).toMatchObject({ copied: { files: 0 } });
    } finally {
      await server.stop();
    }
  });

  it.skipIf(noS3Server !== undefined)("from bucket to bucket, each with its own user and address", async () => {
    const { folder } = await filled();
    const other = { accessKeyId: "somebody-else", secretAccessKey: "another-secret" };
    const servers = [await startS3Server(), await startS3Server(other)] as const;
    try {
      const profiles = [CREDENTIALS, other].map(
        ({ accessKeyId, secretAccessKey }, n) =>
          `[profile user${n}]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n` +
          `region = us-east-1\nendpoint_url = ${servers[n]!.endpoint}\n`,
      );
      writeFileSync(join(folder, "config"), profiles.join(""));
      const files = { AWS_CONFIG_FILE: "config", AWS_SHARED_CREDENTIALS_FILE: "none" };
      const vault = `s3://${BUCKET}/vault`;
      const copy = (args: readonly string[], env: Readonly<Record<string, string>>) =>
        keepsake(folder, ["copy", ...args], { ...files, ...env });
      expect(await copy(["vault", vault], { AWS_PROFILE: "user0" })).toMatchObject({ code: 0, stderr: "" });
      // One name, two places.
      const both = await copy([vault, vault, "--to-profile", "user1"], { AWS_PROFILE: "user0" });
      expect(both).toMatchObject({ code: 0, stderr: "" });
      expect(filesIn(join(servers[1].folder, "vault"))).toEqual(filesIn(join(folder, "vault")));
      // What the environment and the command line say goes before what a profile says, but for who it is.
      const sides = ["--endpoint", servers[0].endpoint, "--to-endpoint", servers[1].endpoint];
      const second = `s3://${BUCKET}/second`;
      const keys = await copy([vault, second, ...sides, "--to-profile", "user1"], ENVIRONMENT);
      expect(keys).toMatchObject({ code: 0, stderr: "" });
      const refused = await copy([vault, `${second}2`, ...sides], ENVIRONMENT);
      expect(refused).toMatchObject({ code: 9, stderr: expect.stringContaining("refuses these credentials") });
      const unknown = await copy([vault, `${second}2`, ...sides, "--to-profile", "nobody"], ENVIRONMENT);
      expect(unknown).toMatchObject({ code: 9, stderr: expect.stringContaining("name a profile that has some") });
    } finally {
      for (const server of servers) await server.stop();
    }
  });
});
