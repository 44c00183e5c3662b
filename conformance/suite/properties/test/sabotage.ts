import type { Answer, Value, Values } from "../../case.js";
import { answerOf } from "../../oracle.js";

/** A testee that is the reference but for one fault. */
export type Faulty = (operation: string, args: Values) => Promise<Answer>;

/** A copy with the last bit of a byte changed. */
export function flipped(value: Value | undefined, at = -1): Uint8Array {
  const bytes = (value as Uint8Array).slice();
  const place = at < 0 ? bytes.length + at : at;
  if (bytes.length > 0) bytes[place]! ^= 1;
  return bytes;
}

/** Answers with other members of `ok`. */
export const says =
  (operation: string, change: (ok: Values, args: Values) => Values): Faulty =>
  async (asked, args) => {
    const answer = await answerOf(asked, args);
    return asked === operation && answer.ok !== undefined
      ? { ok: { ...answer.ok, ...change(answer.ok, args) } }
      : answer;
  };

/** Accepts what has to be refused. */
export const accepts =
  (operation: string, instead: (args: Values, reject: Values) => Values | undefined = () => ({})): Faulty =>
  async (asked, args) => {
    const answer = await answerOf(asked, args);
    if (asked !== operation || answer.reject === undefined) return answer;
    const ok = instead(args, answer.reject);
    return ok === undefined ? answer : { ok };
  };

/** Refuses, where `when` says so. */
export const refuses =
  (operation: string, code: string, when: (args: Values) => boolean = () => true): Faulty =>
  async (asked, args) =>
    asked === operation && when(args) ? { reject: { code } } : answerOf(asked, args);

/** Refuses in another way. */
export const refusesWith =
  (operation: string, change: (reject: Values, args: Values) => Values): Faulty =>
  async (asked, args) => {
    const { ok, reject } = await answerOf(asked, args);
    if (ok !== undefined) return { ok };
    return { reject: asked === operation ? { ...reject, ...change(reject, args) } : reject };
  };

/** Answers another question than it was asked. */
export const hears =
  (operation: string, change: (args: Values) => Values): Faulty =>
  (asked, args) =>
    answerOf(asked, asked === operation ? { ...args, ...change(args) } : args);

/** Where it has to refuse, tries another question. */
export const orElse =
  (operation: string, change: (args: Values) => Values): Faulty =>
  async (asked, args) => {
    const answer = await answerOf(asked, args);
    return asked === operation && answer.reject !== undefined ? answerOf(asked, change(args)) : answer;
  };
