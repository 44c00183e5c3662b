import { lstat, mkdir, open, realpath } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { KeepsakeError } from "../core/errors.js";
import { systemCode } from "./file-error.js";

const DIRECTORY_MODE = 0o700;
const MAX_NAME_LENGTH = 512;
// Neither "..", nor hidden, nor with a separator or a drive letter of any platform.
const SAFE_PART = /^[0-9a-z][0-9a-z_-]*(\.[0-9a-z_-]+)*$/i;

/** Temporary files start with this; they are no part of the store. [@name-only-these] */
export const TEMPORARY_PREFIX = ".keepsake-";

/** Whether `name` may be used below the root of a folder store. */
export function isSafeName(name: string): boolean {
  return name.length <= MAX_NAME_LENGTH && name.split("/").every((part) => SAFE_PART.test(part));
}

/** The path of a file below `root`. Throws `RangeError` for a name that is not safe. */
export function filePath(root: string, name: string): string {
  if (!isSafeName(name)) throw new RangeError(`not a name of a stored file: ${JSON.stringify(name)}`);
  return join(root, ...name.split("/"));
}

/**
 * Whether `directory` is a real folder below `root`, and not reached through a symbolic link (the root itself may be
 * one: the user chose it). False if it does not exist; `store.unavailable` if it leads elsewhere.
 */
export async function isOwnDirectory(root: string, directory: string): Promise<boolean> {
  try {
    const [realRoot, real] = [await realpath(root), await realpath(directory)];
    const expected = directory === root ? realRoot : join(realRoot, directory.slice(root.length + sep.length));
    if (real === expected) return true;
  } catch (error) {
    if (systemCode(error) === "ENOENT") return false;
    throw error;
  }
  throw new KeepsakeError("store.unavailable", `${directory} is a symbolic link, which is never followed.`, {
    name: directory,
  });
}

/**
 * Makes a folder whose parent is there (for the root, all that is missing above it), durably and for the owner alone.
 * One that is there may have been made by a program that was stopped before it synced the name, so that is done anyway.
 */
export async function makeDirectory(root: string, directory: string): Promise<void> {
  let first = directory;
  if (!(await isOwnDirectory(root, directory))) {
    first = (await makeAll(directory)) ?? directory;
    if (!(await isOwnDirectory(root, directory))) throw new Error(`${directory} vanished while it was made`);
  }
  // Each new folder is an entry of the one above it, up to the one above the first that was made.
  for (let made = directory; ; made = dirname(made)) {
    await syncDirectory(dirname(made));
    if (made === first || dirname(made) === made) return;
  }
}

/** Makes a folder and those above it. Gives the first that was not there. `recursive` would hide why it cannot be made. */
export async function makeAll(directory: string): Promise<string | undefined> {
  try {
    return await makeOne(directory);
  } catch (error) {
    if (systemCode(error) !== "ENOENT" || dirname(directory) === directory) throw error;
    const first = await makeAll(dirname(directory));
    // Not once more from the start: a link above that leads nowhere is there, and nothing can be made in it.
    const made = await makeOne(directory);
    return first ?? made;
  }
}

/** Makes a folder in one that is there. Gives it unless it was there. */
async function makeOne(directory: string): Promise<string | undefined> {
  try {
    await mkdir(directory, DIRECTORY_MODE);
    return directory;
  } catch (error) {
    if (systemCode(error) === "EEXIST") return undefined;
    throw error;
  }
}

/** Makes the entries of a folder durable, where the platform can. */
export async function syncDirectory(directory: string): Promise<void> {
  try {
    const handle = await open(directory, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    // Windows opens no folders, and some network file systems do not sync them: there is no other way to ask.
    if (!["EISDIR", "EPERM", "EACCES", "EINVAL", "ENOTSUP", "EROFS"].includes(systemCode(error) ?? "")) throw error;
  }
}

/** Whether something stands at `path`, a symbolic link included. */
export async function isTaken(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (systemCode(error) === "ENOENT") return false;
    throw error;
  }
}
