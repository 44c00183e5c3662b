import { createHash } from "node:crypto";
import type { Vector } from "./load.js";

/**
 * All content that may have been given out before a vector failed: a beginning of what its parent gives.
 *
 * @param whole - what the accepted parent gives
 */
export function releasable({ id, expect }: Vector, whole: Uint8Array): Uint8Array {
  const { length, sha256 } = expect.reject!.released!;
  const content = whole.subarray(0, length);
  if (createHash("sha256").update(content).digest("hex") !== sha256) {
    throw new Error(`What the vector ${id} may release is no beginning of what its parent gives.`);
  }
  return content;
}
