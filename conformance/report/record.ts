import type { Value } from "../suite/case.js";
import type { Recorded, RecordedBytes } from "./result.js";

/** Longer bytes are recorded in part, so that a report with many failures can be opened. */
const LONGEST = 4096;
/** Bytes before a change that are recorded with it. */
const BEFORE = 1024;

/** Bytes that have to be seen: `argument` is a path such as `file` or `slots[0].info`, `from` an offset. */
export interface Focus {
  readonly argument: string;
  readonly from: number;
}

/** Turns a value into what a report keeps of it. @param path - where the value stands */
export function record(value: Value | undefined, focus?: Focus, path = ""): Recorded {
  if (value === undefined) return null;
  if (value instanceof Uint8Array) return recordBytes(value, focus?.argument === path ? focus.from : 0);
  if (Array.isArray(value)) return value.map((item, index) => record(item, focus, `${path}[${index}]`));
  if (typeof value !== "object" || value === null) return value as Recorded;
  return recordMembers(value as { readonly [key: string]: Value | undefined }, focus, path === "" ? "" : `${path}.`);
}

/** {@link record} for the members of a request. */
export function recordMembers(
  values: { readonly [key: string]: Value | undefined },
  focus?: Focus,
  before = "",
): { readonly [key: string]: Recorded } {
  const members = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(members.map(([name, value]) => [name, record(value, focus, `${before}${name}`)]));
}

function recordBytes(bytes: Uint8Array, focus: number): RecordedBytes {
  if (bytes.length <= LONGEST) return { b64: base64(bytes) };
  const from = Math.max(0, Math.min(focus - BEFORE, bytes.length - LONGEST));
  return { b64: base64(bytes.subarray(from, from + LONGEST)), from, length: bytes.length };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64");
}
