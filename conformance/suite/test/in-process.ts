import { createHash } from "node:crypto";
import { hello } from "../../testee/hello.js";
import { OPERATIONS } from "../../testee/operations.js";
import { type Answer, type CaseContext, Mismatch, type Profile, type Value, type Values } from "../case.js";
import { answerOf } from "../oracle.js";

/** Bytes as hexadecimal digits, so that values can be compared. */
function plain(value: Value | undefined): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.sort().map(([key, member]) => [key, plain(member as Value)]));
}

const text = (value: Value | undefined) => JSON.stringify(plain(value)) ?? "undefined";

/** What one run of a case asked for. */
export interface Spent {
  requests: number;
  inputs: number;
  bytes: number;
}

const sizeOf = (value: Value | undefined): number => {
  if (value instanceof Uint8Array) return value.length;
  if (typeof value !== "object" || value === null) return 8;
  return Object.values(value).reduce<number>((sum, member) => sum + sizeOf(member as Value), 0);
};

/** A context whose testee is the reference in this process, or a function that stands for one. */
export function inProcess(
  profile: Profile,
  spent: Spent = { requests: 0, inputs: 0, bytes: 0 },
  testee: (operation: string, args: Values) => Promise<Answer> = answerOf,
): CaseContext {
  const { features } = hello([]);
  const known = new Set([...(features as string[]), ...Object.keys(OPERATIONS)]);
  async function call(operation: string, args: Values): Promise<Answer> {
    spent.requests++;
    spent.bytes += sizeOf(args);
    return testee(operation, args);
  }
  const context: CaseContext = {
    call,
    async expect(operation, args, expectation) {
      const answer = await call(operation, args);
      const actual = answer.ok ?? answer.reject;
      if ("ok" in expectation) {
        if (answer.ok === undefined) throw new Mismatch("was rejected", { actual: actual as Value });
        for (const [name, value] of Object.entries(expectation.ok)) {
          if (value === undefined || text(answer.ok[name]) === text(value)) continue;
          throw new Mismatch(`${operation} gives another ${name}`, {
            expected: value,
            actual: answer.ok[name] ?? null,
          });
        }
        return answer.ok;
      }
      const { codes, details = {}, mayRelease } = expectation.reject;
      if (answer.reject === undefined) throw new Mismatch("was accepted", { actual: actual as Value });
      if (!codes.includes(answer.reject.code)) {
        throw new Mismatch(`${operation} gives ${answer.reject.code} and not ${codes}`, { actual: actual as Value });
      }
      for (const [name, value] of Object.entries(details)) {
        if (text(answer.reject[name]) !== text(value)) throw new Mismatch(`another ${name}`);
      }
      const released = answer.reject.released as { length: number; sha256: string } | undefined;
      if (mayRelease !== undefined && released !== undefined) {
        const beginning = createHash("sha256").update(mayRelease.subarray(0, released.length)).digest("hex");
        if (released.length > mayRelease.length || released.sha256 !== beginning)
          throw new Mismatch("released too much");
      }
      return answer.reject;
    },
    has: (name) => known.has(name),
    profile,
    seed: 20_261_123,
    runs: 100,
    attempt: (run) => run(),
    count(inputs) {
      spent.inputs += inputs;
    },
    peakMemory: async () => process.memoryUsage.rss(),
  };
  return context;
}

/** Why a testee of this context would not be asked a case; undefined if it would. */
export function missing(context: CaseContext, needs: readonly string[]): string | undefined {
  return needs.find((need) => !context.has(need));
}
