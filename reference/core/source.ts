import type { Store } from "./store.js";

/** Bytes that can be read in any order: a file, a Blob, a stored object. */
export interface RandomAccessSource {
  /** Bytes. */
  readonly size: number;
  /** `length` bytes from `offset`; fewer only past the end. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** A source over bytes in memory. */
export function bytesSource(bytes: Uint8Array): RandomAccessSource {
  return { size: bytes.length, read: async (offset, length) => bytes.subarray(offset, offset + length) };
}

/** Bytes that are asked of a store at once. */
export const READ_SIZE = 1_048_576;

/** A stored file in pieces, of which memory holds one at a time. Ends early if the file does. */
export async function* readPieces(
  store: Pick<Store, "getRange">,
  name: string,
  size: number,
): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < size; ) {
    const piece = await store.getRange(name, offset, Math.min(READ_SIZE, size - offset));
    if (piece === undefined || piece.length === 0) return;
    yield piece;
    offset += piece.length;
  }
}
