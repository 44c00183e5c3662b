import { type Bucket, sizeOf, withS3Errors } from "./bucket.js";
import { SMALLEST_PART } from "./part-size.js";
import { type Condition, putWhole } from "./put.js";
import { startUpload, type Upload } from "./upload.js";

/**
 * Puts a file whose length is not known before its end: in one request if it fits into the smallest part, otherwise in
 * parts, several at a time. Errors of `pieces` are passed on; then nothing is stored.
 */
export async function putPieces(
  bucket: Bucket,
  name: string,
  pieces: AsyncIterable<Uint8Array>,
  condition: Condition,
): Promise<"stored" | "exists"> {
  const { buffers } = bucket;
  let upload: Upload | undefined;
  let buffer: Uint8Array | undefined = await buffers.take(SMALLEST_PART);
  let filled = 0;
  try {
    for await (const piece of pieces) {
      for (let offset = 0; offset < piece.length; ) {
        if (filled === buffer.length) {
          if (upload === undefined) {
            // What is there already need not be sent in vain.
            if (await withS3Errors(bucket, name, async () => (await sizeOf(bucket, name)) !== undefined))
              return "exists";
            upload = await startUpload(bucket, name);
          }
          upload.send(buffer, filled);
          buffer = undefined;
          buffer = await buffers.take(upload.nextSize());
          filled = 0;
          upload.check();
        }
        const next = piece.subarray(offset, offset + buffer.length - filled);
        buffer.set(next, filled);
        filled += next.length;
        offset += next.length;
      }
    }
    if (upload === undefined) return await putWhole(bucket, name, buffer.subarray(0, filled), condition);
    upload.send(buffer, filled);
    buffer = undefined;
    return await upload.complete(condition);
  } catch (error) {
    await upload?.abort();
    throw error;
  } finally {
    if (buffer !== undefined) buffers.giveBack(buffer);
  }
}
