import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { toHex } from "../../reference/core/bytes.js";
import { sha256 } from "./seed.js";
import { type Accepted, type Layer, type Rejected, Repeated, type Value } from "./vector.js";

/** Longer byte strings become files. */
const INLINE = 1024;

/** A run of one byte that is at least this long is written as such. */
const RUN = 256;

/** A value of JSON; the keys of objects stand in the order in which they were set. */
type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** What the index says of one file of vectors. */
interface IndexEntry {
  readonly file: string;
  readonly layer: string;
  readonly accepted: number;
  readonly rejected: number;
  readonly sha256: string;
}

/** ASCII, so that invisible characters are seen, with two spaces and a line feed at the end. */
function toText(json: Json): string {
  const text = JSON.stringify(json, undefined, 2);
  return `${text.replace(/[^\n -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)}\n`;
}

/** Writes all layers, the index and the list of ids into `folder`, and removes files that nothing refers to. */
export function writeAll(folder: string, layers: readonly Layer[]): void {
  const paths = new Map<string, string>();
  rmSync(join(folder, "files"), { recursive: true, force: true });

  function fileOf(bytes: Uint8Array, path: string): Json {
    const hash = toHex(sha256(bytes));
    const known = paths.get(hash);
    const file = known ?? `files/${path}.bin`;
    if (known === undefined) {
      paths.set(hash, file);
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), bytes);
    }
    return { file, length: bytes.length, sha256: hash };
  }

  function toJson(value: Value, path: string): Json {
    if (value instanceof Uint8Array) {
      return value.length <= INLINE ? toHex(value) : (inParts(value) ?? fileOf(value, path));
    }
    if (value instanceof Repeated) return { repeat: toHex(value.unit), length: value.length };
    if (Array.isArray(value)) return value.map((item, i) => toJson(item, `${path}-${i}`));
    if (typeof value !== "object" || value === null) return value as Json;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, toJson(item, `${path}-${key.replaceAll("/", "-")}`)]),
    );
  }

  function vectorToJson(layer: string, vector: Accepted | Rejected): Json {
    const path = `${layer}/${vector.id}`;
    const { id, title, requirements, operation, inputs, comment } = vector;
    const common = { id, title, requirements: [...requirements], level: "must", operation };
    const given = { inputs: toJson(inputs, path) };
    if ("reject" in vector) {
      const { parent, mutation, reject } = vector;
      return { ...common, parent, mutation, ...given, expect: { reject: toJson(reject, `${path}-reject`) }, comment };
    }
    const intermediates = toJson(vector.intermediates ?? {}, path);
    return { ...common, ...given, expect: { ok: toJson(vector.ok, `${path}-ok`) }, intermediates, comment };
  }

  const index = layers.map((layer): IndexEntry => {
    const file = `${layer.layer}.json`;
    const text = toText({
      format: "keepsake-vectors/v1",
      layer: layer.layer,
      spec: layer.spec,
      schema: `schema/${layer.layer}.json`,
      notes: [...layer.notes],
      vectors: layer.vectors.map((vector) => vectorToJson(layer.layer, vector)),
    });
    writeFileSync(join(folder, file), text);
    const rejected = layer.vectors.filter((vector) => "reject" in vector).length;
    return {
      file,
      layer: layer.layer,
      accepted: layer.vectors.length - rejected,
      rejected,
      sha256: toHex(sha256(new TextEncoder().encode(text))),
    };
  });
  writeFileSync(join(folder, "index.json"), toText({ format: "keepsake-vectors/v1", files: index as unknown as Json }));
  appendIds(join(folder, "ids.lock"), layers);
}

/** Bytes that are few but for runs of one byte, in parts; otherwise undefined. */
function inParts(bytes: Uint8Array): Json | undefined {
  const parts: Json[] = [];
  let written = 0;
  let plain = 0;
  for (let start = 0; start < bytes.length; ) {
    let end = start + 1;
    while (end < bytes.length && bytes[end] === bytes[start]) end++;
    if (end - start >= RUN) {
      if (plain < start) parts.push(toHex(bytes.subarray(plain, start)));
      parts.push({ repeat: toHex(bytes.subarray(start, start + 1)), length: end - start });
      written += end - start;
      plain = end;
    }
    start = end;
  }
  if (bytes.length - written > Math.max(INLINE, bytes.length / 64)) return undefined;
  if (plain < bytes.length) parts.push(toHex(bytes.subarray(plain)));
  return { parts };
}

/** Adds new ids at the end; those that are there stay, so that one that is gone is noticed. */
function appendIds(path: string, layers: readonly Layer[]): void {
  const locked = existsSync(path) ? readFileSync(path, "utf8").split("\n").filter(Boolean) : [];
  const known = new Set(locked);
  const added = layers.flatMap(({ vectors }) => vectors.map(({ id }) => id)).filter((id) => !known.has(id));
  writeFileSync(path, [...locked, ...added].map((id) => `${id}\n`).join(""));
}
