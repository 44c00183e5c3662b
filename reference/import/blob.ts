import type { RandomAccessSource } from "../core/source.js";
import type { ExportSource, OpenFile } from "./source.js";
import { zipSource } from "./zip.js";

const PIECE = 1_048_576;

/** Reads a Blob or File at any place without loading the rest of it. */
export function blobAccess(blob: Blob): RandomAccessSource {
  return {
    size: blob.size,
    read: async (offset, length) => new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer()),
  };
}

/** Pieces of a random-access source, from the beginning to the end. */
export async function* readAll(access: RandomAccessSource): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < access.size; offset += PIECE) {
    yield await access.read(offset, Math.min(PIECE, access.size - offset));
  }
}

function openBlob(blob: Blob): OpenFile {
  return { length: blob.size, read: () => readAll(blobAccess(blob)) };
}

/**
 * An export from what a page was given: one zip, one text, or the files of a folder.
 *
 * @param name - name of the zip, text or folder
 * @param files - each with its path in the folder; a single one may be a zip
 * @throws KeepsakeError input.malformed for a zip that cannot be read
 */
export async function blobSource(
  name: string,
  files: readonly { readonly path: string; readonly blob: Blob }[],
): Promise<ExportSource> {
  const [first] = files;
  if (files.length === 1 && first !== undefined && /\.zip$/i.test(first.path)) {
    return zipSource(name, blobAccess(first.blob));
  }
  return { name, files: files.map(({ path, blob }) => ({ path, open: async () => openBlob(blob) })) };
}
