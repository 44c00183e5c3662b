import { randomBytes } from "node:crypto";
import { type FileHandle, link, lstat, open, readdir, rename, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { KeepsakeError } from "../core/errors.js";
import type { StoreData } from "../core/store.js";
import { systemCode, withStoreErrors } from "./file-error.js";
import { isTaken, syncDirectory, TEMPORARY_PREFIX } from "./folder-path.js";

const FILE_MODE = 0o600;
/** Age at which what a stopped program left behind is deleted. */
const STALE_MS = 24 * 60 * 60 * 1000;
const NO_LINKS = ["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK", "EINVAL"];

/** What a new file is to hold: its bytes, or a function that writes them. */
export type FileData = StoreData | ((file: FileHandle) => Promise<void>);

/**
 * Writes and syncs a file of a random temporary name in `directory`, and gives its path. Errors of the disk become
 * errors of the store; errors of `data` are passed on.
 */
export async function writeTemporary(directory: string, name: string, data: FileData): Promise<string> {
  const path = join(directory, `${TEMPORARY_PREFIX}${randomBytes(12).toString("hex")}`);
  const handle = await withStoreErrors(name, () => open(path, "wx", FILE_MODE));
  try {
    try {
      if (typeof data === "function") await data(handle);
      else if (data instanceof Uint8Array) await withStoreErrors(name, () => handle.writeFile(data));
      else for await (const piece of data) await withStoreErrors(name, () => handle.writeFile(piece));
      await withStoreErrors(name, () => handle.sync());
    } finally {
      await handle.close();
    }
  } catch (error) {
    await unlink(path).catch(() => {});
    throw error;
  }
  return path;
}

/**
 * Gives the temporary file its name unless that is taken, atomically, and removes the temporary name.
 * `link` fails if the name exists. Where the file system has no links (FAT, some network shares) a claim file stands
 * in: see {@link placeByClaim}.
 */
export async function place(temporary: string, path: string): Promise<"stored" | "exists"> {
  try {
    await link(temporary, path);
  } catch (error) {
    const code = systemCode(error) ?? "";
    if (NO_LINKS.includes(code)) return placeByClaim(temporary, path);
    await unlink(temporary).catch(() => {});
    if (code !== "EEXIST") throw error;
    // By a program that may have been stopped right after.
    await syncDirectory(dirname(path));
    return "exists";
  }
  // [@store-durable] Until the name is durable the temporary one stays, and tells who lists the folder that it may not be.
  await syncDirectory(dirname(path));
  await unlink(temporary).catch(() => {});
  return "stored";
}

/**
 * As {@link place}, without links: `rename` would overwrite, so whoever makes the claim file, which only one can,
 * looks whether the name is free and renames. A claim left by a program that stopped there blocks this one name with
 * `store.unavailable` for a day, and never lets anything be overwritten.
 */
export async function placeByClaim(temporary: string, path: string): Promise<"stored" | "exists"> {
  const claim = join(dirname(path), `${TEMPORARY_PREFIX}claim-${basename(path)}`);
  try {
    await (await open(claim, "wx", FILE_MODE)).close();
  } catch (error) {
    await unlink(temporary).catch(() => {});
    if (systemCode(error) !== "EEXIST") throw error;
    const message = `Another program is writing ${path}, or stopped while it did. If none runs, delete ${claim}.`;
    throw new KeepsakeError("store.unavailable", message, { cause: error, name: path });
  }
  try {
    if (await isTaken(path)) {
      await unlink(temporary);
      await syncDirectory(dirname(path));
      return "exists";
    }
    await rename(temporary, path);
    await syncDirectory(dirname(path));
    return "stored";
  } finally {
    await unlink(claim).catch(() => {});
  }
}

/** Deletes temporary files that a program left behind when it was stopped. */
export async function removeStale(directory: string, now: number = Date.now()): Promise<void> {
  for (const entry of await readdir(directory)) {
    if (!entry.startsWith(TEMPORARY_PREFIX)) continue;
    const path = join(directory, entry);
    // Another process may be doing the same.
    const modified = await lstat(path).then(
      (stats) => stats.mtimeMs,
      () => now,
    );
    if (now - modified > STALE_MS) await unlink(path).catch(() => {});
  }
}
