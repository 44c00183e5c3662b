import type { S3StoreOptions } from "./store-s3.js";

/** Where a vault lies in a bucket. */
export type S3Address = Required<Pick<S3StoreOptions, "bucket" | "prefix">>;

/**
 * Reads `s3://bucket/prefix`. The prefix may be left out: then the vault has the whole bucket.
 *
 * @returns undefined if `text` is no such address
 */
export function parseS3Address(text: string): S3Address | undefined {
  const [, bucket, prefix] = /^s3:\/\/([^/\s]+)\/*(.*?)\/*$/su.exec(text) ?? [];
  return bucket === undefined || prefix === undefined ? undefined : { bucket, prefix };
}
