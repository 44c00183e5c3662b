import { cpSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { bytesFor } from "../arbitraries/bytes-for.js";
import { folderStore } from "../node/store-folder.js";
import { buildOnce, keepsake, keepsakeJson, temporaryFolder } from "./command-harness.js";
import { vaultFolder, WITH_KEY } from "./command-life-helpers.js";
import { decryptAll, findIn } from "./life-decrypt.js";
import { openByKey } from "./vault-helpers.js";

const CHAT = "WhatsApp Chat with Ann";
const KEEP = ["--vault", "vault", "--me", "Ben", "--timezone", "UTC", ...WITH_KEY];

interface Listed {
  readonly snapshots: readonly { readonly added?: { readonly objects: number; readonly bytes: number } }[];
}

/** Lines of a chat, by when they were written: three messages a month, and a photo in some months. */
function linesOf(months: number): string[] {
  return Array.from({ length: months }, (_, month) => {
    const day = `13/${String(month + 1).padStart(2, "0")}/2024`;
    return [
      `${day}, 10:00 - Ann: Hello in month ${month}`,
      `${day}, 10:01 - Ben: And to you in month ${month}`,
      month % 3 === 0 ? `${day}, 10:02 - Ann: IMG-${month}.jpg (file attached)` : `${day}, 10:02 - Ann: Bye`,
    ];
  }).flat();
}

/** The export as a phone makes it today: the lines, and the photos that they name. */
function writeExport(folder: string, lines: readonly string[]): void {
  const path = join(folder, CHAT);
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path);
  writeFileSync(join(path, `${CHAT}.txt`), `${lines.join("\n")}\n`);
  for (const name of lines.join("\n").match(/IMG-\w+\.jpg/g) ?? []) {
    writeFileSync(join(path, name), bytesFor(name, 30_000));
  }
}

/** Sizes of the files of the vault, by name. */
function filesOf(folder: string): Map<string, number> {
  const root = join(folder, "vault");
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((file) => join(file.parentPath, file.name));
  return new Map(paths.map((path) => [path.slice(root.length + 1).replaceAll("\\", "/"), statSync(path).size]));
}

/** Names and sizes of what a backup put into the vault; nothing else may have changed. */
function putSince(before: ReadonlyMap<string, number>, folder: string) {
  const after = filesOf(folder);
  for (const [name, size] of before) expect(after.get(name)).toBe(size);
  const put = [...after].filter(([name]) => !before.has(name));
  const objects = put.filter(([name]) => name.startsWith("objects/"));
  expect(put.length - objects.length).toBe(1);
  return { objects: objects.length, bytes: objects.reduce((sum, [, size]) => sum + size, 0) };
}

const MARCH = 3 * 3;

/** What a later export of the same chat has, and which objects that asks for: segments and photos. */
const LATER: readonly (readonly [what: string, change: (lines: string[]) => string[], objects: number])[] = [
  ["nothing new", (lines) => lines, 0],
  ["new messages", (lines) => [...lines, "14/12/2024, 10:00 - Ann: New", "15/12/2024, 10:00 - Ben: Newer"], 1],
  [
    "new messages in two new months",
    (lines) => [...lines, "14/01/2025, 10:00 - Ann: 1", "14/02/2025, 10:00 - Ann: 2"],
    2,
  ],
  ["a new photo", (lines) => [...lines, "16/12/2024, 10:00 - Ann: IMG-new.jpg (file attached)"], 2],
  ["an old month with one more", (lines) => lines.toSpliced(MARCH, 0, "13/03/2024, 10:05 - Ann: Late"), 1],
  [
    "an edited message in one month and a photo in another",
    (lines) =>
      lines
        .with(MARCH, "13/04/2024, 10:00 - Ann: Changed <This message was edited>")
        .toSpliced(1, 0, "13/01/2024, 10:00 - Ann: IMG-late.jpg (file attached)"),
    3,
  ],
];

describe("keepsake backup of a later export", () => {
  beforeAll(buildOnce, 300_000);

  it("stores the months that changed and new photos, which is what `snapshots` says", async () => {
    const made = temporaryFolder();
    writeExport(made, linesOf(12));
    await keepsakeJson(made, ["init", "vault", "--new-recovery-key-file", "key.txt"]);
    await keepsakeJson(made, ["backup", CHAT, ...KEEP]);
    for (const [what, change, objects] of LATER) {
      const folder = temporaryFolder();
      cpSync(made, folder, { recursive: true });
      writeExport(folder, change(linesOf(12)));
      const before = filesOf(folder);
      const { uploaded } = await keepsakeJson<{ uploaded: object }>(folder, ["backup", CHAT, ...KEEP]);
      const put = putSince(before, folder);
      expect([what, put.objects]).toEqual([what, objects]);
      expect(uploaded).toEqual(put);
      const { snapshots } = await keepsakeJson<Listed>(folder, ["snapshots", "vault", ...WITH_KEY]);
      expect(snapshots.map(({ added }) => added)).toEqual([put, undefined]);
    }
  }, 300_000);

  it("keeps what was deleted on the phone, unless it is told to replace; then forget and prune make it go", async () => {
    const { folder } = await vaultFolder();
    const secret = "14/05/2024, 11:00 - Ann: Nobody should read this";
    const [lines, deleted] = [linesOf(6), "14/05/2024, 12:00 - Ann: IMG-secret.jpg (file attached)"];
    writeExport(folder, [...lines, secret, deleted]);
    const backup = async (...more: string[]) => {
      const run = await keepsake(folder, ["backup", CHAT, ...KEEP, "--take-over", ...more]);
      expect(run).toMatchObject({ code: 0 });
    };
    const needles = ["Nobody should read this", "IMG-secret.jpg", bytesFor("IMG-secret.jpg", 30_000).subarray(0, 50)];
    const found = async () => findIn(await decryptAll(await openByKey(folderStore(join(folder, "vault")))), needles);
    await backup();
    expect(await found()).toHaveLength(3);
    writeExport(folder, lines);
    await backup();
    await keepsakeJson(folder, ["forget", "vault", "--keep-last", "1", ...WITH_KEY]);
    await keepsakeJson(folder, ["prune", "vault", "--grace", "0d", "--only-writer", ...WITH_KEY]);
    expect(await found()).toHaveLength(3);
    await backup("--replace");
    await keepsakeJson(folder, ["forget", "vault", "--keep-last", "1", ...WITH_KEY]);
    await keepsakeJson(folder, ["prune", "vault", "--grace", "0d", "--only-writer", ...WITH_KEY]);
    expect(await found()).toEqual([]);
  }, 120_000);
});
