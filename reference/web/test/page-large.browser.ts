/** An export of 1 GiB through the page, in and out, and how much memory the tab needs for it. */
import { createHash } from "node:crypto";
import {
  createReadStream,
  createWriteStream,
  mkdtempSync,
  openAsBlob,
  readdirSync,
  readFileSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { BlobReader, TextReader, ZipReader, ZipWriter } from "@zip.js/zip.js";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { CHROMIUM, CHROMIUM_FLAGS, noChromium } from "../../test/chromium.js";
import { atHeading, button, servePage } from "./page-harness.js";
import { chooseExports, turnOnWithDigits, typeDigits } from "./page-steps.js";

const MIB = 1024 * 1024;
const VIDEOS = 32;
const VIDEO = 32 * MIB;
/** What the tab's process may take: the page, its worker, and the service worker of the same origin. */
const MOST = 500 * MIB;

let folder: string;
let context: BrowserContext;
let page: Page;
let stop: () => Promise<void>;

beforeAll(async () => {
  if (noChromium !== undefined) return;
  folder = mkdtempSync(join(tmpdir(), "keepsake-large-"));
  const server = await servePage();
  // A profile on the disk: without one, private files would be kept in memory.
  context = await chromium.launchPersistentContext(join(folder, "profile"), {
    executablePath: CHROMIUM,
    args: CHROMIUM_FLAGS,
    acceptDownloads: true,
  });
  page = context.pages()[0]!;
  await page.addInitScript(() => {
    delete (globalThis as { showSaveFilePicker?: unknown }).showSaveFilePicker;
  });
  await page.goto(server.url);
  stop = async () => {
    await context.close();
    await server.close();
  };
});
afterAll(async () => {
  await stop?.();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
});

it.skipIf(noChromium)("backs up and restores 1 GiB in constant memory", { timeout: 900_000 }, async () => {
  const sums = await writeExport(join(folder, "WhatsApp Chat with Ann.zip"));
  const memory = watchMemory(join(folder, "profile"));
  const rows = await turnOnWithDigits(page);
  await chooseExports(page, [join(folder, "WhatsApp Chat with Ann.zip")]);
  await button(page, "Back up").click();
  await page.getByRole("heading", { level: 1, name: "Backed up" }).waitFor({ timeout: 300_000 });
  const backup = await download(() => button(page, "Save backup file").click(), "backup.keepsake");
  expect(backup.bytes).toBeGreaterThan(VIDEOS * VIDEO);

  await page.goto(`${page.url().replace(/#.*/, "")}#/restore`);
  await atHeading(page, "Restore from a backup file");
  await page.locator("input[type=file]").setInputFiles(backup.path);
  await atHeading(page, "Unlock your backup");
  await typeDigits(page, rows);
  await button(page, "Unlock").click();
  await atHeading(page, "Your backup");
  const everything = await download(() => button(page, "Save everything").click(), "everything.zip");
  expect(await sumsOf(everything.path)).toEqual(sums);
  const peak = memory.stop();
  console.info(`memory of the tab, at most: ${Math.round(peak / MIB)} MiB`);
  expect(peak).toBeLessThan(MOST);
});

/** A chat with videos that nothing can compress. @returns SHA-256 of each, sorted */
async function writeExport(path: string): Promise<string[]> {
  const zip = new ZipWriter(Writable.toWeb(createWriteStream(path)), { level: 0, useWebWorkers: false });
  const name = (n: number) => `VID-20240501-WA${String(n).padStart(4, "0")}.mp4`;
  const lines = Array.from({ length: VIDEOS }, (_, n) => `13/05/2024, 10:${10 + n} - Ann: ${name(n)} (file attached)`);
  await zip.add("WhatsApp Chat with Ann.txt", new TextReader(`${lines.join("\n")}\n13/05/2024, 11:00 - Sam: Thanks\n`));
  const noise = crypto.getRandomValues(new Uint8Array(64 * 1024));
  const sums: string[] = [];
  for (let n = 0; n < VIDEOS; n++) {
    const video = Buffer.alloc(VIDEO, noise);
    video.writeUInt32LE(n);
    sums.push(createHash("sha256").update(video).digest("hex"));
    await zip.add(name(n), new BlobReader(new Blob([video])));
  }
  await zip.close();
  return sums.sort();
}

/** SHA-256 of each video in a zip, sorted. */
async function sumsOf(path: string): Promise<string[]> {
  const reader = new ZipReader(new BlobReader(await openAsBlob(path)), { useWebWorkers: false });
  const sums: string[] = [];
  for await (const entry of reader.getEntriesGenerator()) {
    if (entry.directory || !entry.filename.endsWith(".mp4")) continue;
    const hash = createHash("sha256");
    await entry.getData(new WritableStream({ write: (piece: Uint8Array) => void hash.update(piece) }));
    sums.push(hash.digest("hex"));
  }
  return sums.sort();
}

async function download(start: () => Promise<void>, name: string): Promise<{ path: string; bytes: number }> {
  const [fetched] = await Promise.all([page.waitForEvent("download", { timeout: 60_000 }), start()]);
  const path = join(folder, name);
  await fetched.saveAs(path);
  let bytes = 0;
  for await (const piece of createReadStream(path)) bytes += piece.length;
  return { path, bytes };
}

/**
 * Samples what the largest of the browser's renderers holds for itself: not what they share, such as the program's own
 * code, nor the empty ones that a browser keeps ready.
 */
function watchMemory(profile: string): { stop: () => number } {
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, ...renderers(profile).map(privateBytes));
  }, 100);
  return {
    stop: () => {
      clearInterval(timer);
      return peak;
    },
  };
}

function renderers(profile: string): number[] {
  const processes = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => ({ pid: Number(pid), line: read(`/proc/${pid}/cmdline`), parent: parentOf(Number(pid)) }));
  const parents = new Map(processes.map(({ pid, parent }) => [pid, parent]));
  const main = processes.find(({ line }) => line.includes(`--user-data-dir=${profile}`) && !line.includes("--type="));
  const isOurs = (pid: number | undefined): boolean =>
    pid !== undefined && pid > 1 && (pid === main?.pid || isOurs(parents.get(pid)));
  return processes.filter(({ pid, line }) => line.includes("--type=renderer") && isOurs(pid)).map(({ pid }) => pid);
}

const parentOf = (pid: number) => Number(/^PPid:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0);

function privateBytes(pid: number): number {
  const status = read(`/proc/${pid}/status`);
  const kilobytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1] ?? 0);
  return 1024 * (kilobytes("RssAnon") + kilobytes("RssShmem") + kilobytes("VmSwap"));
}

/** A process may end between two looks. */
function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
