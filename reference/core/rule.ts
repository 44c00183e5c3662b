import type { ErrorCode } from "./errors.js";

/** A rule that a value breaks. Nothing is allocated for a value that breaks none: there are millions of them. */
export interface Fault {
  readonly code: ErrorCode;
  /** From the value to the field, such as `text.styles[3].length`. Empty: the value itself. */
  readonly path: string;
  /** Follows the path in a sentence. */
  readonly reason: string;
}

/** Gives the first rule that `value` breaks, in the order of its fields' numbers. */
export type Rule<T> = (value: T) => Fault | undefined;

type Maybe<T> = T | null | undefined;

/** Most bytes of an id. */
export const ID_BYTES = 128;

/** A field of the wrong shape. */
export function malformed(path: string, reason: string): Fault {
  return { code: "content.malformed", path, reason };
}

/** A field beyond a limit. */
export function beyond(path: string, reason: string): Fault {
  return { code: "content.limit-exceeded", path, reason };
}

/** A field that points at what is not there. */
export function dangling(path: string, reason: string): Fault {
  return { code: "content.reference", path, reason };
}

function inside(name: string, fault: Fault | undefined): Fault | undefined {
  if (fault === undefined) return undefined;
  const rest = fault.path === "" || fault.path.startsWith("[") ? fault.path : `.${fault.path}`;
  return { ...fault, path: name + rest };
}

/** A message that may be unset. */
export function optional<T>(name: string, value: Maybe<T>, rule: Rule<T>): Fault | undefined {
  return value == null ? undefined : inside(name, rule(value));
}

/** A message that must be set. */
export function required<T>(name: string, value: Maybe<T>, rule: Rule<T>): Fault | undefined {
  return value == null ? malformed(name, "is required") : inside(name, rule(value));
}

/** A list each entry of which obeys `rule`. */
export function all<T>(name: string, values: Maybe<readonly T[]>, rule: Rule<T>): Fault | undefined {
  if (values == null) return undefined;
  for (let i = 0; i < values.length; i++) {
    const fault = rule(values[i]!);
    if (fault !== undefined) return inside(`${name}[${i}]`, fault);
  }
  return undefined;
}

/** A list of at most `most`, each of which obeys `rule`. [@field-limits] */
export function each<T>(name: string, values: Maybe<readonly T[]>, most: number, rule: Rule<T>): Fault | undefined {
  if (values == null || values.length <= most) return all(name, values, rule);
  return beyond(name, `has ${values.length} entries, at most ${most} are allowed`);
}

/** A list that must not be empty. */
export function some<T>(name: string, values: Maybe<readonly T[]>, most: number, rule: Rule<T>): Fault | undefined {
  return values == null || values.length === 0 ? malformed(name, "is empty") : each(name, values, most, rule);
}

/** A string of at most `most` bytes. [@field-limits] */
export function text(name: string, value: Maybe<string>, most: number): Fault | undefined {
  // A UTF-16 code unit takes at most three bytes, so most strings need not be looked at.
  if (value == null || value.length * 3 <= most) return undefined;
  const bytes = value.length > most ? undefined : utf8Length(value);
  if (bytes !== undefined && bytes <= most) return undefined;
  return beyond(name, `has ${bytes ?? `over ${most}`} bytes, at most ${most} are allowed`);
}

/** A list of at most `most` strings of at most `bytes` each. */
export function texts(name: string, values: Maybe<readonly string[]>, most: number, bytes: number): Fault | undefined {
  return values == null || values.length === 0
    ? undefined
    : each(name, values, most, (value) => text("", value, bytes));
}

/** An id that must be there. [@id-required] [@id-limit] */
export function id(name: string, value: Maybe<string>): Fault | undefined {
  return value == null || value === "" ? malformed(name, "is empty") : text(name, value, ID_BYTES);
}

/** An id, or the empty string. */
export function optionalId(name: string, value: Maybe<string>): Fault | undefined {
  return text(name, value, ID_BYTES);
}

const idItem: Rule<string> = (value) => id("", value);

/** A list of ids. */
export function ids(name: string, values: Maybe<readonly string[]>, most: number): Fault | undefined {
  return each(name, values, most, idItem);
}

/** A number from `least` to `most`; NaN is not. [@location-range] [@location-nan] */
export function between(name: string, value: Maybe<number>, least: number, most: number): Fault | undefined {
  if (value == null || (value >= least && value <= most)) return undefined;
  return beyond(name, `is ${value}, allowed is ${least} to ${most}`);
}

function utf8Length(value: string): number {
  let bytes = value.length;
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i);
    if (unit < 0x80) continue;
    // Both halves of a surrogate pair count one more each: four bytes in all.
    bytes += unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 1 : 2;
  }
  return bytes;
}
