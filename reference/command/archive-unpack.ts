import { openArchive } from "../core/archive-read.js";
import { unpackArchive } from "../core/archive-write.js";
import { openFile } from "../node/file-source.js";
import { newStore, type StoreOptions } from "./open-store.js";
import type { Context, Outcome } from "./verb.js";
import { bytes, count } from "./words.js";

/**
 * `keepsake archive unpack`: turns an archive into a vault, without a key. Can be repeated after an interruption; a
 * folder that holds anything else of a vault is refused.
 */
export async function run(context: Context, options: StoreOptions, file: string, vault: string): Promise<Outcome> {
  const source = await openFile(file);
  try {
    const archive = await openArchive(source);
    const store = await newStore(vault, options);
    await unpackArchive(archive, store, { onProgress: context.line.onProgress, signal: context.signal });
    const sizes = [...archive.entries.values()].map((entry) => entry.length);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    return {
      result: { vault, files: sizes.length, bytes: total },
      text: `Unpacked ${count(sizes.length, "file")} (${bytes(total)}) into ${vault}.`,
    };
  } finally {
    await source.close();
  }
}
