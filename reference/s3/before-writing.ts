import { randomBytes } from "node:crypto";
import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { KeepsakeError } from "../core/errors.js";
import { parseName } from "../core/names.js";
import { type Bucket, placeOf, withS3Errors } from "./bucket.js";
import type { Condition } from "./put.js";
import { isNotImplemented, isTaken } from "./s3-error.js";

/** Temporary files start with this; they are no part of the store. [@name-only-these] */
export const TEMPORARY_PREFIX = ".keepsake-";
/** Age at which what a stopped program left behind is deleted: no upload of a large file takes that long. */
const STALE_MS = 7 * 24 * 60 * 60 * 1000;

/**
 * Finds out whether the service honours `If-None-Match`, by putting a temporary file twice: some ignore it, which is
 * silent overwriting. Amazon's own is known to honour it and is not asked.
 *
 * @throws KeepsakeError store.unavailable if it does not and other devices may write too
 */
export async function findCondition(bucket: Bucket, singleWriter: boolean): Promise<Condition> {
  const condition = { IfNoneMatch: "*" } as const;
  if (bucket.isAmazon || (await honours(bucket, condition))) return condition;
  // [@store-single-writer]
  if (singleWriter) return undefined;
  const message = `${bucket.where} cannot refuse a name that is taken (If-None-Match), so two devices could overwrite each other's backups; use another service, or --single-writer if no other device ever writes here.`;
  throw new KeepsakeError("store.unavailable", message, { reason: "no-put-if-absent" });
}

async function honours(bucket: Bucket, condition: Condition): Promise<boolean> {
  const name = `${TEMPORARY_PREFIX}${randomBytes(12).toString("hex")}`;
  const place = placeOf(bucket, name);
  return withS3Errors(bucket, name, async () => {
    try {
      for (let put = 0; put < 2; put++) {
        await bucket.client.send(new PutObjectCommand({ ...place, Body: new Uint8Array(), ...condition }));
      }
      return false;
    } catch (error) {
      if (isTaken(error)) return true;
      if (isNotImplemented(error)) return false;
      throw error;
    } finally {
      // One that is not deleted now is deleted by a later run.
      await bucket.client.send(new DeleteObjectCommand(place)).catch(() => {});
    }
  });
}

/** Deletes what programs left behind that were stopped: temporary files, and parts of files that got no name. */
export async function removeStale(bucket: Bucket, now: number = serviceTime(bucket)): Promise<void> {
  // Whether they can be deleted or not: a backup does not fail for them.
  await Promise.allSettled([removeUploads(bucket, now), bucket.isAmazon ? undefined : removeTemporary(bucket, now)]);
}

// The first page of each is enough: it is rare that anything is left, and the next run takes the next.

async function removeUploads({ client, bucket, prefix }: Bucket, now: number): Promise<void> {
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: prefix }));
  for (const { Key = "", UploadId, Initiated } of Uploads) {
    // A vault may have a bucket with others.
    if (!isStale(Initiated, now) || parseName(Key.slice(prefix.length)) === undefined) continue;
    await client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId }));
  }
}

async function removeTemporary({ client, bucket, prefix }: Bucket, now: number): Promise<void> {
  const query = { Bucket: bucket, Prefix: prefix + TEMPORARY_PREFIX };
  const { Contents = [] } = await client.send(new ListObjectsV2Command(query));
  for (const { Key, LastModified } of Contents) {
    if (isStale(LastModified, now)) await client.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
  }
}

/** The time at the service: a clock here that is days ahead must not make what is in use look old. */
function serviceTime({ client }: Bucket): number {
  return Date.now() + client.config.systemClockOffset;
}

function isStale(date: Date | undefined, now: number): boolean {
  return date !== undefined && now - date.getTime() > STALE_MS;
}
