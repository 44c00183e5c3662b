import { createHash } from "node:crypto";
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { KeepsakeError } from "../core/errors.js";
import { type Bucket, placeOf, withS3Errors } from "./bucket.js";
import { MOST_PARTS, partSize, SMALLEST_PART } from "./part-size.js";
import { type Condition, settle } from "./put.js";
import { isTaken } from "./s3-error.js";

/** A file that is sent in parts. */
export interface Upload {
  /** Bytes that the next part has to have unless it is the last. */
  nextSize(): number;
  /** Sends the first `length` bytes of a buffer as the next part, and gives it back when that is done. */
  send(buffer: Uint8Array, length: number): void;
  /** @throws what sending a part threw */
  check(): void;
  /** Waits for all parts, and gives the file its name unless that is taken. */
  complete(condition: Condition): Promise<"stored" | "exists">;
  /** Drops what was sent. What cannot be dropped now is dropped by a later run. */
  abort(): Promise<void>;
}

/** Begins to send a file. */
export async function startUpload(bucket: Bucket, name: string): Promise<Upload> {
  const { client, buffers } = bucket;
  const place = placeOf(bucket, name);
  const { UploadId } = await withS3Errors(bucket, name, () => client.send(new CreateMultipartUploadCommand(place)));
  const upload = { ...place, UploadId };
  const parts: CompletedPart[] = [];
  const sending: Promise<void>[] = [];
  const failures: unknown[] = [];
  const hash = createHash("sha256");
  let size = 0;

  async function sendPart(PartNumber: number, Body: Uint8Array): Promise<void> {
    if (PartNumber > MOST_PARTS) {
      const message = `${name} is larger than the ${MOST_PARTS} parts that S3 takes; leave that file out.`;
      throw new KeepsakeError("store.unavailable", message, { name, reason: "too-large" });
    }
    await withS3Errors(bucket, name, async () => {
      const { ETag } = await client.send(new UploadPartCommand({ ...upload, PartNumber, Body }));
      parts[PartNumber - 1] = { PartNumber, ETag };
    });
  }

  async function abort(): Promise<void> {
    await Promise.all(sending);
    await client.send(new AbortMultipartUploadCommand(upload)).catch(() => {});
  }

  function check(): void {
    if (failures.length > 0) throw failures[0];
  }

  return {
    nextSize: () => (bucket.hasEqualParts ? SMALLEST_PART : partSize(sending.length + 1)),
    send(buffer, length) {
      const part = buffer.subarray(0, length);
      hash.update(part);
      size += length;
      sending.push(
        sendPart(sending.length + 1, part)
          .catch((error) => void failures.push(error))
          .finally(() => buffers.giveBack(buffer)),
      );
    },
    check,
    async complete(condition) {
      await Promise.all(sending);
      check();
      const sha256 = hash.digest();
      const result = await withS3Errors(bucket, name, () =>
        settle(
          bucket,
          name,
          () =>
            client.send(
              new CompleteMultipartUploadCommand({ ...upload, ...condition, MultipartUpload: { Parts: parts } }),
            ),
          () => ({ size, sha256 }),
          // An upload that is no more was completed by a request whose answer was lost.
          (error) => isTaken(error) || (error as Error).name === "NoSuchUpload",
        ),
      );
      if (result === "exists") await abort();
      return result;
    },
    abort,
  };
}
