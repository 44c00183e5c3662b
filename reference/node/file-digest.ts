import { createHash } from "node:crypto";
import { u64 } from "../core/bytes.js";
import { DIGEST_PIECE } from "../core/digest.js";

/** As the core's digest, without waiting and without copies: for threads that have nothing else to do. Spec: Digest. */
export function createFileDigest() {
  const whole: Uint8Array[] = [];
  let piece = createHash("sha256");
  let length = 0;
  return {
    /** Bytes taken so far. */
    length: () => length,
    update(data: Uint8Array): void {
      for (let offset = 0; offset < data.length; ) {
        const part = data.subarray(offset, offset + DIGEST_PIECE - (length % DIGEST_PIECE));
        piece.update(part);
        offset += part.length;
        length += part.length;
        if (length % DIGEST_PIECE > 0) continue;
        whole.push(piece.digest());
        piece = createHash("sha256");
      }
    },
    /** The digest, 32 bytes. */
    finish(): Uint8Array {
      const hash = createHash("sha256").update(u64(length));
      for (const digest of whole) hash.update(digest);
      if (length % DIGEST_PIECE > 0) hash.update(piece.digest());
      return new Uint8Array(hash.digest());
    },
  };
}
