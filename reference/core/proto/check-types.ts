import { type FieldSchema, MESSAGES } from "./schema.js";
import { hasLoneSurrogate } from "./wire-writer.js";

/**
 * Checks that `value` has the types that message `name` of the schema wants, and at most one member of each oneof.
 * The encoder would write something else without a word.
 * @throws TypeError, or RangeError for a number out of range, naming the path.
 */
export function checkTypes(name: string, value: unknown, path = ""): void {
  if (typeof value !== "object" || value === null || Array.isArray(value) || value instanceof Uint8Array) {
    throw new TypeError(`${path || name} is not an object`);
  }
  const message = value as Record<string, unknown>;
  const oneofs = new Set<string>();
  for (const field of MESSAGES[name]!) {
    const item = message[field.name];
    if (item === undefined || item === null) continue;
    const where = path === "" ? field.name : `${path}.${field.name}`;
    if (field.oneof !== undefined) {
      if (oneofs.has(field.oneof)) throw new TypeError(`${where}: another member of ${field.oneof} is set too`);
      oneofs.add(field.oneof);
    }
    if (!field.repeated) checkValue(field, item, where);
    else if (!Array.isArray(item)) throw new TypeError(`${where} is not an array`);
    else for (let i = 0; i < item.length; i++) checkValue(field, item[i], `${where}[${i}]`);
  }
  const unknowns = message.$unknowns ?? [];
  if (!Array.isArray(unknowns) || !unknowns.every((field) => field instanceof Uint8Array)) {
    throw new TypeError(`${path === "" ? "" : `${path}.`}$unknowns is not an array of Uint8Array`);
  }
}

function checkValue(field: FieldSchema, value: unknown, path: string): void {
  if (field.kind === "message") checkTypes(field.of!, value, path);
  else if (field.kind === "bytes") {
    if (!(value instanceof Uint8Array)) throw new TypeError(`${path} is not a Uint8Array`);
  } else if (field.kind === "bool") {
    if (typeof value !== "boolean") throw new TypeError(`${path} is not a boolean`);
  } else if (field.kind === "string") {
    if (typeof value !== "string") throw new TypeError(`${path} is not a string`);
    if (hasLoneSurrogate(value)) throw new TypeError(`${path} has a lone surrogate`);
  } else {
    if (typeof value !== "number") throw new TypeError(`${path} is not a number`);
    if (!inRange(field.kind, value)) throw new RangeError(`${path} is out of range: ${value}`);
  }
}

function inRange(kind: "uint32" | "uint64" | "double" | "enum", value: number): boolean {
  if (kind === "uint32") return value >>> 0 === value;
  if (kind === "enum") return (value | 0) === value;
  return kind === "double" || (Number.isSafeInteger(value) && value >= 0);
}
