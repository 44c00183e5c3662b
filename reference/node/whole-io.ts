import { readSync, writeSync, writevSync } from "node:fs";

/** Reads as many bytes as there are up to the end of the file, at most `bytes.length`. Gives their number. */
export function readUpTo(file: number, bytes: Uint8Array, position: number): number {
  let filled = 0;
  while (filled < bytes.length) {
    const read = readSync(file, bytes, filled, bytes.length - filled, position + filled);
    if (read === 0) break;
    filled += read;
  }
  return filled;
}

/** Writes the parts where they are: to put them together first would cost as much as reading them. Gives their length. */
export function writeAll(file: number, parts: readonly Uint8Array[], position: number): number {
  let done = writevSync(file, parts, position);
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  if (done === length) return length;
  // Rare, such as on a disk that is nearly full: the next call says why.
  const bytes = Buffer.concat(parts);
  while (done < length) done += writeSync(file, bytes, done, length - done, position + done);
  return length;
}
