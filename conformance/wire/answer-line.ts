import { isUtf8 } from "node:buffer";
import type { AnswerLine, FaultCause } from "./messages.js";

/** What a line turned out to be. */
export type ParsedLine =
  | { readonly answer: AnswerLine; readonly problem?: never }
  /** With `id` only that request is concerned; without, nobody knows which. */
  | {
      readonly answer?: never;
      readonly problem: { readonly cause: FaultCause; readonly message: string; readonly id?: string };
    };

const KINDS = ["ok", "reject", "unsupported", "fault"] as const;
const SHOWN = 200;

/** Parses one line of a testee, and checks that it has the shape of an answer. */
export function parseAnswerLine(line: Buffer): ParsedLine {
  if (!isUtf8(line)) return noAnswer("a line on standard output is not UTF-8", line);
  let parsed: Record<string, unknown>;
  try {
    parsed = JSON.parse(line.toString("utf8"));
  } catch {
    const hint = /^\s*[{[]\s*$/.test(line.toString("utf8")) ? ": each answer has to stand on one line" : "";
    return noAnswer(`a line on standard output is no JSON${hint}`, line);
  }
  if (typeof parsed !== "object" || parsed === null || typeof parsed.id !== "string") {
    return noAnswer('a line on standard output is no object with an "id" that is a text', line);
  }
  const message = shapeProblem(parsed);
  if (message !== undefined) return { problem: { cause: "malformed", message, id: parsed.id } };
  return { answer: parsed as unknown as AnswerLine };
}

function noAnswer(what: string, line: Buffer): ParsedLine {
  const start = line.subarray(0, SHOWN).toString("utf8");
  return { problem: { cause: "not-an-answer", message: `${what}: ${start}${line.length > SHOWN ? "…" : ""}` } };
}

function shapeProblem(parsed: Record<string, unknown>): string | undefined {
  const kinds = KINDS.filter((kind) => parsed[kind] !== undefined);
  if (kinds.length !== 1) {
    const found = kinds.length === 0 ? "none" : kinds.join(" and ");
    return `an answer has exactly one of ok, reject, unsupported and fault, and this one has ${found}`;
  }
  const kind = kinds[0]!;
  const body = parsed[kind];
  if (typeof body !== "object" || body === null || Array.isArray(body)) return `"${kind}" is no object`;
  const needed = { ok: undefined, reject: "code", unsupported: "reason", fault: "message" }[kind];
  if (needed !== undefined && typeof (body as Record<string, unknown>)[needed] !== "string") {
    return `"${kind}" has no "${needed}" that is a text`;
  }
  return undefined;
}
