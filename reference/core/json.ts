import { toBase64 } from "./base64.js";
import { concatAll, toHex } from "./bytes.js";
import { readJson, SHOWN_OF_REFERENCE, UNKNOWN_FIELDS } from "./json-read.js";
import { ENUMS, type FieldSchema, MESSAGES } from "./proto/schema.js";
import type { Frame } from "./proto/types.js";

const NAMES: ReadonlyMap<string, ReadonlyMap<number, string>> = new Map(
  Object.entries(ENUMS).map(([name, numbers]) => [
    name,
    new Map(Object.entries(numbers).map(([text, number]) => [number, text])),
  ]),
);

/** A JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * A frame in canonical JSON: the same frame gives the same text with `JSON.stringify` (spec: Content, Canonical JSON).
 * [@canonical-json]
 */
export function frameToJson(frame: Frame): Json {
  return messageToJson("Frame", frame as Record<string, unknown>);
}

/**
 * A frame from canonical JSON. References to objects have no id and no key, because JSON does not show them.
 * Numbers instead of strings and names are accepted too, as ProtoJSON wants it.
 *
 * @throws KeepsakeError content.malformed, content.limit-exceeded for a number above 2^53 - 1, with the `path`
 */
export function frameFromJson(json: unknown): Frame {
  return readJson("Frame", json) as Frame;
}

function messageToJson(name: string, message: Readonly<Record<string, unknown>>): Json {
  const object: Record<string, Json> = {};
  for (const field of MESSAGES[name]!) {
    const value = message[field.name];
    if (value === undefined || value === null) continue;
    if (name === "ObjectReference" && !SHOWN_OF_REFERENCE.includes(field.name)) continue;
    if (name === "ObjectReference" && field.kind === "bytes") object[field.name] = toHex(value as Uint8Array);
    else if (!field.repeated) {
      if (field.presence || !isDefault(value)) object[field.name] = valueToJson(field, value);
    } else if ((value as unknown[]).length > 0) {
      object[field.name] = (value as unknown[]).map((item) => valueToJson(field, item));
    }
  }
  const unknowns = message.$unknowns as Uint8Array[] | undefined;
  // What a later version puts into a reference may be as secret as its key.
  const isShown = unknowns !== undefined && unknowns.length > 0 && name !== "ObjectReference";
  if (isShown) object[UNKNOWN_FIELDS] = toBase64(concatAll(unknowns));
  return object;
}

function isDefault(value: unknown): boolean {
  return value === 0 || value === "" || value === false || (value instanceof Uint8Array && value.length === 0);
}

function valueToJson({ kind, of }: FieldSchema, value: unknown): Json {
  if (kind === "message") return messageToJson(of!, value as Record<string, unknown>);
  if (kind === "bytes") return toBase64(value as Uint8Array);
  if (kind === "uint64") return String(value);
  if (kind === "enum") return NAMES.get(of!)!.get(value as number) ?? (value as number);
  return value as Json;
}
