import { equalBytes } from "./bytes.js";
import { readPieces } from "./source.js";
import type { Store } from "./store.js";

/** Whether both stores have the file, of `length` bytes, with the same content. Memory holds a piece at a time. */
export async function sameContent(a: Store, b: Store, name: string, length: number): Promise<boolean> {
  const extra = await b.getRange(name, length, 1);
  if (extra === undefined || extra.length > 0) return false;
  let offset = 0;
  for await (const piece of readPieces(a, name, length)) {
    const other = await b.getRange(name, offset, piece.length);
    if (other === undefined || !equalBytes(piece, other)) return false;
    offset += piece.length;
  }
  return offset === length;
}
