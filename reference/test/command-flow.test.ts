import { cpSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildOnce, keepsake, keepsakeJson, makeFolder, temporaryFolder } from "./command-harness.js";

const KEY = "key.txt";
const EXPORTS = ["android/WhatsApp Chat with Harbour House", "android/WhatsApp Chat with Leo.zip"].map((path) =>
  join(process.cwd(), "reference/sample", path),
);
const WITH_KEY = ["--recovery-key-file", KEY];
const BACKUP = ["--vault", "vault", "--me", "Sam", "--timezone", "Europe/London", ...WITH_KEY];

interface BackupResult {
  readonly snapshot: number;
  readonly totals: { readonly messages: number; readonly attachments: number };
  readonly uploaded: { readonly objects: number };
}

/** A vault with one backup of two chats; each test works in a copy of its own. */
let made: string;
let first: BackupResult;

beforeAll(async () => {
  await buildOnce();
  made = makeFolder();
  await keepsakeJson(made, ["init", "vault", "--new-recovery-key-file", KEY]);
  first = await keepsakeJson(made, ["backup", ...EXPORTS, ...BACKUP]);
}, 300_000);
afterAll(() => rmSync(made, { recursive: true, force: true }));

function copy(): string {
  const folder = temporaryFolder();
  cpSync(made, folder, { recursive: true });
  return folder;
}

/** Paths of the stored objects, the largest first. */
function objectsIn(folder: string): string[] {
  const root = join(folder, "vault", "objects");
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map((file) => join(file.parentPath, file.name)).sort((a, b) => statSync(b).size - statSync(a).size);
}

function damage(path: string): void {
  const bytes = readFileSync(path);
  bytes[bytes.length - 20]! ^= 1;
  writeFileSync(path, bytes);
}

describe("keepsake backup", () => {
  it("counts what the sample has", () => {
    const expected = JSON.parse(readFileSync("reference/sample/expected.json", "utf8")).exports.slice(0, 2);
    const sum = (of: (one: { messages: number; attachments: unknown[] }) => number) =>
      of(expected[0]) + of(expected[1]);
    expect(first.totals.messages).toBe(sum(({ messages }) => messages));
    expect(first.totals.attachments).toBe(sum(({ attachments }) => attachments.length));
  });

  it("uploads nothing but the snapshot when nothing is new", async () => {
    const again = await keepsakeJson<BackupResult>(copy(), ["backup", ...EXPORTS, ...BACKUP]);
    expect(again).toMatchObject({ snapshot: 2, totals: first.totals, uploaded: { objects: 0 } });
  });

  it("keeps the chats of the last snapshot, unless it is told to replace them", async () => {
    const folder = copy();
    const merged = await keepsakeJson<BackupResult>(folder, ["backup", EXPORTS[1]!, ...BACKUP]);
    expect(merged.totals).toEqual(first.totals);
    const replaced = await keepsakeJson<BackupResult>(folder, ["backup", EXPORTS[1]!, "--replace", ...BACKUP]);
    expect(replaced.totals.messages).toBeLessThan(first.totals.messages);
  });

  it("leaves writing to the device that wrote before, until it is told to take over", async () => {
    const folder = copy();
    rmSync(join(folder, "state"), { recursive: true });
    const refused = await keepsake(folder, ["backup", ...EXPORTS, ...BACKUP]);
    expect(refused.code).toBe(9);
    expect(refused.stderr).toContain("--take-over");
    expect((await keepsakeJson<BackupResult>(folder, ["backup", ...EXPORTS, "--take-over", ...BACKUP])).snapshot).toBe(
      2,
    );
  });

  it("leaves the key to that device too", async () => {
    const folder = copy();
    rmSync(join(folder, "state"), { recursive: true });
    const refused = await keepsake(folder, ["slot", "rotate", "vault", ...WITH_KEY]);
    expect(refused).toMatchObject({ code: 9, stderr: expect.stringContaining("--take-over") });
    expect(await keepsakeJson(folder, ["slot", "rotate", "vault", "--take-over", ...WITH_KEY])).toMatchObject({
      epoch: 2,
    });
    expect((await keepsakeJson<BackupResult>(folder, ["backup", ...EXPORTS, ...BACKUP])).snapshot).toBe(3);
  });
});

// Windows has no signals: there, the command ends at once.
describe.skipIf(process.platform === "win32")("keepsake, stopped with Ctrl-C", () => {
  it.each([150, 300, 450, 600])("leaves the vault sound after %i ms, and the next run completes it", async (ms) => {
    const folder = copy();
    const args = ["backup", ...EXPORTS, "--replace", ...BACKUP];
    rmSync(join(folder, "vault"), { recursive: true });
    rmSync(join(folder, KEY));
    await keepsakeJson(folder, ["init", "vault", "--new-recovery-key-file", KEY]);
    const stopped = await keepsake(folder, args, {}, ms);
    // null: before it could listen to signals; 0: it was quicker.
    expect([null, 0, 130]).toContain(stopped.code);
    if (stopped.code === 130) expect(stopped.stderr).toContain("(interrupted)");
    expect((await keepsake(folder, ["check", "vault", ...WITH_KEY])).code).toBe(0);
    expect((await keepsakeJson<BackupResult>(folder, args)).totals).toEqual(first.totals);
  });

  it.each([200, 400, 600])("leaves no half of a restore after %i ms", async (ms) => {
    const folder = copy();
    const stopped = await keepsake(folder, ["restore", "vault", "--to", "out", ...WITH_KEY], {}, ms);
    expect(readdirSync(folder).includes("out")).toBe(stopped.code === 0);
  });
});

describe("keepsake restore", () => {
  it.each(["html", "jsonl", "files"])("writes %s, and no file next to what is there", async (format) => {
    const folder = copy();
    const args = ["restore", "vault", "--to", "out", "--format", format, ...WITH_KEY];
    const result = await keepsakeJson(folder, args);
    expect(result).toMatchObject({ snapshot: 1, messages: first.totals.messages, lost: [] });
    if (format === "html") expect(readFileSync(join(folder, "out/index.html"), "utf8")).toContain("Harbour House");
    const again = await keepsake(folder, args);
    expect(again.code).toBe(2);
    expect(again.stderr).toContain("not empty");
  });

  it("backs up again what it wrote as JSON Lines, the same", async () => {
    const folder = copy();
    await keepsakeJson(folder, ["restore", "vault", "--to", "out", "--format", "jsonl", ...WITH_KEY]);
    const { totals } = await keepsakeJson<BackupResult>(folder, [
      "backup",
      "out",
      "--vault",
      "vault",
      "--replace",
      ...WITH_KEY,
    ]);
    expect(totals).toEqual(first.totals);
  });

  it("takes one chat, and lists the chats if there is none of that name", async () => {
    const folder = copy();
    const one = await keepsakeJson<{ chats: number }>(folder, [
      "restore",
      "vault",
      "--to",
      "one",
      "--chat",
      "Leo",
      ...WITH_KEY,
    ]);
    expect(one.chats).toBe(1);
    const none = await keepsake(folder, ["restore", "vault", "--to", "none", "--chat", "Nobody", ...WITH_KEY]);
    expect(none.code).toBe(2);
    expect(none.stderr).toContain("Harbour House");
  });

  it("names a damaged file, restores the rest, and says so with its exit code", async () => {
    const folder = copy();
    damage(objectsIn(folder)[0]!);
    const args = ["restore", "vault", "--to", "out", ...WITH_KEY];
    const result = await keepsakeJson<{ lost: { code: string }[]; messages: number }>(folder, args, 7);
    expect(result.lost.map(({ code }) => code)).toEqual(["object.auth"]);
    expect(result.messages).toBe(first.totals.messages);
  });

  it("refuses a wrong key before it writes anything", async () => {
    const folder = copy();
    await keepsakeJson(folder, ["key", "new", "--new-recovery-key-file", "other.txt"]);
    const run = await keepsake(folder, ["restore", "vault", "--to", "out", "--recovery-key-file", "other.txt"]);
    expect(run.code).toBe(4);
    expect(readdirSync(folder)).not.toContain("out");
  });
});

describe("keepsake check and inspect", () => {
  it("finds nothing wrong with a sound vault", async () => {
    const run = await keepsakeJson(copy(), ["check", "vault", "--read-data", ...WITH_KEY]);
    expect(run).toMatchObject({ ok: true, findings: [], unreferenced: [], unknownNames: [] });
  });

  it("finds a missing object without, and a changed byte only with, reading the data", async () => {
    const folder = copy();
    const [largest, next] = objectsIn(folder);
    damage(largest!);
    expect((await keepsake(folder, ["check", "vault", ...WITH_KEY])).code).toBe(0);
    const read = await keepsake(folder, ["check", "vault", "--read-data", ...WITH_KEY]);
    expect(read).toMatchObject({ code: 7, stderr: expect.stringContaining("(object.auth)") });
    rmSync(next!);
    const run = await keepsake(folder, ["check", "vault", ...WITH_KEY]);
    expect(run).toMatchObject({ code: 7, stderr: expect.stringContaining("(object.missing)") });
  });

  it("notices that an older state of the vault was put back", async () => {
    const folder = copy();
    await keepsakeJson(folder, ["backup", EXPORTS[1]!, ...BACKUP]);
    rmSync(join(folder, "vault/snapshots/0000000000000002"));
    const run = await keepsake(folder, ["snapshots", "vault", ...WITH_KEY]);
    expect(run).toMatchObject({ code: 6, stderr: expect.stringContaining("(snapshot.rollback)") });
  });

  it("shows without a key what a provider sees, and no word of the chats", async () => {
    const folder = copy();
    const run = await keepsake(folder, ["inspect", "vault", "--json"]);
    const { seen } = JSON.parse(run.stdout);
    expect(seen).toMatchObject({ headers: [{ epoch: 1, revision: 1 }], snapshots: [{ epoch: 1 }] });
    expect(run.stdout).not.toMatch(/Harbour|Leo|jpg/);
    const { inside } = await keepsakeJson<{ inside: unknown }>(folder, ["inspect", "vault", ...WITH_KEY]);
    expect(inside).toMatchObject({ snapshots: [{ totals: { messages: first.totals.messages } }] });
  });

  it("shows what is in the clear in any stored file", async () => {
    const folder = copy();
    const object = objectsIn(folder)[0]!;
    for (const [path, kind] of [
      ["vault/headers/0000000000000001", "header"],
      ["vault/snapshots/0000000000000001", "snapshot"],
      [object, "object"],
    ] as const) {
      expect(await keepsakeJson(folder, ["inspect", path])).toMatchObject({ seen: { kind, version: 1 } });
    }
    expect((await keepsake(folder, ["inspect", KEY])).code).toBe(3);
  });
});

describe("keepsake slot and archive", () => {
  it("opens with an added key, and no longer with a removed one", async () => {
    const folder = copy();
    const other = ["--recovery-key-file", "other.txt"];
    const { slot } = await keepsakeJson<{ slot: string }>(folder, [
      "slot",
      "add",
      "vault",
      "--new-recovery-key-file",
      "other.txt",
      ...WITH_KEY,
    ]);
    expect((await keepsake(folder, ["snapshots", "vault", ...other])).code).toBe(0);
    const removed = await keepsakeJson(folder, ["slot", "remove", "vault", slot.slice(0, 6), ...WITH_KEY]);
    expect(removed).toEqual({ removed: slot, dropped: [], epoch: 2 });
    expect((await keepsake(folder, ["snapshots", "vault", ...other])).code).toBe(4);
    expect((await keepsake(folder, ["check", "vault", "--read-data", ...WITH_KEY])).code).toBe(0);
  });

  it("never drops other keys unasked, and never the last one", async () => {
    const folder = copy();
    await keepsakeJson(folder, ["slot", "add", "vault", "--new-recovery-key-file", "other.txt", ...WITH_KEY]);
    const refused = await keepsake(folder, ["slot", "rotate", "vault", ...WITH_KEY]);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining("--keep") });
    await keepsakeJson(folder, ["slot", "rotate", "vault", "--keep", "other.txt", ...WITH_KEY]);
    const { kept } = await keepsakeJson<{ kept: string[] }>(folder, [
      "slot",
      "rotate",
      "vault",
      "--drop-others",
      ...WITH_KEY,
    ]);
    expect(
      (await keepsake(folder, ["slot", "remove", "vault", kept[0]!, "--secret-destroyed", ...WITH_KEY])).code,
    ).toBe(4);
  });

  it("seals everything anew when the root key changes, if that is asked for", async () => {
    const folder = copy();
    interface Deep {
      readonly deep: { readonly snapshot: number; readonly uploaded: { readonly objects: number } };
    }
    const { deep } = await keepsakeJson<Deep>(folder, ["slot", "rotate", "vault", "--deep", ...WITH_KEY]);
    expect(deep).toMatchObject({ snapshot: 3, uploaded: first.uploaded, reused: { objects: 0 }, lost: [] });
    const again = await keepsakeJson(folder, ["slot", "reseal", "vault", ...WITH_KEY]);
    expect(again).toMatchObject({ snapshot: 4, uploaded: { objects: 0 }, reused: { objects: deep.uploaded.objects } });
    await keepsakeJson(folder, ["forget", "vault", "1", "2", ...WITH_KEY]);
    expect((await keepsake(folder, ["check", "vault", "--read-data", ...WITH_KEY])).code).toBe(0);
    const destroyed = ["slot", "remove", "vault", "0", "--secret-destroyed", "--deep", ...WITH_KEY];
    expect((await keepsake(folder, destroyed)).code).toBe(2);
  });

  it("says how to go on when not all could be sealed anew", async () => {
    const folder = copy();
    for (const path of objectsIn(folder)) damage(path);
    const run = await keepsake(folder, ["slot", "rotate", "vault", "--deep", ...WITH_KEY]);
    expect(run).toMatchObject({
      code: 7,
      stdout: "",
      stderr: expect.stringContaining("`keepsake slot reseal` goes on"),
    });
    expect(run.stderr).toContain("The vault has a new root key (epoch 2).");
    const { epoch } = await keepsakeJson<{ epoch: number }>(folder, ["slot", "rotate", "vault", ...WITH_KEY]);
    expect(epoch).toBe(3);
  });

  it("restores from an archive in place, and from what was unpacked of it", async () => {
    const folder = copy();
    await keepsakeJson(folder, ["archive", "pack", "vault", "all.keepsake"]);
    await keepsakeJson(folder, ["archive", "unpack", "all.keepsake", "unpacked"]);
    for (const from of ["all.keepsake", "unpacked"]) {
      const result = await keepsakeJson(folder, [
        "restore",
        from,
        "--to",
        `of-${from}`,
        "--format",
        "jsonl",
        ...WITH_KEY,
      ]);
      expect(result).toMatchObject({ messages: first.totals.messages, lost: [] });
    }
    expect((await keepsake(folder, ["slot", "rotate", "all.keepsake", ...WITH_KEY])).code).toBe(9);
  });

  it("tells a cut archive from a changed one", async () => {
    const folder = copy();
    await keepsakeJson(folder, ["archive", "pack", "vault", "all.keepsake"]);
    const whole = readFileSync(join(folder, "all.keepsake"));
    writeFileSync(join(folder, "cut.keepsake"), whole.subarray(0, whole.length - 100));
    expect((await keepsake(folder, ["snapshots", "cut.keepsake", ...WITH_KEY])).code).toBe(3);
    whole[whole.length - 60]! ^= 1;
    writeFileSync(join(folder, "changed.keepsake"), whole);
    expect((await keepsake(folder, ["snapshots", "changed.keepsake", ...WITH_KEY])).code).toBe(8);
  });

  it("forgets snapshots and frees what only they needed", async () => {
    const folder = copy();
    await keepsakeJson(folder, ["backup", EXPORTS[1]!, "--replace", ...BACKUP]);
    expect((await keepsake(folder, ["forget", "vault", "2", ...WITH_KEY])).code).toBe(2);
    await keepsakeJson(folder, ["forget", "vault", "1", ...WITH_KEY]);
    const before = objectsIn(folder).length;
    const args = ["prune", "vault", "--grace", "0d", ...WITH_KEY];
    expect((await keepsake(folder, args)).code).toBe(2);
    const { deleted } = await keepsakeJson<{ deleted: { objects: number } }>(folder, [...args, "--only-writer"]);
    expect(deleted.objects).toBeGreaterThan(0);
    expect(objectsIn(folder)).toHaveLength(before - deleted.objects);
    expect((await keepsake(folder, ["check", "vault", "--read-data", ...WITH_KEY])).code).toBe(0);
  });
});

describe("keepsake with bad input", () => {
  it("says that there is no vault", async () => {
    const folder = copy();
    expect((await keepsake(folder, ["snapshots", "nowhere", ...WITH_KEY])).code).toBe(5);
    expect((await keepsake(folder, ["inspect", "."])).code).toBe(5);
  });

  it("makes no vault where something is, and no key file that nobody asked for", async () => {
    const folder = copy();
    const run = await keepsake(folder, ["init", "vault", "--new-recovery-key-file", "new.txt"]);
    expect(run.code).toBe(2);
    expect(readdirSync(folder)).not.toContain("new.txt");
  });

  it("asks for the order of dates that cannot be told, before it asks for the key", async () => {
    const folder = copy();
    writeFileSync(
      join(folder, "WhatsApp Chat with Ann.txt"),
      "01/02/2024, 10:00 - Ann: Hi\n01/02/2024, 10:01 - Sam: Hello\n",
    );
    const args = ["backup", "WhatsApp Chat with Ann.txt", "--vault", "vault", "--me", "Sam"];
    const run = await keepsake(folder, args);
    expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining("--date-order") });
    expect((await keepsake(folder, [...args, "--date-order", "dmy", ...WITH_KEY])).code).toBe(0);
  });

  it("takes no time zone that does not exist, and no export that is none", async () => {
    const folder = copy();
    const zone = ["backup", EXPORTS[1]!, "--vault", "vault", "--me", "Sam", "--timezone", "Moon/Tycho", ...WITH_KEY];
    expect((await keepsake(folder, zone)).code).toBe(2);
    expect((await keepsake(folder, ["backup", "missing.zip", ...BACKUP])).code).toBe(2);
    expect((await keepsake(folder, ["backup", KEY, ...BACKUP])).code).toBe(3);
  });
});
