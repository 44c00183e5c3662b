import type { Readable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { GetObjectCommand, HeadObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import type { Buffers } from "./buffers.js";
import { ATTEMPTS } from "./connection.js";
import { isMissing, isOutOfRange, s3Error } from "./s3-error.js";

/** What the parts of the store work with. */
export interface Bucket {
  readonly client: S3Client;
  /** Whom to name in sentences: the service and its address. */
  readonly where: string;
  readonly isAmazon: boolean;
  /** Where the service answers, without a `/` at its end. */
  readonly address: string;
  readonly hasEqualParts: boolean;
  readonly bucket: string;
  /** Empty, or ends in `/`. */
  readonly prefix: string;
  readonly buffers: Buffers;
}

/** The bucket and key of a file. */
export function placeOf({ bucket, prefix }: Bucket, name: string): { Bucket: string; Key: string } {
  return { Bucket: bucket, Key: prefix + name };
}

/** Runs `work`, with the errors of {@link s3Error}. */
export async function withS3Errors<T>(bucket: Bucket, name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw s3Error(error, bucket, name);
  }
}

/** Waits before the next of several attempts: longer each time, and never as long as another program that failed with this one. */
export async function pause(attempt: number): Promise<void> {
  await wait(Math.random() * 100 * 2 ** attempt);
}

/** The size of a file, or undefined if there is none. */
export async function sizeOf(bucket: Bucket, name: string): Promise<number | undefined> {
  try {
    return (await bucket.client.send(new HeadObjectCommand(placeOf(bucket, name)))).ContentLength ?? 0;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** The bytes of a file, or of a range of it that is clipped at the end; undefined if there is no such file. */
export async function read(
  bucket: Bucket,
  name: string,
  range?: { readonly offset: number; readonly length: number },
): Promise<Uint8Array | undefined> {
  for (let attempt = 1; ; attempt++) {
    const answer = await startReading(
      bucket,
      name,
      range && `bytes=${range.offset}-${range.offset + range.length - 1}`,
    );
    if (answer === undefined || answer instanceof Uint8Array) return answer;
    const { Body, ContentLength: size = 0 } = answer;
    if (range !== undefined && size > range.length) {
      (Body as Readable | undefined)?.destroy();
      throw new Error("The service answers a request for a part of a file with all of it");
    }
    // The client sends a request again, but does not ask again for an answer that breaks off.
    const bytes = await Body?.transformToByteArray().catch((error: unknown) => {
      if (attempt >= ATTEMPTS) throw error;
    });
    if (bytes?.length === size) return bytes;
    if (attempt >= ATTEMPTS) throw new Error(`The answer has ${bytes?.length} of ${size} bytes`);
    await pause(attempt);
  }
}

async function startReading(bucket: Bucket, name: string, Range: string | undefined) {
  try {
    return await bucket.client.send(new GetObjectCommand({ ...placeOf(bucket, name), Range }));
  } catch (error) {
    if (isMissing(error)) return undefined;
    if (isOutOfRange(error)) return new Uint8Array();
    throw error;
  }
}
