import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { concat, fromHex } from "../../../reference/core/bytes.js";
import { PACKAGE_ROOT } from "../../package-root.js";
import type { Level } from "../case.js";

/** A vector as it stands in its file (vectors/README.md). */
export interface Vector {
  readonly id: string;
  readonly title: string;
  readonly requirements: readonly string[];
  readonly level: Level;
  readonly operation: string;
  readonly inputs: Inputs;
  readonly parent?: string;
  readonly mutation?: string;
  readonly expect: { readonly ok?: Inputs; readonly reject?: VectorRejection };
  readonly intermediates?: Inputs;
  readonly comment: string;
}

/** How a vector must fail. */
export interface VectorRejection {
  readonly code?: string;
  readonly fault?: string;
  readonly released?: { readonly length: number; readonly sha256: string };
  readonly [detail: string]: unknown;
}

/** A file of vectors. */
export interface LayerFile {
  readonly layer: string;
  /** Path of the chapter. */
  readonly spec: string;
  /** Path of its JSON Schema, below `vectors/`. */
  readonly schema: string;
  readonly vectors: readonly Vector[];
}

// biome-ignore lint/suspicious/noExplicitAny: vectors/schema says what is there
export type Inputs = any;

/** The folder of the vectors. */
export const FOLDER = join(PACKAGE_ROOT, "vectors");

function read(path: string, sha256: string): Buffer {
  let bytes: Buffer;
  try {
    bytes = readFileSync(join(FOLDER, path));
  } catch {
    throw new Error(`vectors/${path} cannot be read. Install the package again, or restore the file.`);
  }
  if (createHash("sha256").update(bytes).digest("hex") !== sha256) {
    throw new Error(`vectors/${path} was changed: its SHA-256 is not the one on record. Restore the file.`);
  }
  return bytes;
}

interface IndexEntry {
  readonly file: string;
  readonly sha256: string;
}

function readIndex(): { readonly files: readonly IndexEntry[] } {
  try {
    return JSON.parse(readFileSync(join(FOLDER, "index.json"), "utf8"));
  } catch {
    throw new Error("vectors/index.json cannot be read. Install the package again, or restore the file.");
  }
}

/**
 * Every file of the index, one after the other, in the order in which an implementation is built.
 *
 * @throws Error, in one sentence for people, if a file is missing or was changed
 */
export function* loadLayers(): Generator<LayerFile> {
  for (const { file, sha256 } of readIndex().files) yield JSON.parse(read(file, sha256).toString("utf8"));
}

/** The vectors of one layer. */
export function loadLayer(layer: string): LayerFile {
  const entry = readIndex().files.find(({ file }) => file === `${layer}.json`);
  if (entry === undefined) throw new Error(`vectors/index.json has no layer ${layer}. Restore the file.`);
  return JSON.parse(read(entry.file, entry.sha256).toString("utf8"));
}

/** One vector, for suites that start from its bytes. */
export function loadVector(layer: string, id: string): Vector {
  const vector = loadLayer(layer).vectors.find((candidate) => candidate.id === id);
  if (vector === undefined) throw new Error(`vectors/${layer}.json has no vector ${id}. Restore the file.`);
  return vector;
}

/** The bytes of a value of a vector; a file is read now, and compared with its SHA-256. */
export function bytesOf(value: Inputs): Uint8Array {
  if (typeof value === "string") return fromHex(value);
  if ("parts" in value) return concat(...value.parts.map(bytesOf));
  if ("repeat" in value) return new Uint8Array(Buffer.alloc(value.length, fromHex(value.repeat)));
  return new Uint8Array(read(value.file, value.sha256));
}

/** Bytes by name. */
export function filesOf(values: Readonly<Record<string, Inputs>>): Record<string, Uint8Array> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, bytesOf(value)]));
}
