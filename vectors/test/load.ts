import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { concat, fromHex, toHex } from "../../reference/core/bytes.js";

/** The folder of the vectors. */
export const FOLDER = fileURLToPath(new URL("..", import.meta.url));

/** A vector as it stands in its file. */
export interface Vector {
  readonly id: string;
  readonly title: string;
  readonly requirements: readonly string[];
  readonly level: string;
  readonly operation: string;
  readonly inputs: Inputs;
  readonly parent?: string;
  readonly mutation?: string;
  readonly expect: { readonly ok?: Inputs; readonly reject?: Rejection };
  readonly intermediates?: Inputs;
}

/** How a vector must fail. */
export interface Rejection {
  readonly code?: string;
  readonly fault?: string;
  readonly released?: { readonly length: number; readonly sha256: string };
  readonly [detail: string]: unknown;
}

/** A file of vectors. */
export interface LayerFile {
  readonly layer: string;
  readonly spec: string;
  readonly schema: string;
  readonly vectors: readonly Vector[];
}

// biome-ignore lint/suspicious/noExplicitAny: the schemas say what is there
export type Inputs = any;

export function readText(path: string): string {
  return readFileSync(FOLDER + path, "utf8");
}

export function readJson(path: string): Inputs {
  return JSON.parse(readText(path));
}

/** Every file of the index. */
export function loadLayers(): LayerFile[] {
  return readJson("index.json").files.map(({ file }: { file: string }) => readJson(file));
}

/** The bytes of a value of a vector. */
export function bytesOf(value: Inputs): Uint8Array {
  if (typeof value === "string") return fromHex(value);
  if ("parts" in value) return concat(...value.parts.map(bytesOf));
  if ("repeat" in value) {
    const unit = fromHex(value.repeat);
    return new Uint8Array(value.length).map((_, i) => unit[i % unit.length]!);
  }
  const bytes = new Uint8Array(readFileSync(FOLDER + value.file));
  if (bytes.length !== value.length) throw new Error(`${value.file} has ${bytes.length} bytes`);
  return bytes;
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
