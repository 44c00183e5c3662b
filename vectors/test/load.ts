import { readFileSync } from "node:fs";
import { join } from "node:path";
import { bytesOf, FOLDER, type Inputs } from "../../conformance/suite/vectors/load.js";
import { toHex } from "../../reference/core/bytes.js";

export function readText(path: string): string {
  return readFileSync(join(FOLDER, path), "utf8");
}

export function readJson(path: string): Inputs {
  return JSON.parse(readText(path));
}

/** Whether a value is bytes that are not written out. */
function isBytes(value: Inputs): boolean {
  return "parts" in value || ("length" in value && ("repeat" in value || ("file" in value && "sha256" in value)));
}

/** A value in the form in which results are compared: all bytes as hexadecimal text. */
export function plain(value: Inputs): Inputs {
  if (value instanceof Uint8Array) return toHex(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const keys = Object.keys(value);
  if (isBytes(value)) return toHex(bytesOf(value));
  return Object.fromEntries(keys.filter((key) => value[key] !== undefined).map((key) => [key, plain(value[key])]));
}
