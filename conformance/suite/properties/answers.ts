import { type Answer, type CaseContext, Mismatch, type Value, type Values } from "../case.js";

/** Whether two values are the same: bytes by content, objects by members, undefined members left out. */
export function isSame(a: Value | undefined, b: Value | undefined): boolean {
  if (a instanceof Uint8Array || b instanceof Uint8Array) {
    return a instanceof Uint8Array && b instanceof Uint8Array && Buffer.compare(a, b) === 0;
  }
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return Object.is(a, b);
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [a as Values, b as Values];
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].every((key) => isSame(left[key], right[key]));
}

/** @throws Mismatch unless both are the same */
export function mustEqual(what: string, actual: Value | undefined, expected: Value | undefined): void {
  if (isSame(actual, expected)) return;
  throw new Mismatch(`${what} is not what it has to be`, {
    ...(expected === undefined ? {} : { expected }),
    ...(actual === undefined ? {} : { actual }),
  });
}

/** @throws Mismatch unless `holds` */
export function must(holds: boolean, message: string): asserts holds {
  if (!holds) throw new Mismatch(message);
}

/** Sends a request that has to succeed, and gives its `ok`. @throws Mismatch for a reject */
export function succeed(context: CaseContext, operation: string, args: Values): Promise<Values> {
  return context.expect(operation, args, { ok: {} });
}

/** Bytes of an answer. @throws Mismatch if there are none */
export function bytesOf(values: Values, name: string): Uint8Array {
  const value = values[name];
  if (value instanceof Uint8Array) return value;
  throw new Mismatch(`the answer has no bytes "${name}"`, value === undefined ? {} : { actual: value });
}

/** A number of an answer. @throws Mismatch if there is none */
export function numberOf(values: Values, name: string): number {
  const value = values[name];
  if (typeof value === "number") return value;
  throw new Mismatch(`the answer has no number "${name}"`, value === undefined ? {} : { actual: value });
}

/** A list of objects of an answer. @throws Mismatch if there is none */
export function listOf(values: Values, name: string): readonly Values[] {
  const value = values[name];
  if (Array.isArray(value)) return value as readonly Values[];
  throw new Mismatch(`the answer has no list "${name}"`, value === undefined ? {} : { actual: value });
}

/** Bytes by name. @throws Mismatch if there are none */
export function filesOf(values: Values, name: string): Readonly<Record<string, Uint8Array>> {
  const value = values[name];
  const isFiles =
    typeof value === "object" && value !== null && Object.values(value).every((file) => file instanceof Uint8Array);
  if (isFiles) return value as Readonly<Record<string, Uint8Array>>;
  throw new Mismatch(`the answer has no files "${name}"`, value === undefined ? {} : { actual: value });
}

/** The code of a reject; undefined for an answer that is none. */
export const codeOf = ({ reject }: Answer): string | undefined => reject?.code;

/**
 * Lets the reference read what the testee wrote.
 *
 * @throws Mismatch with the reference's reason to refuse
 */
export async function byReference<T>(what: string, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Mismatch || !(error instanceof Error)) throw error;
    throw new Mismatch(`${what} of the testee is refused: ${error.message}`);
  }
}
