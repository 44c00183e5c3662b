import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Value } from "../suite/case.js";

/** Bytes up to this many stand in the line. Spec: protocol.md, Values. */
const INLINE = 262_144;

/** A value as it stands in a line. */
type Wire = null | boolean | number | string | Wire[] | { [key: string]: Wire };

/**
 * Puts bytes in the place of `{"b64"}` and `{"file"}`, at any depth, in the value itself: an object that is built anew
 * would lose a member called `__proto__`.
 *
 * @throws Error if a file cannot be read
 */
export function decodeBytes(value: Wire): Value {
  if (typeof value !== "object" || value === null) return value;
  if (!Array.isArray(value)) {
    const { b64, file } = value;
    if (typeof b64 === "string") return plainBytes(Buffer.from(b64, "base64"));
    if (typeof file === "string") return plainBytes(readFileSync(file));
  }
  const members = value as Record<string, Value>;
  for (const key of Object.keys(members)) members[key] = decodeBytes(members[key] as Wire);
  return members;
}

/** Without the methods of a Buffer, some of which mean something else than those of a Uint8Array. */
function plainBytes(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}

/** Encodes answers; long bytes go into files, once there is a directory for them. */
export interface Encoder {
  /** The directory of `hello`. */
  directory: string | undefined;
  /** A value with bytes as a value that JSON has. */
  encode(value: Value): Wire;
}

export function createEncoder(): Encoder {
  let files = 0;

  function bytesToWire(bytes: Uint8Array, directory: string | undefined): Wire {
    if (bytes.length <= INLINE || directory === undefined) {
      return { b64: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64") };
    }
    const file = join(directory, `${process.pid}-${++files}`);
    writeFileSync(file, bytes);
    return { file, length: bytes.length, sha256: sha256(bytes) };
  }

  const encoder: Encoder = {
    directory: undefined,
    encode(value) {
      if (typeof value !== "object" || value === null) return value;
      if (value instanceof Uint8Array) return bytesToWire(value, encoder.directory);
      if (Array.isArray(value)) return value.map(encoder.encode);
      const members = Object.entries(value).filter(([, member]) => member !== undefined);
      return Object.fromEntries(members.map(([key, member]) => [key, encoder.encode(member as Value)]));
    },
  };
  return encoder;
}

/** SHA-256 in hexadecimal digits. */
export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** What an operation had given out before it failed. Spec: protocol.md, Common arguments. */
export function released(pieces: readonly Uint8Array[]): Value {
  const hash = createHash("sha256");
  let length = 0;
  for (const piece of pieces) {
    hash.update(piece);
    length += piece.length;
  }
  return { length, sha256: hash.digest("hex") };
}
