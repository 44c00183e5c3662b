import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { KeepsakeError } from "../core/errors.js";
import type { ImportOptions, ImportResult } from "../import/index.js";
import { openPath } from "../import/node.js";
import type { ExportSource } from "../import/source.js";
import { UsageError } from "./exit-codes.js";

/** Opens the exports at the given paths as one backup. @throws KeepsakeError input.*, UsageError for a bad option */
export async function openExports(paths: readonly string[], options: ImportOptions): Promise<ImportResult> {
  return importSources(await openSources(paths), options);
}

/** Lists what the exports at the given paths have. @throws KeepsakeError input.*, UsageError */
export async function openSources(paths: readonly string[]): Promise<ExportSource[]> {
  const sources: ExportSource[] = [];
  for (const path of paths) sources.push(...(await openOne(path)));
  return sources;
}

/** As {@link openExports}, of what was listed. */
export async function importSources(sources: readonly ExportSource[], options: ImportOptions): Promise<ImportResult> {
  // Loaded only where something is imported: much of it is for zips, dates and languages.
  const { openExport } = await import("../import/index.js");
  try {
    return await openExport(sources, options);
  } catch (error) {
    // An option that makes no sense, such as a time zone that does not exist.
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
}

async function openOne(path: string): Promise<ExportSource[]> {
  try {
    return await openPath(path);
  } catch (error) {
    if (error instanceof KeepsakeError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(code === "ENOENT" ? `There is no export at ${path}.` : `${path} cannot be read (${message}).`);
  }
}

/** Bytes of the exports on the disk, about what a backup of them goes through. */
export async function exportBytes(paths: readonly string[]): Promise<number> {
  let bytes = 0;
  for (const path of paths) {
    const stats = await stat(path);
    const names = stats.isDirectory() ? await readdir(path, { recursive: true }) : [];
    if (names.length === 0) bytes += stats.size;
    for (const name of names) bytes += (await stat(join(path, name))).size;
  }
  return bytes;
}
