import type { Value, Values } from "../suite/case.js";
import { fromBase64 } from "./base64.js";

/** A value of an answer is not in a form of the protocol. */
export class MalformedValue extends Error {}

/** Reads a file of the testee. @throws MalformedValue */
export type LoadBytes = (file: {
  readonly file: string;
  readonly length?: unknown;
  readonly sha256?: unknown;
}) => Uint8Array;

/**
 * Turns the members of a parsed answer into values: bytes become `Uint8Array`, the rest stays. Changes `parsed`.
 *
 * @throws MalformedValue for bytes that are not in a form of the protocol
 */
export function decodeValues(parsed: object, load: LoadBytes): Values {
  const members = parsed as Record<string, unknown>;
  for (const key of Object.keys(members)) members[key] = decodeValue(members[key], load);
  return members as Values;
}

function decodeValue(parsed: unknown, load: LoadBytes): Value {
  if (typeof parsed !== "object" || parsed === null) return parsed as Value;
  const object = parsed as Record<string, unknown>;
  if (typeof object.b64 === "string") return base64Bytes(object.b64);
  if (typeof object.file === "string" && !Array.isArray(parsed)) return load({ ...object, file: object.file });
  for (const key of Object.keys(object)) {
    const value = object[key];
    // In place, since a file of a vault may be called __proto__, which only JSON.parse makes a member like others.
    if (typeof value === "object" && value !== null) object[key] = decodeValue(value, load);
  }
  return object as Value;
}

function base64Bytes(text: string): Uint8Array {
  const bytes = fromBase64(text);
  if (bytes !== undefined) return bytes;
  const start = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  throw new MalformedValue(`bytes are not base64 with padding and the standard alphabet: ${JSON.stringify(start)}`);
}
