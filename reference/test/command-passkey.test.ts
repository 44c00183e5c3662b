import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { createSoftwareAuthenticator } from "../authenticator/index.js";
import { BackupEligibility } from "../core/proto/types.js";
import { createVault } from "../core/vault-create.js";
import { folderStore } from "../node/store-folder.js";
import { type Answer, keepsakeWithPage, pageOf, softwarePage, type Visit } from "./ceremony-command.js";
import { buildOnce, keepsake, keepsakeJson, runOf, startKeepsake, temporaryFolder } from "./command-harness.js";

const KEY = "key.txt";
const WITH_KEY = ["--recovery-key-file", KEY];
const CHAT = join(process.cwd(), "reference/sample/android/WhatsApp Chat with Leo.zip");

beforeAll(buildOnce, 300_000);

/** A folder with a vault of a recovery key, and a passkey if `visit` makes one. */
async function folderWithVault(visit?: Visit): Promise<string> {
  const folder = temporaryFolder();
  const args = ["init", "vault", "--new-recovery-key-file", KEY];
  const run =
    visit === undefined ? await keepsake(folder, args) : await keepsakeWithPage(folder, [...args, "--passkey"], visit);
  expect(run.code, run.stderr).toBe(0);
  return folder;
}

interface Slots {
  readonly slots: readonly { readonly slotId: string; readonly kind: string; readonly yours?: boolean }[];
}

const slotsOf = (folder: string) => keepsakeJson<Slots>(folder, ["slot", "list", "vault"]);

describe("keepsake with a passkey", () => {
  it("makes a vault with two keys, backs up with one, and restores with each", async () => {
    const visit = pageOf(softwarePage(createSoftwareAuthenticator()));
    const folder = await folderWithVault(visit);
    expect((await slotsOf(folder)).slots.map(({ kind }) => kind)).toEqual(["passkey", "recovery-key"]);
    const backup = ["backup", CHAT, "--vault", "vault", "--me", "Sam", "--timezone", "UTC", "--passkey"];
    expect(await keepsakeWithPage(folder, backup, visit)).toMatchObject({ code: 0, urls: { length: 1 } });
    const restore = ["restore", "vault", "--to", "by-passkey", "--passkey", "--json"];
    const run = await keepsakeWithPage(folder, restore, visit);
    expect(run.code).toBe(0);
    // The address, with its token, is for a person.
    expect(run.stdout).not.toContain("http:");
    expect(JSON.parse(run.stdout)).toMatchObject({ snapshot: 1, lost: [] });
    expect((await keepsake(folder, ["restore", "vault", "--to", "by-key", ...WITH_KEY])).code).toBe(0);
    expect(readdirSync(join(folder, "by-passkey"))).toEqual(readdirSync(join(folder, "by-key")));
  });

  it("lists a passkey, says whether it is synced, and which key opened the vault", async () => {
    const visit = pageOf(softwarePage(createSoftwareAuthenticator()));
    const folder = await folderWithVault(visit);
    expect((await keepsake(folder, ["slot", "list", "vault"])).stdout).toMatch(/passkey .*localhost\n/);
    const { stdout } = await keepsakeWithPage(folder, ["slot", "list", "vault", "--passkey"], visit);
    expect(stdout).toMatch(/passkey .*localhost, may be synced to other devices, the key you gave\n/);
  });

  it("adds a passkey with a label, and never one that the vault has", async () => {
    const folder = await folderWithVault();
    const excluded: number[] = [];
    const play = softwarePage(createSoftwareAuthenticator(), BackupEligibility.DEVICE_BOUND);
    const visit = pageOf((request) => {
      excluded.push(request.passkeys.length);
      return play(request);
    });
    const add = ["slot", "add", "vault", "--passkey", "--label", "laptop", ...WITH_KEY];
    for (let time = 0; time < 2; time++) {
      const run = await keepsakeWithPage(folder, add, visit);
      expect(run.code, run.stderr).toBe(0);
    }
    expect(excluded).toEqual([0, 1]);
    const { stdout } = await keepsake(folder, ["slot", "list", "vault", ...WITH_KEY]);
    expect(stdout).toMatch(/passkey +laptop .*localhost, on one device only\n/);
  });

  it("adds a recovery key to a vault that has a passkey only", async () => {
    const folder = temporaryFolder();
    const visit = pageOf(softwarePage(createSoftwareAuthenticator()));
    expect((await keepsakeWithPage(folder, ["init", "vault", "--passkey", "--no-recovery-key"], visit)).code).toBe(0);
    const asked = await keepsake(folder, ["snapshots", "vault"]);
    expect(asked).toMatchObject({ code: 2, stderr: expect.stringContaining("--passkey") });
    const add = ["slot", "add", "vault", "--open-with-passkey", "--new-recovery-key-file", KEY];
    expect((await keepsakeWithPage(folder, add, visit)).code).toBe(0);
    expect((await keepsake(folder, ["snapshots", "vault", ...WITH_KEY])).code).toBe(0);
  });

  it("makes no vault whose only key is lost with one device", async () => {
    const folder = temporaryFolder();
    const visit = pageOf(softwarePage(createSoftwareAuthenticator(), BackupEligibility.DEVICE_BOUND));
    const run = await keepsakeWithPage(folder, ["init", "vault", "--passkey", "--no-recovery-key"], visit);
    expect(run).toMatchObject({ code: 4, stderr: expect.stringContaining("(key.last-slot)") });
    expect(existsSync(join(folder, "vault"))).toBe(false);
  });
});

describe("keepsake, changing the root key with a passkey", () => {
  it("asks once, keeps the passkey, and drops no other key unless it is told to", async () => {
    const visit = pageOf(softwarePage(createSoftwareAuthenticator()));
    const folder = await folderWithVault(visit);
    const rotate = ["slot", "rotate", "vault", "--passkey"];
    const refused = await keepsakeWithPage(folder, rotate, visit);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining("--keep") });
    const kept = await keepsakeWithPage(folder, [...rotate, "--keep", KEY, "--json"], visit);
    expect(kept.urls).toHaveLength(1);
    expect(JSON.parse(kept.stdout)).toMatchObject({ epoch: 2, kept: { length: 2 }, dropped: [] });
    expect((await keepsake(folder, ["snapshots", "vault", ...WITH_KEY])).code).toBe(0);
    const dropped = await keepsakeWithPage(folder, [...rotate, "--drop-others"], visit);
    expect(dropped.code, dropped.stderr).toBe(0);
    expect((await keepsake(folder, ["snapshots", "vault", ...WITH_KEY])).code).toBe(4);
    expect((await keepsakeWithPage(folder, ["snapshots", "vault", "--passkey"], visit)).code).toBe(0);
  });

  it("asks again if the passkey gave nothing for the new epoch", async () => {
    const authenticator = createSoftwareAuthenticator();
    const play = softwarePage(authenticator);
    const folder = await folderWithVault(pageOf(play));
    const one: Answer = ({ nextInput: _, ...request }) => play(request);
    const run = await keepsakeWithPage(folder, ["slot", "rotate", "vault", "--passkey", "--keep", KEY], pageOf(one));
    expect(run).toMatchObject({ code: 0, urls: { length: 2 } });
    expect((await keepsakeWithPage(folder, ["snapshots", "vault", "--passkey"], pageOf(play))).code).toBe(0);
  });

  it("asks for the key to keep where no file is named", async () => {
    const visit = pageOf(softwarePage(createSoftwareAuthenticator()));
    const folder = await folderWithVault(visit);
    const run = await keepsakeWithPage(folder, ["slot", "rotate", "vault", "--passkey", "--keep"], visit);
    expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining("There is no terminal") });
  });

  it("removes one passkey by another, although the removed one could have opened the vault", async () => {
    const authenticator = createSoftwareAuthenticator();
    const visit = pageOf(softwarePage(authenticator));
    const folder = await folderWithVault(visit);
    const add = ["slot", "add", "vault", "--passkey", ...WITH_KEY];
    const { slot } = JSON.parse((await keepsakeWithPage(folder, [...add, "--json"], visit)).stdout) as { slot: string };
    // The page answers with the newest passkey: first that which goes, then the one that is left.
    const remove = ["slot", "remove", "vault", slot, "--passkey", "--keep", KEY, "--json"];
    const run = await keepsakeWithPage(folder, remove, visit);
    expect(run.urls).toHaveLength(2);
    expect(JSON.parse(run.stdout)).toMatchObject({ removed: slot, dropped: [], epoch: 2 });
    expect((await slotsOf(folder)).slots.map(({ kind }) => kind)).toEqual(["passkey", "recovery-key"]);
    expect((await keepsakeWithPage(folder, ["snapshots", "vault", "--passkey"], visit)).code).toBe(0);
  });

  it("keeps a passkey by nothing but the passkey", async () => {
    const folder = await folderWithVault(pageOf(softwarePage(createSoftwareAuthenticator())));
    const run = await keepsake(folder, ["slot", "rotate", "vault", ...WITH_KEY]);
    expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining("--passkey") });
  });
});

describe("keepsake, when no passkey answers", () => {
  const failed = (message: string) => pageOf(() => ({ kind: "failed", message }));

  it("ends with what the page says, without a terminal's commands", async () => {
    const folder = await folderWithVault(pageOf(softwarePage(createSoftwareAuthenticator())));
    const args = ["snapshots", "vault", "--passkey"];
    const run = await keepsakeWithPage(folder, args, failed("It was \u001b[31mcancelled\u0007"));
    expect(run.code).toBe(4);
    expect(run.stderr).toContain("keepsake: It was  [31mcancelled  (key.prf-missing)");
  });

  it("changes nothing if the person gives up", async () => {
    const folder = temporaryFolder();
    const init = ["init", "vault", "--passkey", "--new-recovery-key-file", KEY];
    expect((await keepsakeWithPage(folder, init, failed("No."))).code).toBe(4);
    expect(readdirSync(folder)).toEqual([]);
    const vault = await folderWithVault();
    expect(
      (await keepsakeWithPage(vault, ["slot", "add", "vault", "--passkey", ...WITH_KEY], failed("No."))).code,
    ).toBe(4);
    expect((await slotsOf(vault)).slots).toHaveLength(1);
  });

  it("says that a wrong secret opens nothing", async () => {
    const play = softwarePage(createSoftwareAuthenticator());
    const folder = await folderWithVault(pageOf(play));
    const wrong = pageOf((request) => ({ ...play(request), output: new Uint8Array(32) }) as ReturnType<Answer>);
    const run = await keepsakeWithPage(folder, ["snapshots", "vault", "--passkey"], wrong);
    expect(run).toMatchObject({ code: 4, stderr: expect.stringContaining("(key.no-matching-slot)") });
  });

  it("asks nobody for passkeys of an app, and names it", async () => {
    const folder = temporaryFolder();
    const authenticator = createSoftwareAuthenticator();
    const { credentialId } = authenticator.makeCredential("chat.example");
    const slot = { secret: authenticator.asSecret(credentialId), passkey: authenticator.asSlot(credentialId) };
    mkdirSync(join(folder, "vault"));
    await createVault(folderStore(join(folder, "vault")), { slots: [slot] });
    for (const args of [
      ["snapshots", "vault", "--passkey"],
      ["snapshots", "vault"],
    ]) {
      const run = await keepsake(folder, args);
      expect(run).toMatchObject({ code: 4, stderr: expect.stringContaining("(key.no-matching-slot)") });
      expect(run.stderr).toContain("chat.example");
      expect(run.stderr).not.toContain("http:");
    }
  });

  it("says that a vault has no passkey", async () => {
    const run = await keepsake(await folderWithVault(), ["snapshots", "vault", "--passkey"]);
    expect(run.code).toBe(4);
    expect(run.stderr).toContain("use the recovery key (key.no-matching-slot)");
  });

  it.each(
    [
      ["slot", "add", "vault", "--passkey", "--new-recovery-key-file", "new.txt", ...WITH_KEY],
      ["snapshots", "vault", "--passkey", ...WITH_KEY],
      ["init", "new", "--no-recovery-key"],
      ["init", "new", "--no-recovery-key", "--passkey", "--new-recovery-key-file", "new.txt"],
    ].map((args) => [args.join(" "), args] as const),
  )("refuses %s", async (_what, args) => {
    expect((await keepsake(await folderWithVault(), args)).code).toBe(2);
  });
});

// Windows has no signals: there, the command ends at once.
it.skipIf(process.platform === "win32")("keepsake, waiting for a passkey, ends with Ctrl-C", async () => {
  const folder = await folderWithVault(pageOf(softwarePage(createSoftwareAuthenticator())));
  const child = startKeepsake(folder, ["snapshots", "vault", "--passkey"]);
  child.stderr.once("data", () => child.kill("SIGINT"));
  const run = await runOf(child);
  expect(run).toMatchObject({ code: 130, stderr: expect.stringContaining("(interrupted)") });
});
