import { createHash, randomFillSync } from "node:crypto";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { TextReader, Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from "@zip.js/zip.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bytesFor } from "../arbitraries/bytes-for.js";
import { cachePath, openContentCache } from "../command/content-cache.js";
import { type BackupSummary, backup } from "../core/backup.js";
import { equalBytes } from "../core/bytes.js";
import { forEachAttachment } from "../core/frame-refs.js";
import type { Attachment } from "../core/proto/types.js";
import { openAttachment } from "../core/restore.js";
import { collect } from "../core/store.js";
import type { Vault } from "../core/vault.js";
import { type ExportSource, openExport, type SourceFile } from "../import/index.js";
import { openPath } from "../import/node.js";
import { makeFolder } from "./command-harness.js";
import { allFrames, makeVault } from "./vault-helpers.js";

const PHOTOS = ["IMG-20240102-WA0001.jpg", "IMG-20240102-WA0002.jpg"];
const CHAT = PHOTOS.map((name, i) => `02/01/2024, 10:0${i} - Ann: ${name} (file attached)\n`).join("");
const SIZE = 30_000;

function makeExport(above: string): string {
  const folder = join(above, "export");
  mkdirSync(folder);
  writeFileSync(join(folder, "WhatsApp Chat with Ann.txt"), CHAT);
  for (const name of PHOTOS) writeFileSync(join(folder, name), bytesFor(name, SIZE));
  return folder;
}

async function makeZip(above: string): Promise<string> {
  const zip = new ZipWriter(new Uint8ArrayWriter());
  await zip.add("WhatsApp Chat with Ann.txt", new TextReader(CHAT));
  for (const name of PHOTOS) await zip.add(name, new Uint8ArrayReader(bytesFor(name, SIZE)));
  const path = join(above, "WhatsApp Chat with Ann.zip");
  writeFileSync(path, await zip.close());
  return path;
}

/** The media files of an export, with the names of those that are read. */
function watched(source: ExportSource, reads: string[]): ExportSource {
  const watch = (file: SourceFile): SourceFile => ({
    path: file.path,
    async open() {
      const opened = await file.open();
      const read = () => {
        reads.push(file.path);
        return opened.read();
      };
      return { ...opened, read };
    },
  });
  return { ...source, files: source.files.map((file) => (file.path.endsWith(".jpg") ? watch(file) : file)) };
}

interface Ran extends BackupSummary {
  /** Names of the media files that were read, in order. */
  readonly reads: string[];
}

/** What `keepsake backup --replace` does with an export. */
async function run(vault: Vault, path: string): Promise<Ran> {
  const reads: string[] = [];
  const sources = (await openPath(path)).map((source) => watched(source, reads));
  const imported = await openExport(sources, { me: "Sam", timezone: "UTC", dateOrder: "dmy" });
  const cache = await openContentCache(vault.vaultId);
  const summary = await backup(vault, {
    frames: imported.frames,
    openAttachment: cache.opening(imported.openAttachment),
  });
  await cache.save();
  expect(summary.lost).toEqual([]);
  return { ...summary, reads: reads.sort() };
}

async function photos(vault: Vault): Promise<Uint8Array[]> {
  const attachments: Attachment[] = [];
  for (const frame of await allFrames(vault)) forEachAttachment(frame, (attachment) => attachments.push(attachment));
  return Promise.all(attachments.map((attachment) => collect(openAttachment(vault, attachment))));
}

async function expectPhotos(vault: Vault, ...expected: Uint8Array[]): Promise<void> {
  const found = await photos(vault);
  expect(found.length).toBe(expected.length);
  for (const [i, bytes] of found.entries()) expect(equalBytes(bytes, expected[i]!)).toBe(true);
}

const [ONE, TWO] = PHOTOS.map((name) => bytesFor(name, SIZE)) as [Uint8Array, Uint8Array];

describe("what a device remembers of files", () => {
  let made: string;
  const exports: string[] = [];
  let zip: string;
  beforeAll(async () => {
    made = makeFolder();
    process.env.XDG_CACHE_HOME = join(made, "cache");
    for (let i = 0; i < 5; i++) exports.push(makeExport(mkdtempSync(join(made, "of-a-test-"))));
    zip = await makeZip(made);
    // Longer than the steps in which a file system may count the time of a change.
    await wait(2100);
  });
  afterAll(() => rmSync(made, { recursive: true, force: true }));

  it.each([
    ["a folder", () => exports.pop()!],
    ["a zip", () => zip],
  ])("saves reading what did not change, in %s", async (_, exported) => {
    const path = exported();
    const vault = await makeVault();
    expect((await run(vault, path)).reads).toEqual(PHOTOS);
    const again = await run(vault, path);
    expect([again.reads, again.counts.stored.objects]).toEqual([[], 0]);
    await expectPhotos(vault, ONE, TWO);
    expect(statSync(cachePath(vault.vaultId)).mode & 0o777).toBe(process.platform === "win32" ? 0o666 : 0o600);
  });

  it("can be deleted, damaged and another's at any time: then everything is read once, and nothing stored", async () => {
    const path = exports.pop()!;
    const vault = await makeVault();
    await run(vault, path);
    const cache = cachePath(vault.vaultId);
    const good = readFileSync(cache);
    const flipped = (at: number) => good.map((byte, i) => (i === at ? byte ^ 1 : byte));
    const bad = [
      new Uint8Array(),
      good.subarray(0, good.length - 1),
      good.subarray(0, 16),
      ...[0, 20, 35, 60, good.length - 1].map(flipped),
      bytesFor("another program", good.length),
    ];
    for (const content of bad) {
      writeFileSync(cache, content);
      const { reads, counts } = await run(vault, path);
      expect([reads, counts.stored.objects]).toEqual([PHOTOS, 0]);
      expect((await run(vault, path)).reads).toEqual([]);
    }
    await expectPhotos(vault, ONE, TWO);
    // A vault of the same id that has none of the objects.
    const empty = await makeVault();
    expect(empty.vaultId).toEqual(vault.vaultId);
    expect((await run(empty, path)).reads).toEqual(PHOTOS);
    await expectPhotos(empty, ONE, TWO);
  });

  it("does not hide a change that leaves size and time as they were", async () => {
    const path = exports.pop()!;
    const vault = await makeVault();
    await run(vault, path);
    const file = join(path, PHOTOS[1]!);
    const { atime, mtime } = statSync(file);
    const changed = bytesFor("another photo", SIZE);
    writeFileSync(file, changed);
    utimesSync(file, atime, mtime);
    expect((await run(vault, path)).reads).toEqual([PHOTOS[1]]);
    await expectPhotos(vault, ONE, changed);
    // Nor one in the same moment, which times may not show: it is not believed that soon.
    expect((await run(vault, path)).reads).toEqual([PHOTOS[1]]);
  });

  it("does not stand in the way of an export that was moved, or of a file that took another's place", async () => {
    const path = exports.pop()!;
    const vault = await makeVault();
    await run(vault, path);
    const [first, second] = PHOTOS.map((name) => join(path, name)) as [string, string];
    renameSync(first, `${first}.tmp`);
    renameSync(second, first);
    renameSync(`${first}.tmp`, second);
    await run(vault, path);
    await expectPhotos(vault, TWO, ONE);
    const moved = join(made, "moved");
    renameSync(path, moved);
    const { counts } = await run(vault, moved);
    expect(counts.stored.objects).toBe(0);
    await expectPhotos(vault, TWO, ONE);
  });

  it("is kept for files that a later backup does not have, but not for ever", async () => {
    const path = exports.pop()!;
    const vault = await makeVault();
    const cache = cachePath(vault.vaultId);
    await run(vault, path);
    const before = statSync(cache).size;
    const text = join(path, "WhatsApp Chat with Ann.txt");
    writeFileSync(text, CHAT.slice(0, CHAT.indexOf("\n") + 1));
    expect((await run(vault, path)).reads).toEqual([]);
    expect(statSync(cache).size).toBe(before);
    writeFileSync(text, CHAT);
    expect((await run(vault, path)).reads).toEqual([]);
    // As many others as there is room for, that were seen later.
    const most = 262_144;
    const others = Buffer.concat([readFileSync(cache).subarray(0, 16), randomFillSync(Buffer.alloc(56 * most))]);
    writeFileSync(cache, Buffer.concat([others, createHash("sha256").update(others).digest()]));
    expect((await run(vault, path)).reads).toEqual(PHOTOS);
    expect(statSync(cache).size).toBe(16 + 56 * most + 32);
    expect((await run(vault, path)).reads).toEqual([]);
    expect(readdirSync(join(cache, "..")).some((name) => name.includes("."))).toBe(false);
  });
});
