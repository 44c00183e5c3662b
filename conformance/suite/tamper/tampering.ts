import { createHash } from "node:crypto";
import { type Answer, type Case, type CaseContext, type Expectation, Mismatch, type Values } from "../case.js";
import { answerOf } from "../oracle.js";
import { BYTE_FAMILIES, type Family, type Mutation } from "./mutations.js";
import { type Samples, SMALL, sample } from "./sample.js";

/** Something that is damaged, and the request that reads it. */
export interface Base {
  /** The middle of the ids of its cases. */
  readonly name: string;
  /** What is damaged, for people. */
  readonly title: string;
  readonly chapter: string;
  readonly requirements: readonly string[];
  readonly operation: string;
  readonly features?: readonly string[];
  /** The argument that the damaged bytes are in, for the report. */
  readonly argument: string;
  readonly why: string;
  readonly families?: readonly Family[];
  readonly samples?: Samples;
  /** Opens the base: the bytes to damage, and how they are asked for. Called once for a case. */
  readonly prepare: () => Prepared | Promise<Prepared>;
}

/** A base at hand. */
export interface Prepared {
  readonly bytes: Uint8Array;
  readonly args: (bytes: Uint8Array) => Values;
  /**
   * What an acceptance may give. Without it none is possible: a reference that accepts is wrong, and no testee is asked
   * to do the same.
   */
  readonly acceptable?: (ok: Values) => boolean;
  /** Members of `ok` that are compared then; all if absent. */
  readonly members?: readonly string[];
  /** The true content, of which what is released has to be a beginning. */
  readonly content?: Uint8Array;
  /** Codes of which any is right, where the specification leaves open which of several faults is found. */
  readonly anyOf?: readonly string[];
  /** Whether the specification leaves open what this is. It is not sent then. */
  readonly isOpen?: (bytes: Uint8Array) => boolean;
  /** Members of a reject that the specification gives too. */
  readonly details?: readonly string[];
  /** Where in the argument the damaged bytes begin. */
  readonly offset?: number;
}

/** Requests that are under way at a time: enough that no one waits for an answer. */
const AT_ONCE = 16;

function releasable(answer: Answer, content: Uint8Array | undefined): { readonly mayRelease?: Uint8Array } {
  if (content === undefined) return {};
  const released = answer.reject?.released as { length: number; sha256: string } | undefined;
  const beginning = content.subarray(0, released?.length ?? 0);
  if (released !== undefined && createHash("sha256").update(beginning).digest("hex") !== released.sha256) {
    throw new Error("the reference releases what is not the true content");
  }
  return { mayRelease: content };
}

/** What is demanded for a damaged input. Throws an Error if the reference itself does what it must not. */
export async function demanded(base: Base, prepared: Prepared, bytes: Uint8Array): Promise<Expectation> {
  const answer = await answerOf(base.operation, prepared.args(bytes));
  if (answer.ok !== undefined) {
    const { acceptable, members = Object.keys(answer.ok) } = prepared;
    if (acceptable?.(answer.ok) === true)
      return { ok: Object.fromEntries(members.map((name) => [name, answer.ok[name]])) };
    throw new Error(`the reference accepts damaged input of ${base.name}`);
  }
  const { reject } = answer;
  const { anyOf = [reject.code], details = [] } = prepared;
  if (!anyOf.includes(reject.code)) throw new Error(`the reference rejects ${base.name} with ${reject.code}`);
  const said = Object.fromEntries(details.filter((name) => name in reject).map((name) => [name, reject[name]]));
  return { reject: { codes: anyOf, details: said, ...releasable(answer, prepared.content) } };
}

async function demand(context: CaseContext, base: Base, prepared: Prepared, mutation: Mutation): Promise<void> {
  const expectation = await demanded(base, prepared, mutation.bytes);
  try {
    await context.expect(base.operation, prepared.args(mutation.bytes), expectation);
  } catch (error) {
    if (!(error instanceof Mismatch)) throw error;
    const offset = prepared.offset ?? 0;
    const changed = { argument: base.argument, from: offset + mutation.from, to: offset + mutation.to };
    throw new Mismatch(`${mutation.what}: ${error.message}`, { ...error.details, changed });
  }
}

/** Tries the mutations, several at a time, and throws what the first of them that failed throws. */
export async function tryAll<T>(items: readonly T[], attempt: (item: T) => Promise<void>): Promise<void> {
  for (let from = 0; from < items.length; from += AT_ONCE) {
    const batch = items.slice(from, from + AT_ONCE);
    const results = await Promise.allSettled(batch.map(attempt));
    const failed = results.findIndex(({ status }) => status === "rejected");
    if (failed === -1) continue;
    // Once more alone: the report shows the request that was sent last.
    if ((results[failed] as PromiseRejectedResult).reason instanceof Mismatch) await attempt(batch[failed]!);
    throw (results[failed] as PromiseRejectedResult).reason;
  }
}

function caseOf(base: Base, family: Family): Case {
  const { name, title, chapter, requirements, operation, features, why, samples = SMALL } = base;
  return {
    id: `tamper/${name}/${family.name}`,
    title: `${title}: ${family.title}`,
    kind: "tamper",
    chapter,
    level: "must",
    requirements,
    operations: [operation],
    ...(features === undefined ? {} : { features }),
    mutation: family.title,
    why,
    async run(context) {
      const prepared = await base.prepare();
      const count = family.count(prepared.bytes.length);
      await tryAll(sample(count, samples[context.profile], context.seed), async (index) => {
        const mutation = family.make(prepared.bytes, index);
        if (prepared.isOpen?.(mutation.bytes) === true) return;
        context.count(1);
        await demand(context, base, prepared, mutation);
      });
    },
  };
}

/** A case for each family of a base. */
export function tamperCases(base: Base): Case[] {
  return (base.families ?? BYTE_FAMILIES).map((family) => caseOf(base, family));
}
