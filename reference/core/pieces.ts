/** Bytes to read: whole, or in pieces of any size. */
export type Bytes = Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/**
 * Bytes in pieces of exactly `size`, the last one shorter, so that neither tiny nor huge pieces of a source cost time or
 * memory. A piece is overwritten when the next one is asked for.
 */
export async function* evenPieces(bytes: Bytes, size: number): AsyncGenerator<Uint8Array> {
  if (bytes instanceof Uint8Array) {
    for (let offset = 0; offset < bytes.length; offset += size) yield bytes.subarray(offset, offset + size);
    return;
  }
  let waiting: Uint8Array | undefined;
  let filled = 0;
  for await (const piece of bytes) {
    for (let offset = 0; offset < piece.length; ) {
      const part = piece.subarray(offset, offset + size - filled);
      offset += part.length;
      if (part.length === size) {
        yield part;
        continue;
      }
      waiting ??= new Uint8Array(size);
      waiting.set(part, filled);
      filled += part.length;
      if (filled === size) {
        filled = 0;
        yield waiting;
      }
    }
  }
  if (filled > 0) yield waiting!.subarray(0, filled);
}
