import { type BigIntStats, statSync } from "node:fs";
import { open, readdir, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { importError } from "./problem.js";
import { type ExportSource, type FileAccess, isClutter, type OpenFile, type SourceFile } from "./source.js";

/** Bytes that are read at once. */
const PIECE = 1_048_576;
/** The steps in which FAT counts the time of a change; other file systems count in shorter ones. */
const COARSEST_TIME_MS = 2000;

/** Reads a file at any place. It is opened for each read, so that nothing needs closing. */
async function fileAccess(path: string): Promise<FileAccess> {
  const { size } = await stat(path);
  return {
    size,
    identify: async () => identityOf(path, Date.now(), await stat(path, { bigint: true })),
    async read(offset, length) {
      const file = await open(path, "r");
      try {
        const bytes = new Uint8Array(length);
        let filled = 0;
        while (filled < length) {
          const { bytesRead } = await file.read(bytes, filled, length - filled, offset + filled);
          if (bytesRead === 0) break;
          filled += bytesRead;
        }
        return bytes.subarray(0, filled);
      } finally {
        await file.close();
      }
    },
  };
}

async function openFile(path: string): Promise<OpenFile> {
  const now = Date.now();
  // Waiting for it would take ten times as long, and there may be a hundred thousand files.
  const stats = statSync(path, { bigint: true });
  const identity = identityOf(path, now, stats);
  const length = Number(stats.size);
  return { length, path, read: () => readFile(path, length), ...(identity === undefined ? {} : { identity }) };
}

/**
 * What a file is told by: where it is, and when it was changed. Undefined for a file of the last moment: it may be
 * changed once more without its times showing that. A time that somebody sets back leaves its mark on the other one.
 */
function identityOf(path: string, now: number, stats: BigIntStats): string | undefined {
  const { dev, ino, size, mtimeNs, ctimeNs, mtimeMs, ctimeMs } = stats;
  const settled = BigInt(now - COARSEST_TIME_MS);
  if (mtimeMs > settled || ctimeMs > settled) return undefined;
  return [path, dev, ino, size, mtimeNs, ctimeNs].join(" ");
}

/** The file from its start to its end, in one piece of memory. */
async function* readFile(path: string, size: number): AsyncGenerator<Uint8Array> {
  const file = await open(path, "r");
  try {
    // One byte more than a short file has, so that its end is met without asking twice.
    const memory = new Uint8Array(Math.min(size + 1, PIECE));
    for (let read = 0; ; ) {
      const { bytesRead } = await file.read(memory, 0, memory.length);
      read += bytesRead;
      if (bytesRead > 0) yield memory.subarray(0, bytesRead);
      if (bytesRead === 0 || (bytesRead < memory.length && read === size)) return;
    }
  } finally {
    await file.close();
  }
}

/**
 * Opens what a person has on the disk: a zip, a folder, or a text with its files beside it. A folder of zips is opened
 * as one source for each.
 *
 * @throws KeepsakeError input.malformed for a broken zip or an empty folder; errors of the file system as they are
 */
export async function openPath(path: string): Promise<ExportSource[]> {
  const full = resolve(path);
  if ((await stat(full)).isDirectory()) return openFolder(full);
  if (basename(full) === "frames.jsonl") return openFolder(dirname(full));
  if (/\.zip$/i.test(full)) return [await openZip(basename(full), full)];
  return [await openText(full)];
}

async function openFolder(folder: string): Promise<ExportSource[]> {
  const files = await listFolder(folder);
  if (files.length === 0) throw importError("empty", `${folder} has no files: choose the folder of an export.`);
  const zips = files.filter((file) => /\.zip$/i.test(file.path) && !file.path.includes("/"));
  if (zips.length > 0 && !files.some((file) => /(\.txt|(^|\/)frames\.jsonl)$/i.test(file.path))) {
    const sources: ExportSource[] = [];
    for (const { path } of zips) sources.push(await openZip(path, join(folder, path)));
    return sources;
  }
  return [{ name: basename(folder), files }];
}

/** What reads zips is loaded only for those who have one. */
async function openZip(name: string, full: string): Promise<ExportSource> {
  const { zipSource } = await import("./zip.js");
  return zipSource(name, await fileAccess(full));
}

async function listFolder(folder: string): Promise<SourceFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((full) => ({ path: full.slice(folder.length + 1).replaceAll("\\", "/"), open: () => openFile(full) }))
    .filter((file) => !isClutter(file.path))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function openText(full: string): Promise<ExportSource> {
  const folder = dirname(full);
  const name = basename(full);
  const others = await readdir(folder, { withFileTypes: true });
  const files = others
    .filter((entry) => entry.isFile() && !/\.zip$/i.test(entry.name))
    .map((entry) => ({ path: entry.name, open: () => openFile(join(folder, entry.name)) }));
  return { name, files, partial: true };
}
