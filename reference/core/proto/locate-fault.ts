import { type FieldSchema, MESSAGES } from "./schema.js";
import type { WireReader } from "./wire-reader.js";

const WIRE_TYPES = { bool: 0, uint32: 0, uint64: 0, enum: 0, double: 1, string: 2, bytes: 2, message: 2 } as const;

/**
 * Where in message `name` the decoder failed: the path of the innermost field that does not read, empty for the
 * message itself; undefined if all is well. Reads everything again, so it is for bytes that are known to fail.
 */
export function locateFault(name: string, reader: WireReader, end = reader.len): string | undefined {
  const seen = new Map<string, number>();
  reader.len = end;
  while (reader.pos < end) {
    let path = "";
    try {
      const tag = reader.tag();
      const field = MESSAGES[name]!.find(({ number }) => number === tag >>> 3);
      if (field === undefined || WIRE_TYPES[field.kind] !== (tag & 7)) {
        reader.skipType(tag & 7, 0, tag >>> 3);
        continue;
      }
      const index = seen.get(field.name) ?? 0;
      seen.set(field.name, index + 1);
      path = field.repeated ? `${field.name}[${index}]` : field.name;
      const inner = readField(field, reader);
      if (inner !== undefined) return inner === "" ? path : `${path}.${inner}`;
    } catch {
      return path;
    }
  }
  return reader.pos === end ? undefined : "";
}

/** Reads one value. For a message in which a fault is, the path of that fault. */
function readField(field: FieldSchema, reader: WireReader): string | undefined {
  if (field.kind !== "message") {
    if (field.kind === "string") reader.stringVerify();
    else reader[field.kind === "enum" ? "int32" : field.kind]();
    return undefined;
  }
  const size = reader.size();
  const end = reader.pos + size;
  const outer = reader.len;
  if (end > outer) throw new RangeError();
  const fault = locateFault(field.of!, reader, end);
  reader.len = outer;
  return fault;
}
