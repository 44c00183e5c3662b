/** A folder on disk that an export is written to. */
import { randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { appendFile, open, readdir, rename, unlink, utimes } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { storeError, systemCode, withStoreErrors } from "../node/file-error.js";
import { makeAll } from "../node/folder-path.js";
import type { FileData, Sink } from "../viewer/sink.js";
import { ExportError } from "./errors.js";

// The exports are plain text and plain pictures of somebody's private life: for the owner's eyes alone.
const FILE_MODE = 0o600;
/** A text that grows is written in pieces of this many characters. */
const PIECE_CHARACTERS = 32_768;
/** Times that a file system can hold. */
const LATEST_MS = Date.UTC(2106, 0, 1);

/** A text that grows while an export runs, without being open or in memory. */
export interface GrowingFile {
  readonly append: (text: string) => Promise<void>;
  /** Ends the file and gives it its name. `before` is put before everything that was appended. */
  readonly finish: (path: string, modifiedAtMs?: number, before?: string) => Promise<void>;
}

export interface FolderSink extends Sink {
  readonly createGrowingFile: () => GrowingFile;
  /** Deletes what was begun and not finished. Call it when an export ends, well or badly. */
  readonly dispose: () => Promise<void>;
}

/**
 * Makes the target folder, or takes an empty one.
 *
 * Files are written under a temporary name and renamed, so that a stopped export leaves no half file under a real
 * name [@release-temporary]; a path that leads out of the folder is a `RangeError`.
 *
 * @throws {ExportError} `target-not-empty`, `target-not-a-folder`
 * @throws KeepsakeError store.unavailable, here and by what is returned: a full disk, for example
 */
export async function createFolderSink(target: string): Promise<FolderSink> {
  const root = resolve(target);
  await claim(root);
  const made = new Set<string>();
  const unfinished = new Set<string>();

  const temporaryIn = async (folder: string) => {
    if (!made.has(folder)) {
      await withStoreErrors(folder, () => makeAll(folder));
      made.add(folder);
    }
    return join(folder, `.tmp-${randomBytes(8).toString("hex")}`);
  };
  const settle = (temporary: string, file: string, modifiedAtMs: number | undefined) =>
    withStoreErrors(file, async () => {
      if (modifiedAtMs !== undefined) {
        const seconds = Math.min(modifiedAtMs, LATEST_MS) / 1000;
        await utimes(temporary, seconds, seconds);
      }
      await rename(temporary, file);
    });
  const writeFile: Sink["writeFile"] = async (path, data, modifiedAtMs) => {
    const file = inside(root, path);
    const temporary = await temporaryIn(dirname(file));
    try {
      await writeWhole(temporary, file, data);
      await settle(temporary, file, modifiedAtMs);
    } catch (error) {
      await unlink(temporary).catch(() => {});
      throw error;
    }
  };

  return {
    writeFile,
    createGrowingFile() {
      const temporary = join(root, `.tmp-${randomBytes(8).toString("hex")}`);
      unfinished.add(temporary);
      let waiting = "";
      const flush = async () => {
        await withStoreErrors(root, () => appendFile(temporary, waiting, { mode: FILE_MODE }));
        waiting = "";
      };
      return {
        async append(text) {
          waiting += text;
          if (waiting.length >= PIECE_CHARACTERS) await flush();
        },
        async finish(path, modifiedAtMs, before = "") {
          await flush();
          if (before === "") {
            const file = inside(root, path);
            await withStoreErrors(file, () => makeAll(dirname(file)));
            await settle(temporary, file, modifiedAtMs);
          } else {
            await writeFile(path, joined(before, temporary), modifiedAtMs);
            await withStoreErrors(root, () => unlink(temporary));
          }
          unfinished.delete(temporary);
        },
      };
    },
    async dispose() {
      for (const temporary of unfinished) await unlink(temporary).catch(() => {});
      unfinished.clear();
    },
  };
}

async function* joined(before: string, file: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(before);
  yield* createReadStream(file) as AsyncIterable<Uint8Array>;
}

async function claim(root: string): Promise<void> {
  try {
    await makeAll(root);
    const [first] = await readdir(root);
    if (first === undefined) return;
    throw new ExportError(
      "target-not-empty",
      `${root} is not empty. Name a new folder; an export never mixes with other files.`,
    );
  } catch (error) {
    if (systemCode(error) !== "ENOTDIR") throw storeError(error, root);
    throw new ExportError("target-not-a-folder", `${root} is a file. Name a new folder.`);
  }
}

function inside(root: string, path: string): string {
  const file = resolve(root, path);
  const isPlain = path.split("/").every((part) => part !== "" && part !== "." && part !== "..") && !path.includes("\\");
  if (!isPlain || !file.startsWith(root + sep)) throw new RangeError(`not a path below the target: ${path}`);
  return file;
}

/** `name`: what the file is going to be called. Errors of `data` are passed on. */
async function writeWhole(path: string, name: string, data: FileData): Promise<void> {
  const handle = await withStoreErrors(name, () => open(path, "wx", FILE_MODE));
  const write = (piece: string | Uint8Array) => withStoreErrors(name, () => handle.writeFile(piece));
  try {
    if (typeof data === "string" || data instanceof Uint8Array) await write(data);
    else for await (const piece of data) await write(piece);
  } finally {
    await handle.close();
  }
}
