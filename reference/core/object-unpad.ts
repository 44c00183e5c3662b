import { readU64 } from "./bytes.js";
import type { Reference } from "./object.js";
import { failure } from "./object-checks.js";
import { LENGTH_FIELD } from "./padding.js";

/**
 * Takes the content out of padded content that comes in order, piece by piece, and checks the rest of it.
 *
 * @param position - where in the padded content the first piece starts; at 0 it holds at least the length field
 * @returns for each piece, the content in it
 */
export function createUnpadder(reference: Reference, position = 0): (padded: Uint8Array) => Uint8Array {
  const end = LENGTH_FIELD + reference.length;
  return (padded) => {
    if (padded.length === 0) return padded;
    const start = position;
    position += padded.length;
    // [@object-length-field]
    if (start === 0 && readU64(padded) !== reference.length) throw failure("object.size", reference);
    const contentEnd = Math.min(Math.max(end - start, 0), padded.length);
    // [@object-padding]
    if (!isZero(padded, contentEnd)) throw failure("object.padding", reference);
    return padded.subarray(start === 0 ? LENGTH_FIELD : 0, contentEnd);
  };
}

function isZero(bytes: Uint8Array, from: number): boolean {
  for (let i = from; i < bytes.length; i++) if (bytes[i] !== 0) return false;
  return true;
}
