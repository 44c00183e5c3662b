import { packArchive } from "../core/archive-write.js";
import { openFile, writeNewFile } from "../node/file-source.js";
import { UsageError } from "./exit-codes.js";
import { exists, openFolder, type StoreOptions } from "./open-store.js";
import type { Context, Outcome } from "./verb.js";
import { bytes } from "./words.js";

/** `keepsake archive pack`: copies a vault into one file, without a key. */
export async function run(context: Context, options: StoreOptions, vault: string, file: string): Promise<Outcome> {
  const store = await openFolder(vault, options);
  if (await exists(file)) throw new UsageError(`${file} exists and is not overwritten; name a new file.`);
  await writeNewFile(file, packArchive(store, { onProgress: context.line.onProgress, signal: context.signal }));
  const written = await openFile(file);
  await written.close();
  return { result: { file, bytes: written.size }, text: `Packed ${vault} into ${file} (${bytes(written.size)}).` };
}
