import type { Value, Values } from "../suite/case.js";
import { toBase64 } from "./base64.js";

/** Bytes above this go into a file, if the testee reads files. */
export const LONG_BYTES = 262_144;

/** A request would be longer than the longest line that the testee reads. */
export class LineTooLong extends Error {}

/** Puts bytes into a file, and gives its JSON form. */
export type StoreBytes = (bytes: Uint8Array) => {
  readonly file: string;
  readonly length: number;
  readonly sha256: string;
};

/**
 * Writes the members of a request as JSON, with bytes as {@link file://./../protocol.md | Values} has them.
 *
 * @param limit - the most characters that the text may have
 * @param store - for long bytes; without it they are sent as base64
 * @throws LineTooLong
 */
export function encodeValues(values: Values, limit: number, store?: StoreBytes): string {
  let left = limit;

  function bytes(value: Uint8Array): string {
    if (store !== undefined && value.length > LONG_BYTES) return JSON.stringify(store(value));
    left -= value.length * (4 / 3);
    // Before the text is made: it may be longer than a string can be.
    if (left < 0) throw new LineTooLong();
    return `{"b64":"${toBase64(value)}"}`;
  }

  function encode(value: Value): string {
    if (value instanceof Uint8Array) return bytes(value);
    if (typeof value !== "object" || value === null) return JSON.stringify(value);
    if (Array.isArray(value)) return `[${value.map(encode).join(",")}]`;
    return members(value as Values);
  }

  function members(object: Values): string {
    let text = "";
    for (const key of Object.keys(object)) {
      const value = object[key];
      if (value !== undefined) text += `${text === "" ? "" : ","}${JSON.stringify(key)}:${encode(value)}`;
    }
    return `{${text}}`;
  }

  const text = members(values);
  if (text.length > limit) throw new LineTooLong();
  return text;
}
