import { createHash } from "node:crypto";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { type Bucket, pause, placeOf, read, sizeOf, withS3Errors } from "./bucket.js";
import { ATTEMPTS } from "./connection.js";
import { isConflict, isTaken, wasRepeated } from "./s3-error.js";

/** How much of a file is read at once to compare it. */
const PIECE = 1_048_576;

/** What the service does about `If-None-Match`. */
export type Condition = { readonly IfNoneMatch: "*" } | undefined;

/** Puts a file in one request. */
export async function putWhole(
  bucket: Bucket,
  name: string,
  Body: Uint8Array,
  condition: Condition,
): Promise<"stored" | "exists"> {
  return withS3Errors(bucket, name, async () => {
    // Only one device writes: what is not there now will not be there in a moment.
    if (condition === undefined && (await sizeOf(bucket, name)) !== undefined) return "exists";
    const put = () => bucket.client.send(new PutObjectCommand({ ...placeOf(bucket, name), Body, ...condition }));
    return settle(bucket, name, put, () => ({ size: Body.length, sha256: sha256(Body) }));
  });
}

/**
 * Sends what gives a file its name until it is known who has the name.
 *
 * Where a request was sent more than once, the file that is there may be ours, by an answer that was lost: then its
 * bytes are ours, and that counts as stored. If another writer has put the same bytes at that moment, both count as
 * stored, which harms neither: what is there is what each wanted there. Sealed files of two writers are never equal.
 */
export async function settle(
  bucket: Bucket,
  name: string,
  send: () => Promise<unknown>,
  ours: () => Content,
  isOver: (error: unknown) => boolean = isTaken,
): Promise<"stored" | "exists"> {
  let repeated = false;
  for (let attempt = 1; ; attempt++) {
    try {
      await send();
      return "stored";
    } catch (error) {
      repeated ||= wasRepeated(error);
      if (isOver(error)) {
        if (repeated && (await holds(bucket, name, ours()))) return "stored";
        if (isTaken(error) || (await sizeOf(bucket, name)) !== undefined) return "exists";
        throw error;
      }
      if (!isConflict(error) || attempt >= ATTEMPTS) throw error;
      repeated = true;
      await pause(attempt);
    }
  }
}

/** What a file holds, as far as is needed to know it again. */
export interface Content {
  readonly size: number;
  readonly sha256: Uint8Array;
}

/** The SHA-256 of bytes. */
function sha256(bytes: Uint8Array): Uint8Array {
  return createHash("sha256").update(bytes).digest();
}

/** Whether the file that is there has this content. It is read: names and times of a store prove nothing. [@store-no-metadata] */
async function holds(bucket: Bucket, name: string, { size, sha256 }: Content): Promise<boolean> {
  if ((await sizeOf(bucket, name)) !== size) return false;
  const hash = createHash("sha256");
  for (let offset = 0; offset < size; offset += PIECE) {
    const piece = await read(bucket, name, { offset, length: Math.min(PIECE, size - offset) });
    if (piece === undefined) return false;
    hash.update(piece);
  }
  return hash.digest().equals(sha256);
}
