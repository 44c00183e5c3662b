import { type SealedSource, SealFailure } from "./cobblestone.js";
import { type ErrorCode, KeepsakeError } from "./errors.js";
import { LIMITS } from "./limits.js";
import { objectName } from "./names.js";
import { OBJECT_TYPE, type ObjectType, type Reference, storedObjectSize } from "./object.js";
import type { MaybePromise } from "./provider.js";

const MESSAGES = {
  "object.missing": "An object of the backup is not in the store.",
  "object.truncated": "An object of the backup is cut off.",
  "object.size": "An object of the backup has another length than its reference says.",
  "object.auth": "An object of the backup was changed, or is not the one that it is said to be.",
  "object.padding": "An object of the backup has a padding that is not zero.",
  "object.digest": "An object of the backup does not have the content that its reference names.",
} as const satisfies Partial<Record<ErrorCode, string>>;

/** The error for an object that cannot be read, with the `name` of its file. */
export function failure(code: keyof typeof MESSAGES, { id }: Reference, cause?: unknown): KeepsakeError {
  return new KeepsakeError(code, MESSAGES[code], { name: objectName(id), ...(cause === undefined ? {} : { cause }) });
}

/** Checks what is known of an object before any byte is read. Spec: Objects, Reading. */
export function checkStored(type: ObjectType, reference: Reference, source: SealedSource | undefined): SealedSource {
  // [@segment-length-limit]
  if (type === OBJECT_TYPE.segment && reference.length > LIMITS.segment) {
    const name = objectName(reference.id);
    throw new KeepsakeError("content.limit-exceeded", "A segment of the backup is too long.", { name });
  }
  // [@object-missing] [@object-truncated] [@object-oversize]
  if (source === undefined) throw failure("object.missing", reference);
  const implied = storedObjectSize(reference.length);
  if (source.size < implied) throw failure("object.truncated", reference);
  if (source.size > implied) throw failure("object.size", reference);
  return source;
}

/** Reads from a file that may have become shorter since it was listed. [@store-short-range] */
export async function readExactly(
  reference: Reference,
  source: SealedSource,
  offset: number,
  length: number,
): Promise<Uint8Array> {
  const bytes = await source.read(offset, length);
  if (bytes.length < length) throw failure("object.truncated", reference);
  return bytes;
}

/** Gives a failure to open the code of this layer. */
export async function opened<T>(reference: Reference, open: () => MaybePromise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    // [@object-commitment] [@object-tag]
    throw error instanceof SealFailure ? failure("object.auth", reference, error) : error;
  }
}
