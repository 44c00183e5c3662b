import { KeepsakeError } from "../../reference/core/errors.js";
import type { Value, Values } from "../suite/case.js";
import { asObject, MalformedRequest, text } from "./args.js";
import { hello } from "./hello.js";
import { type Bench, type Operations, Rejected } from "./operation.js";
import { createEncoder, decodeBytes } from "./values.js";

/** Details of an error that are part of the protocol. */
const DETAILS = ["row", "position", "digits", "rows", "name", "frame", "revision"] as const;

/** Answers requests. */
export interface Answerer {
  /** The answer to a line, as a line without its end. Never throws. */
  answer(line: string): string | Promise<string>;
}

/**
 * Starts to answer requests.
 *
 * @param operations - those of the protocol but for `hello`
 */
export function createAnswerer(operations: Operations, bench: Bench): Answerer {
  const encoder = createEncoder();
  const names = ["hello", ...Object.keys(operations)];

  function greet(args: Values): Values {
    encoder.directory = text(args, "directory");
    return hello(names);
  }

  function run(op: string, args: Values): Values | Promise<Values> {
    if (op === "hello") return greet(args);
    if (!Object.hasOwn(operations, op)) throw new Unsupported(`there is no operation ${op}`);
    return operations[op]!(args, bench);
  }

  /** One line. An answer that cannot be encoded, or has no room in its directory, is a fault too. */
  function encode(id: Value, answer: Values): string {
    try {
      return JSON.stringify({ id, ...(encoder.encode(answer) as object) });
    } catch (error) {
      return JSON.stringify({ id, ...faultOf(error) });
    }
  }

  function answer(line: string): string | Promise<string> {
    let id: Value = null;
    try {
      const request = asObject(JSON.parse(line), "request");
      id = text(request, "id");
      const args = asObject(decodeBytes((request.args ?? {}) as Parameters<typeof decodeBytes>[0]), "args");
      const ok = run(text(request, "op"), args);
      if (!(ok instanceof Promise)) return encode(id, { ok });
      return ok.then(
        (values) => encode(id, { ok: values }),
        (error) => encode(id, failureOf(error)),
      );
    } catch (error) {
      return encode(id, failureOf(error));
    }
  }

  return { answer };
}

class Unsupported extends Error {}

/** What an error of an operation is in the protocol. */
export function failureOf(error: unknown): Values {
  if (error instanceof KeepsakeError) return { reject: rejectionOf(error) };
  if (error instanceof Rejected) {
    const { code, message, details, cause } = error;
    const known = cause instanceof KeepsakeError ? rejectionOf(cause) : {};
    return { reject: { ...known, code, message, ...details } };
  }
  if (error instanceof Unsupported) return { unsupported: { reason: error.message } };
  return faultOf(error);
}

function rejectionOf({ code, message, details }: KeepsakeError): Values {
  const shown = DETAILS.filter((name) => details[name] !== undefined);
  return { code, message, ...Object.fromEntries(shown.map((name) => [name, details[name] as Value])) };
}

function faultOf(error: unknown): Values & { fault: Values } {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return { fault: { message, ...(error instanceof MalformedRequest ? {} : { trace: stack ?? "" }) } };
}
