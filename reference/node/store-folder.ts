import { constants, lstatSync } from "node:fs";
import { type FileHandle, open, readdir, unlink } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { FOLDERS } from "../core/names.js";
import type { Store, StoredFile } from "../core/store.js";
import { systemCode, withStoreErrors } from "./file-error.js";
import { createFileTaker } from "./file-taker.js";
import { filePath, isOwnDirectory, isTaken, makeDirectory, syncDirectory, TEMPORARY_PREFIX } from "./folder-path.js";
import { type FileData, place, removeStale, writeTemporary } from "./folder-put.js";
import { readAt } from "./read-at.js";

// Windows has no O_NOFOLLOW; there, links need a privilege, and folders are checked as everywhere.
const READ_FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0);

/**
 * A vault in a folder. Files are written under a temporary name, synced, and linked into place, so that a file is
 * there whole or not at all even if the power fails, and two programs never overwrite one another. Folders are made
 * with mode 0700 and files with 0600. Symbolic links below the folder are never followed.
 *
 * @param path - The folder; made at the first write if it does not exist.
 * @returns A store whose errors are `store.unavailable`; a name that could leave the folder is a `RangeError`.
 */
export function folderStore(path: string): Store {
  const root = resolve(path);
  // Folders that this store has already made, checked and tidied.
  const ready = new Set<string>();

  // Folders in which temporary files were seen.
  const untidy = new Set<string>();
  let isSettled = false;

  async function prepare(directory: string): Promise<void> {
    await tidy();
    if (ready.has(directory)) return;
    if (directory !== root) await prepare(dirname(directory));
    await makeDirectory(root, directory);
    await removeStale(directory);
    ready.add(directory);
  }

  async function tidy(): Promise<void> {
    for (const directory of untidy) {
      untidy.delete(directory);
      await removeStale(directory);
    }
  }

  /** What was deleted before, by a program that may have been stopped right after, never comes back once more is. */
  async function settle(): Promise<void> {
    if (isSettled) return;
    const entries = await readdir(root, { withFileTypes: true });
    for (const entry of entries) if (entry.isDirectory()) await syncDirectory(join(root, entry.name));
    isSettled = true;
  }

  async function put(name: string, data: FileData): Promise<"stored" | "exists"> {
    const target = filePath(root, name);
    const taken = await withStoreErrors(name, async () => {
      await prepare(dirname(target));
      if (!(await isTaken(target))) return false;
      await syncDirectory(dirname(target));
      return true;
    });
    if (taken) return "exists";
    const temporary = await writeTemporary(dirname(target), name, data);
    return withStoreErrors(name, () => place(temporary, target));
  }

  return {
    releasesPieces: true,
    fileTaker: createFileTaker(put),
    get: (name) => withStoreErrors(name, () => read(root, name, (handle) => handle.readFile())),
    getRange: (name, offset, length) =>
      withStoreErrors(name, () => read(root, name, (handle) => readRange(handle, offset, length))),
    putIfAbsent: put,
    list: (prefix) => list(root, prefix, untidy),
    delete: (name) =>
      withStoreErrors(name, async () => {
        const target = filePath(root, name);
        if (!(await isOwnDirectory(root, dirname(target)))) return;
        await tidy();
        await settle();
        await unlink(target).catch(ignoreMissing);
        // [@store-delete-durable] An object that comes back is pruned again. A snapshot that came back would lack its objects.
        if (!name.startsWith(FOLDERS.object)) await syncDirectory(dirname(target));
      }),
  };
}

function ignoreMissing(error: unknown): undefined {
  if (systemCode(error) === "ENOENT") return undefined;
  throw error;
}

async function read(
  root: string,
  name: string,
  use: (handle: FileHandle) => Promise<Uint8Array>,
): Promise<Uint8Array | undefined> {
  const path = filePath(root, name);
  if (!(await isOwnDirectory(root, dirname(path)))) return undefined;
  const handle = await open(path, READ_FLAGS).catch(ignoreMissing);
  if (handle === undefined) return undefined;
  try {
    const buffer = await use(handle);
    return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  } finally {
    await handle.close();
  }
}

async function readRange(handle: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const { size } = await handle.stat();
  return readAt(handle, size, offset, length);
}

/** Walks only the folders that can hold names with this prefix. */
async function* list(root: string, prefix: string, untidy: Set<string>): AsyncGenerator<StoredFile> {
  const folder = prefix.slice(0, prefix.lastIndexOf("/") + 1);
  const directory = folder === "" ? root : filePath(root, folder.slice(0, -1));
  yield* walk(root, directory, folder, prefix, untidy);
}

async function* walk(
  root: string,
  directory: string,
  folder: string,
  prefix: string,
  untidy: Set<string>,
): AsyncGenerator<StoredFile> {
  const entries = await withStoreErrors(folder || root, async () => {
    if (!(await isOwnDirectory(root, directory))) return [];
    const found = await readdir(directory, { withFileTypes: true });
    if (found.some(({ name }) => name.startsWith(TEMPORARY_PREFIX))) {
      // Another program is writing here, or was stopped: what it has put in place may not be durable yet.
      await syncDirectory(directory);
      untidy.add(directory);
    }
    return found;
  });
  for (const entry of entries) {
    const name = folder + entry.name;
    if (entry.name.startsWith(TEMPORARY_PREFIX)) continue;
    if (entry.isDirectory() && (name.startsWith(prefix) || prefix.startsWith(`${name}/`))) {
      yield* walk(root, join(directory, entry.name), `${name}/`, prefix, untidy);
    } else if (entry.isFile() && name.startsWith(prefix)) {
      // Undefined if it was deleted meanwhile. Waiting for it would take five times as long, and there are many.
      const path = join(directory, entry.name);
      const stats = await withStoreErrors(name, async () => lstatSync(path, { throwIfNoEntry: false }));
      if (stats !== undefined) yield { name, size: stats.size };
    }
  }
}
