// The loop between the runner and the operations. It is complete: nothing here has to be changed.
// See protocol.md of the Keepsake conformance suite.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

/**
 * Members of arguments and answers; bytes are `Uint8Array`.
 * @typedef {Record<string, any>} Values
 */

/**
 * Does what is asked. Throws {@link Reject}, {@link Unsupported}, or anything else, which is a fault.
 * @typedef {(args: Values) => Values | Promise<Values>} Operation
 */

/** What an operation throws when the implementation refuses, with a code of spec/11-errors.md. */
export class Reject extends Error {
  /**
   * @param {string} code
   * @param {Values} details
   */
  constructor(code, details = {}) {
    super(code);
    this.answer = { code, ...details };
  }
}

/** What an operation throws when it cannot do what is asked. */
export class Unsupported extends Error {}

/** Answers with bytes above this go into a file, if the runner gave a folder for them. */
const LONG = 262_144;

/** @type {string | undefined} */
let directory;
let files = 0;

/**
 * Answers requests until standard input ends.
 *
 * @param {Values} implementation
 * @param {Record<string, Operation | null>} operations
 */
export async function serve(implementation, operations) {
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    const request = JSON.parse(line);
    const answer = { id: request.id, ...(await answerTo(request, implementation, operations)) };
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
}

/**
 * @param {{ op: string, args?: Values }} request
 * @param {Values} implementation
 * @param {Record<string, Operation | null>} operations
 */
async function answerTo({ op, args = {} }, implementation, operations) {
  if (op === "hello") {
    directory = args.directory;
    const known = Object.keys(operations).filter((name) => operations[name] !== null);
    return { ok: { protocol: 1, ...implementation, operations: ["hello", ...known] } };
  }
  const operation = operations[op] ?? null;
  if (operation === null) return { unsupported: { reason: `${op} is not written yet` } };
  try {
    return { ok: encode(await operation(decode(args))) };
  } catch (error) {
    if (error instanceof Reject) return { reject: encode(error.answer) };
    if (error instanceof Unsupported) return { unsupported: { reason: error.message } };
    // A bug of ours, which is never a reject.
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    return { fault: { message, trace: stack } };
  }
}

/**
 * Turns {"b64"} and {"file"} into bytes, at any depth.
 * @param {any} value
 * @returns {any}
 */
function decode(value) {
  if (Array.isArray(value)) return value.map(decode);
  if (typeof value !== "object" || value === null) return value;
  if (typeof value.b64 === "string") return new Uint8Array(Buffer.from(value.b64, "base64"));
  if (typeof value.file === "string") return new Uint8Array(readFileSync(value.file));
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, decode(member)]));
}

/**
 * Turns bytes into {"b64"} or {"file"}, at any depth.
 * @param {any} value
 * @returns {any}
 */
function encode(value) {
  if (value instanceof Uint8Array) return encodeBytes(value);
  if (Array.isArray(value)) return value.map(encode);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, encode(member)]));
}

/** @param {Uint8Array} bytes */
function encodeBytes(bytes) {
  if (bytes.length <= LONG || directory === undefined) return { b64: Buffer.from(bytes).toString("base64") };
  files++;
  const file = join(directory, String(files));
  writeFileSync(file, bytes);
  return { file, length: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
}
