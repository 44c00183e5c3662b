import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { ExportError, type ExportOptions } from "../export/index.js";
import { openSampleMedia } from "./viewer-sample-kit.js";

export const OPTIONS: ExportOptions = { openMedia: openSampleMedia, timeZone: "UTC", now: Date.UTC(2024, 4, 1) };

/** A folder for each test, and the target of an export in it, which does not exist yet. */
export function useFolder(): { readonly folder: string; readonly target: string } {
  const paths = { folder: "", target: "" };
  beforeEach(async () => {
    paths.folder = await mkdtemp(join(tmpdir(), "keepsake-export-"));
    paths.target = join(paths.folder, "out");
  });
  afterEach(() => rm(paths.folder, { recursive: true, force: true }));
  return paths;
}

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** The files of a folder, with paths below it. */
export async function filesBelow(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(root.length + 1)
        .replaceAll("\\", "/"),
    )
    .sort();
}

/** The ExportError that a run ends with. */
export async function problemOf(run: Promise<unknown>): Promise<ExportError> {
  const error = await run.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ExportError)) throw error;
  return error;
}
