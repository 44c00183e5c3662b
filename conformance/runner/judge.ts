import { createHash } from "node:crypto";
import { type Answer, type Expectation, Mismatch, type Rejection, type Value, type Values } from "../suite/case.js";
import type { Hello } from "../wire/messages.js";
import { type Difference, firstDifference, show } from "./compare.js";

/** How exactly a reject has to be the right one. */
export interface Rules {
  /** The exact code and the members of a reject, rather than the group of the code. */
  readonly strict: boolean;
  readonly granularity: Hello["granularity"];
  readonly aliases: Hello["aliases"];
}

/**
 * Compares an answer with what is demanded of it. Returns `ok`, or the members of the reject.
 *
 * @throws Mismatch
 */
export function judge(op: string, answer: Answer, expectation: Expectation, rules: Rules): Values {
  if ("ok" in expectation) return judgeOk(op, answer, expectation.ok);
  if (answer.ok !== undefined) {
    const due = expectation.reject.codes.join(" or ");
    throw new Mismatch(`${op} accepts what has to be rejected with ${due}`, { kind: "accepted", actual: answer.ok });
  }
  judgeReject(op, answer.reject, expectation.reject, rules);
  return answer.reject;
}

function judgeOk(op: string, answer: Answer, due: Values): Values {
  if (answer.ok === undefined) {
    const { code, message } = answer.reject;
    const said = typeof message === "string" ? `: ${message}` : "";
    throw new Mismatch(`${op} rejects with ${code} what has to be accepted${said}`, { kind: "rejected" });
  }
  compareMembers(op, due, answer.ok);
  return answer.ok;
}

/** Members that are not due are not looked at. */
function compareMembers(op: string, due: Values, actual: Values): void {
  for (const [name, value] of Object.entries(due)) {
    if (value === undefined) continue;
    const difference = firstDifference(value, actual[name], name);
    if (difference !== undefined) throw otherValue(op, difference, value, actual[name]);
  }
}

function otherValue(op: string, { message, isEncoding }: Difference, expected: Value, actual?: Value): Mismatch {
  const kind = isEncoding ? "encoding" : "value";
  return new Mismatch(`${op}: ${message}`, { kind, expected, ...(actual === undefined ? {} : { actual }) });
}

type Due = Extract<Expectation, { reject: unknown }>["reject"];

function judgeReject(op: string, reject: Rejection, due: Due, rules: Rules): void {
  if (!isRightCode(reject.code, due.codes, rules)) {
    const codes = due.codes.join(" or ");
    throw new Mismatch(`${op} rejects with ${reject.code}, and ${codes} is due`, {
      kind: "code",
      expected: due.codes,
      actual: reject.code,
    });
  }
  if (due.mayRelease !== undefined) judgeReleased(op, reject.released, due.mayRelease);
  if (rules.strict && due.details !== undefined) compareMembers(op, due.details, reject);
}

function isRightCode(code: string, due: readonly string[], { strict, granularity, aliases }: Rules): boolean {
  if (granularity === "reject") return true;
  const meant = [code, ...(Object.hasOwn(aliases, code) ? aliases[code]! : [])];
  const level = strict && granularity === "code" ? (text: string) => text : groupOf;
  return meant.some((one) => due.some((other) => level(one) === level(other)));
}

function groupOf(code: string): string {
  return code.split(".", 1)[0]!;
}

function judgeReleased(op: string, released: Value | undefined, mayRelease: Uint8Array): void {
  const stated = released as { readonly length?: Value; readonly sha256?: Value } | undefined | null;
  const length = stated?.length;
  if (!Number.isSafeInteger(length) || (length as number) < 0 || typeof stated?.sha256 !== "string") {
    throw new Mismatch(
      `${op}: the reject has to say in "released" how much was given out, and it is ${show(released)}`,
      {
        kind: "value",
      },
    );
  }
  const allowed = mayRelease.subarray(0, length as number);
  const sha256 = createHash("sha256").update(allowed).digest("hex");
  if (allowed.length === length && sha256 === stated.sha256) return;
  const details = { kind: "released", expected: { length: allowed.length, sha256 }, actual: released! } as const;
  if (allowed.length === length) {
    throw new Mismatch(`${op} gave out ${length} bytes that are not the beginning of the content`, details);
  }
  throw new Mismatch(`${op} gave out ${length} bytes, and only ${allowed.length} may be given out`, details);
}
