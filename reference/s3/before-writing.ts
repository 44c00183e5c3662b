import { randomBytes } from "node:crypto";
import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  PutObjectCommand,
  paginateListObjectsV2,
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

async function removeUploads(bucket: Bucket, now: number): Promise<void> {
  const { client, prefix } = bucket;
  for await (const { Uploads = [] } of uploadPages(bucket)) {
    for (const { Key = "", UploadId, Initiated } of Uploads) {
      // A vault may have a bucket with others.
      if (!isStale(Initiated, now) || parseName(Key.slice(prefix.length)) === undefined) continue;
      // Another device may have done so meanwhile; the others are to go all the same.
      await client.send(new AbortMultipartUploadCommand({ Bucket: bucket.bucket, Key, UploadId })).catch(() => {});
    }
  }
}

/**
 * The client has no pages of these. From one key to the next: some services refuse what they said themselves of an upload
 * in between. If there is more than a page of one key, the next run takes the rest.
 */
async function* uploadPages({ client, bucket, prefix }: Bucket): AsyncGenerator<ListMultipartUploadsCommandOutput> {
  let KeyMarker: string | undefined;
  for (;;) {
    const page = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: prefix, KeyMarker }));
    yield page;
    const { IsTruncated, NextKeyMarker } = page;
    // One that does not go on is no reason to wait for ever.
    if (!IsTruncated || NextKeyMarker === undefined || NextKeyMarker === KeyMarker) return;
    KeyMarker = NextKeyMarker;
  }
}

async function removeTemporary({ client, bucket, prefix }: Bucket, now: number): Promise<void> {
  const query = { Bucket: bucket, Prefix: prefix + TEMPORARY_PREFIX };
  for await (const { Contents = [] } of paginateListObjectsV2({ client, stopOnSameToken: true }, query)) {
    for (const { Key, LastModified } of Contents) {
      if (!isStale(LastModified, now)) continue;
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key })).catch(() => {});
    }
  }
}

/** The time at the service: a clock here that is days ahead must not make what is in use look old. */
function serviceTime({ client }: Bucket): number {
  return Date.now() + client.config.systemClockOffset;
}

function isStale(date: Date | undefined, now: number): boolean {
  return date !== undefined && now - date.getTime() > STALE_MS;
}
