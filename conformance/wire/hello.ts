import type { Values } from "../suite/case.js";
import { type Hello, PROTOCOL, SPEC } from "./messages.js";
import { UsageError } from "./usage-error.js";

/** More under way would help nobody, and hold many inputs in memory. */
const MOST_PARALLEL = 64;
const LINE_BYTES = 67_108_864;
/** What fits into the shortest line that a testee may set itself as its limit: enough for the smallest cases. */
const LEAST_LINE_BYTES = 4096;

/**
 * Reads the answer to `hello`.
 *
 * @throws UsageError if a member is missing or wrong, or the versions are others
 */
export function readHello(ok: Values): Hello {
  if (ok.protocol !== PROTOCOL) {
    throw new UsageError(
      `the testee speaks version ${JSON.stringify(ok.protocol) ?? "(none)"} of the protocol, and this runner speaks ${PROTOCOL}: ` +
        "use a suite and a testee of the same version",
    );
  }
  const spec = texts(ok, "spec");
  if (!spec.includes(SPEC)) {
    throw new UsageError(
      `the testee implements version ${spec.join(", ")} of the specification, and this suite is for ${SPEC}`,
    );
  }
  const url = ok.url;
  return {
    name: text(ok, "name"),
    version: text(ok, "version"),
    language: text(ok, "language"),
    ...(typeof url === "string" ? { url } : {}),
    spec,
    operations: texts(ok, "operations"),
    features: texts(ok, "features"),
    parallel: Math.min(whole(ok, "parallel", 1, 1), MOST_PARALLEL),
    maxLineBytes: whole(ok, "maxLineBytes", LINE_BYTES, LEAST_LINE_BYTES),
    aliases: aliases(ok),
    granularity: granularity(ok),
  };
}

function wrong(name: string, demanded: string): UsageError {
  return new UsageError(`the testee's answer to hello is wrong: "${name}" has to be ${demanded}`);
}

function text(ok: Values, name: string): string {
  const value = ok[name];
  if (typeof value !== "string") throw wrong(name, "a text");
  return value;
}

function texts(ok: Values, name: string): readonly string[] {
  const value = ok[name];
  if (!isTexts(value)) throw wrong(name, "a list of texts");
  return value;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function whole(ok: Values, name: string, absent: number, least: number): number {
  const value = ok[name] ?? absent;
  if (!Number.isSafeInteger(value) || (value as number) < least) throw wrong(name, `a whole number from ${least} on`);
  return value as number;
}

function aliases(ok: Values): Hello["aliases"] {
  const value = ok.aliases ?? {};
  if (typeof value !== "object" || Array.isArray(value) || !Object.values(value).every(isTexts)) {
    throw wrong("aliases", "an object from a code to a list of codes");
  }
  return value as Hello["aliases"];
}

function granularity(ok: Values): Hello["granularity"] {
  const value = ok.granularity ?? "code";
  if (value !== "code" && value !== "group" && value !== "reject") throw wrong("granularity", "code, group or reject");
  return value;
}
