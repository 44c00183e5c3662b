import { randomBytes } from "node:crypto";

const BYTES = 9;
let pool = Buffer.alloc(0);

/** An id that says nothing: neither which request of a case it is, nor how many there were. */
export function newRequestId(): string {
  if (pool.length < BYTES) pool = randomBytes(BYTES * 512);
  const id = pool.subarray(0, BYTES).toString("base64url");
  pool = pool.subarray(BYTES);
  return id;
}
