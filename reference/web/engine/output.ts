import { evenPieces } from "../../core/pieces.js";
import type { Saved, Target } from "./contract.js";
import { attempt } from "./opfs-store.js";
import type { Serving } from "./serve.js";

/** Bytes that are handed to the browser at once. */
const PIECE = 4_194_304;

/**
 * Writes a file where the person wants it: whole, or not at all.
 *
 * @throws what `bytes` throws, the signal's reason, KeepsakeError store.unavailable if there is no room
 */
export async function writeOutput(
  serving: Serving,
  target: Target,
  mediaType: string,
  bytes: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<Saved> {
  let length = 0;
  const counted = (async function* () {
    for await (const piece of bytes) {
      signal.throwIfAborted();
      length += piece.length;
      yield piece;
    }
  })();
  if (target.kind === "file") await writeFile(target.handle, counted);
  else await serving.download({ name: target.name, mediaType, bytes: counted }, target.start, signal);
  return { bytes: length };
}

async function writeFile(handle: FileSystemFileHandle, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  // The browser writes beside the file, and puts it into its place when it is closed.
  const file = await attempt(() => handle.createWritable());
  try {
    for await (const piece of evenPieces(bytes, PIECE)) {
      await attempt(() => file.write(piece as Uint8Array<ArrayBuffer>));
    }
    await attempt(() => file.close());
  } catch (error) {
    await file.abort().catch(() => {});
    await removeIfEmpty(handle).catch(() => {});
    throw error;
  }
}

/** The empty file that choosing a new name made. */
async function removeIfEmpty(handle: FileSystemFileHandle): Promise<void> {
  if ((await handle.getFile()).size === 0) await handle.remove?.();
}
