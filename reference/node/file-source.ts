import { open, realpath } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { KeepsakeError } from "../core/errors.js";
import { type RandomAccessSource, READ_SIZE } from "../core/source.js";
import { withStoreErrors } from "./file-error.js";
import { type FileData, place, writeTemporary } from "./folder-put.js";
import { readAt } from "./read-at.js";

/** A file opened for reading in any order, such as an archive. Close it when done. */
export interface FileSource extends RandomAccessSource {
  close(): Promise<void>;
}

/**
 * Opens a file for reading in any order.
 *
 * @throws KeepsakeError store.unavailable
 */
export async function openFile(path: string): Promise<FileSource> {
  const handle = await withStoreErrors(path, () => open(path, "r"));
  try {
    const { size } = await handle.stat();
    return {
      size,
      read: (offset, length) => withStoreErrors(path, () => readAt(handle, size, offset, length)),
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/**
 * A file as the content of an attachment: its length now, and its bytes as often as they are asked for, in pieces.
 *
 * @throws the error of the file system, also while reading
 */
export async function fileContent(
  path: string,
): Promise<{ length: number; path: string; read(): AsyncIterable<Uint8Array> }> {
  const handle = await open(path, "r");
  try {
    return { length: (await handle.stat()).size, path: resolve(path), read: () => readFile(path) };
  } finally {
    await handle.close();
  }
}

async function* readFile(path: string): AsyncGenerator<Uint8Array> {
  const handle = await open(path, "r");
  try {
    for (;;) {
      // A new buffer each time: whoever got the last one may still be sealing it.
      const buffer = new Uint8Array(READ_SIZE);
      const { bytesRead } = await handle.read(buffer, 0, READ_SIZE);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

/**
 * Writes a new file, such as an archive: whole and synced, or not at all, and only for its owner. Never overwrites.
 *
 * @throws KeepsakeError store.conflict if the file exists, store.unavailable
 */
export async function writeNewFile(path: string, data: FileData): Promise<void> {
  const directory = await withStoreErrors(path, () => realpath(dirname(path)));
  const temporary = await writeTemporary(directory, path, data);
  const result = await withStoreErrors(path, () => place(temporary, join(directory, basename(path))));
  if (result === "exists") {
    throw new KeepsakeError("store.conflict", `${path} exists and is not overwritten.`, { name: path });
  }
}
