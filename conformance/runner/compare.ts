import type { Value, Values } from "../suite/case.js";

/** The first place where two values differ. */
export interface Difference {
  /** In words, such as `plaintext: 5 bytes, and 4 are due`. */
  readonly message: string;
  /** Bytes were given in another form, such as hex: a mistake of the testee, rather than of the implementation. */
  readonly isEncoding: boolean;
}

/**
 * Compares a value with the one that is due: bytes by content, numbers exactly, lists in order, objects by their
 * members. A member that is undefined is the same as none.
 */
export function firstDifference(expected: Value, actual: Value | undefined, path: string): Difference | undefined {
  if (expected instanceof Uint8Array) return bytesDifference(expected, actual, path);
  if (typeof expected !== "object" || expected === null) {
    return expected === actual ? undefined : other(`${path} is ${show(actual)}, and ${show(expected)} is due`);
  }
  if (Array.isArray(expected)) return listDifference(expected, actual, path);
  return membersDifference(expected as Values, actual, path);
}

function other(message: string): Difference {
  return { message, isEncoding: false };
}

function bytesDifference(expected: Uint8Array, actual: Value | undefined, path: string): Difference | undefined {
  if (!(actual instanceof Uint8Array)) {
    const isEncoding = typeof actual === "string" || Array.isArray(actual);
    const hint = isEncoding ? ': bytes have the form {"b64": text}' : "";
    return { message: `${path} is ${show(actual)}, and bytes are due${hint}`, isEncoding };
  }
  if (Buffer.compare(expected, actual) === 0) return undefined;
  if (isHexOf(expected, actual)) {
    return { message: `${path} is hex, and base64 is due`, isEncoding: true };
  }
  const at = expected.findIndex((byte, index) => byte !== actual[index]);
  const where = at === -1 ? `it goes on after byte ${expected.length}` : `the first difference is at byte ${at}`;
  const lengths =
    expected.length === actual.length
      ? `${actual.length} bytes`
      : `${actual.length} bytes and ${expected.length} are due`;
  return other(`${path} is not what is due (${lengths}; ${where})`);
}

/** Hex digits are base64 too, if their number is a multiple of 4. */
function isHexOf(expected: Uint8Array, actual: Uint8Array): boolean {
  if (actual.length * 2 !== expected.length * 3) return false;
  const hex = Buffer.from(actual).toString("base64").toLowerCase();
  return hex === Buffer.from(expected).toString("hex");
}

function listDifference(expected: readonly Value[], actual: Value | undefined, path: string): Difference | undefined {
  if (!Array.isArray(actual)) return other(`${path} is ${show(actual)}, and a list is due`);
  for (let i = 0; i < Math.min(expected.length, actual.length); i++) {
    const difference = firstDifference(expected[i]!, actual[i], `${path}[${i}]`);
    if (difference !== undefined) return difference;
  }
  if (expected.length === actual.length) return undefined;
  return other(`${path} has ${actual.length} items, and ${expected.length} are due`);
}

function membersDifference(expected: Values, actual: Value | undefined, path: string): Difference | undefined {
  if (!isMembers(actual)) return other(`${path} is ${show(actual)}, and an object is due`);
  for (const key of Object.keys(expected)) {
    const value = expected[key];
    if (value === undefined) continue;
    const difference = firstDifference(value, Object.hasOwn(actual, key) ? actual[key] : undefined, `${path}.${key}`);
    if (difference !== undefined) return difference;
  }
  // What a testee adds of its own is not looked at (protocol.md, Answers).
  const isExtra = (key: string) => !key.startsWith("x-") && actual[key] !== undefined && expected[key] === undefined;
  const extra = Object.keys(actual).find(isExtra);
  return extra === undefined ? undefined : other(`${path} has ${JSON.stringify(extra)}, which is not due`);
}

function isMembers(value: Value | undefined): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}

/** A value in a few words. */
export function show(value: Value | undefined): string {
  if (value === undefined) return "absent";
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object" && value !== null) return "an object";
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
