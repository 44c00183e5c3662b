import type { Value, Values } from "../suite/case.js";

/** A request that protocol.md does not allow: the runner is wrong, so that the answer is a fault. */
export class MalformedRequest extends Error {}

const wrong = (name: string, form: string) => new MalformedRequest(`the argument ${name} is not ${form}`);

/** A value as an object. @param name - for the error, as in all functions of this module */
export function asObject(value: Value | undefined, name: string): Values {
  if (typeof value !== "object" || value === null || Array.isArray(value) || value instanceof Uint8Array) {
    throw wrong(name, "an object");
  }
  return value as Values;
}

/** A value as bytes. */
export function asBytes(value: Value | undefined, name: string): Uint8Array {
  if (!(value instanceof Uint8Array)) throw wrong(name, "bytes");
  return value;
}

/** A value as a number of the protocol: an integer from 0 to 2^53 - 1. */
export function asNumber(value: Value | undefined, name: string): number {
  if (!Number.isSafeInteger(value) || (value as number) < 0) throw wrong(name, "an integer from 0 to 2^53 - 1");
  return value as number;
}

/** A value as text. */
export function asText(value: Value | undefined, name: string): string {
  if (typeof value !== "string") throw wrong(name, "a text");
  return value;
}

export const bytes = (args: Values, name: string): Uint8Array => asBytes(args[name], name);
export const number = (args: Values, name: string): number => asNumber(args[name], name);
export const text = (args: Values, name: string): string => asText(args[name], name);
export const object = (args: Values, name: string): Values => asObject(args[name], name);

/** A list, each entry read by `read`. */
export function list<T>(args: Values, name: string, read: (value: Value, name: string) => T): T[] {
  const value = args[name];
  if (!Array.isArray(value)) throw wrong(name, "a list");
  return value.map((entry, index) => read(entry, `${name}[${index}]`));
}

/** Bytes by names, in the order in which they stand. */
export function bytesByName(args: Values, name: string): Map<string, Uint8Array> {
  return new Map(Object.entries(object(args, name)).map(([key, value]) => [key, asBytes(value, `${name}.${key}`)]));
}

/** A flag; false if absent. */
export function flag(args: Values, name: string): boolean {
  const value = args[name] ?? false;
  if (typeof value !== "boolean") throw wrong(name, "true or false");
  return value;
}

/** An argument that may be absent. */
export function optional<T>(args: Values, name: string, read: (args: Values, name: string) => T): T | undefined {
  return args[name] === undefined ? undefined : read(args, name);
}

type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** The members that are not undefined: for options, where undefined is not the same as absent. */
export function present<T extends object>(members: T): Present<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Present<T>;
}
