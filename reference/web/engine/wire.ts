import { expose, transfer, transferHandlers, wrap } from "comlink";
import { type ErrorCode, type ErrorDetails, KeepsakeError } from "../../core/errors.js";

/**
 * What Comlink does not do by itself, on both sides: functions anywhere in the arguments, and errors that keep their
 * class, code and details.
 */
export function prepareWire(): void {
  const thrown = transferHandlers.get("throw")!;
  transferHandlers.set("throw", {
    canHandle: thrown.canHandle,
    serialize: ({ value }: { value: unknown }) => [describeError(value), []],
    deserialize(described: DescribedError) {
      throw reviveError(described);
    },
  });
  transferHandlers.set("functions", {
    canHandle: (value): value is unknown => hasFunction(value),
    serialize(value) {
      const ports: MessagePort[] = [];
      return [replaceFunctions(value, ports), ports];
    },
    deserialize: restoreFunctions,
  });
}

type DescribedError =
  | { readonly kind: "keepsake"; readonly code: ErrorCode; readonly message: string; readonly details: ErrorDetails }
  | { readonly kind: "dom"; readonly name: string; readonly message: string }
  | { readonly kind: "range" | "type" | "other"; readonly message: string };

function describeError(error: unknown): DescribedError {
  if (error instanceof KeepsakeError) {
    const { code, message, details } = error;
    return { kind: "keepsake", code, message, details: clonable(details) };
  }
  if (error instanceof DOMException) return { kind: "dom", name: error.name, message: error.message };
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof RangeError) return { kind: "range", message };
  return { kind: error instanceof TypeError ? "type" : "other", message };
}

function clonable(details: ErrorDetails): ErrorDetails {
  try {
    return structuredClone(details);
  } catch {
    // Details say where; without them the code and the sentence still say what.
    return {};
  }
}

function reviveError(error: DescribedError): Error {
  switch (error.kind) {
    case "keepsake":
      return new KeepsakeError(error.code, error.message, error.details);
    case "dom":
      return new DOMException(error.message, error.name);
    case "range":
      return new RangeError(error.message);
    case "type":
      return new TypeError(error.message);
    case "other":
      return new Error(error.message);
  }
}

/** Bytes, files, handles and the like are cloned whole; only what a program writes as `{…}` or `[…]` is looked into. */
function isPlain(value: unknown): value is object {
  if (Array.isArray(value)) return true;
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function hasFunction(value: unknown): boolean {
  if (typeof value === "function") return true;
  return isPlain(value) && Object.values(value).some(hasFunction);
}

function mapPlain(value: object, map: (value: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(map);
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, map(entry)]));
}

type AnyFunction = (...args: unknown[]) => unknown;

function replaceFunctions(value: unknown, ports: MessagePort[]): unknown {
  if (typeof value === "function") {
    const { port1, port2 } = new MessageChannel();
    expose(async (...args: unknown[]) => movingSecrets(await (value as AnyFunction)(...args)), port1);
    ports.push(port2);
    return port2;
  }
  return isPlain(value) ? mapPlain(value, (entry) => replaceFunctions(entry, ports)) : value;
}

function restoreFunctions(value: unknown): unknown {
  if (value instanceof MessagePort) {
    const remote = wrap<AnyFunction>(value);
    return (...args: unknown[]) => remote(...args);
  }
  return isPlain(value) ? mapPlain(value, restoreFunctions) : value;
}

/** The output of a passkey is moved, not copied, so that no copy of it stays where it came from. */
function movingSecrets(result: unknown): unknown {
  if (!isPlain(result) || !("output" in result) || !(result.output instanceof Uint8Array)) return result;
  const output = result.output.slice();
  result.output.fill(0);
  return transfer({ ...result, output }, [output.buffer]);
}
