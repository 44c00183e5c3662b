import { fromBase64 } from "./base64.js";
import { fromHex } from "./bytes.js";
import { KeepsakeError } from "./errors.js";
import { ENUMS, type FieldSchema, MESSAGES } from "./proto/schema.js";
import { hasLoneSurrogate } from "./proto/wire-writer.js";

/** The key under which a message shows the fields that this version does not know. */
export const UNKNOWN_FIELDS = "unknownFields";

/** What is shown of a reference to an object; the rest is secret. */
export const SHOWN_OF_REFERENCE: readonly string[] = ["length", "digest"];

type Fields = Record<string, unknown>;

/** Reads message `name` of the schema from parsed JSON. @throws KeepsakeError content.malformed, content.limit-exceeded */
export function readJson(name: string, json: unknown, path = ""): Fields {
  if (typeof json !== "object" || json === null || Array.isArray(json)) throw wrong(path || name, "an object");
  const message: Fields = {};
  for (const [key, value] of Object.entries(json)) {
    const where = path === "" ? key : `${path}.${key}`;
    if (value === null) continue;
    if (key === UNKNOWN_FIELDS) {
      message.$unknowns = [readBytes(value, where)];
      continue;
    }
    const field = MESSAGES[name]!.find((candidate) => candidate.name === key);
    if (field === undefined || (name === "ObjectReference" && !SHOWN_OF_REFERENCE.includes(key))) {
      throw malformed(where, "is not a field of a frame");
    }
    if (name === "ObjectReference" && field.kind === "bytes") message[key] = readHex(value, where);
    else if (!field.repeated) message[key] = readValue(field, value, where);
    else if (!Array.isArray(value)) throw wrong(where, "an array");
    else message[key] = value.map((item, i) => readValue(field, item, `${where}[${i}]`));
  }
  checkOneofs(name, message, path);
  return message;
}

function readValue({ kind, of }: FieldSchema, value: unknown, path: string): unknown {
  switch (kind) {
    case "message":
      return readJson(of!, value, path);
    case "bytes":
      return readBytes(value, path);
    case "string":
      if (typeof value !== "string" || hasLoneSurrogate(value)) throw wrong(path, "well-formed text");
      return value;
    case "bool":
      if (typeof value !== "boolean") throw wrong(path, "true or false");
      return value;
    case "enum":
      return readEnum(of!, value, path);
    case "double":
      if (typeof value !== "number") throw wrong(path, "a number");
      return value;
    case "uint32":
      return readInteger(value, 2 ** 32 - 1, path);
    case "uint64":
      return readInteger(value, Number.MAX_SAFE_INTEGER, path);
  }
}

function readBytes(value: unknown, path: string): Uint8Array {
  const bytes = typeof value === "string" ? fromBase64(value) : undefined;
  if (bytes === undefined) throw wrong(path, "base64");
  return bytes;
}

function readHex(value: unknown, path: string): Uint8Array {
  if (typeof value !== "string" || !/^([0-9a-f]{2})*$/.test(value)) throw wrong(path, "hexadecimal");
  return fromHex(value);
}

function readEnum(name: string, value: unknown, path: string): number {
  if (typeof value === "number" && (value | 0) === value) return value;
  const names = ENUMS[name]!;
  if (typeof value !== "string" || !Object.hasOwn(names, value)) throw wrong(path, `a value of ${name}`);
  return names[value]!;
}

function readInteger(value: unknown, most: number, path: string): number {
  const isInteger = typeof value === "string" ? /^(0|[1-9][0-9]*)$/.test(value) : Number.isInteger(value);
  const number = Number(value);
  if (!isInteger || number < 0) throw wrong(path, "an integer");
  if (number > most) throw new KeepsakeError("content.limit-exceeded", `${path} is more than ${most}.`, { path });
  return number;
}

function checkOneofs(name: string, message: Fields, path: string): void {
  const seen = new Set<string>();
  for (const { name: field, oneof } of MESSAGES[name]!) {
    if (oneof === undefined || message[field] === undefined) continue;
    if (seen.has(oneof)) throw malformed(path === "" ? field : `${path}.${field}`, `is a second ${oneof}`);
    seen.add(oneof);
  }
}

function wrong(path: string, wanted: string): KeepsakeError {
  return malformed(path, `is not ${wanted}`);
}

function malformed(path: string, reason: string): KeepsakeError {
  return new KeepsakeError("content.malformed", `${path} ${reason}.`, { path });
}
