import { mkdir, rename, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { utf8 } from "../core/bytes.js";
import { syncDirectory } from "../node/folder-path.js";
import { removeStale, writeTemporary } from "../node/folder-put.js";

/**
 * Puts a file of the owner alone in the place of another, in one step, so that after a power loss there is the one or the
 * other. Makes the folders above it, and removes what a program left there that was stopped.
 */
export async function replaceFile(path: string, data: string | Uint8Array): Promise<void> {
  const directory = dirname(path);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await removeStale(directory);
  const temporary = await writeTemporary(directory, path, typeof data === "string" ? utf8(data) : data);
  try {
    await rename(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw error;
  }
  await syncDirectory(directory);
}
