import {
  type Case,
  type CaseContext,
  type Expectation,
  type Level,
  Mismatch,
  type Profile,
  type Value,
  type Values,
} from "../case.js";

/** One input at a limit, or past one. */
export interface Probe {
  readonly what: string;
  readonly operation?: string;
  readonly args: Values;
  readonly expectation: Expectation;
  /** For inputs that take longer than others. */
  readonly deadlineMs?: number;
}

/** A limit, with inputs on both sides of it. */
export interface Limit {
  readonly name: string;
  readonly title: string;
  readonly chapter: string;
  readonly requirements: readonly string[];
  readonly operation: string;
  readonly features?: readonly string[];
  readonly why: string;
  readonly profile?: Profile;
  readonly level?: Level;
  /** The row of the table of limits that this is, if it is one. */
  readonly row?: string;
  /** Whether inputs claim more than they hold: what is refused may then take no memory. */
  readonly isClaim?: true;
  readonly probes: () => Iterable<Probe> | AsyncIterable<Probe>;
}

/** Accepted, with these members. */
export const accepted = (ok: Values = {}): Expectation => ({ ok });
/** Rejected with one of these codes. */
export const rejected = (...codes: readonly string[]): Expectation => ({ reject: { codes } });

/** What a testee may take for the suite and the language around it, whatever the input. */
const FIXED = 64 * 1024 * 1024;
/** How often an input may stand in memory at the same time: as a line, as text, decoded, and as what is made of it. */
const TIMES = 4;

function sizeOf(value: Value | undefined): number {
  if (value instanceof Uint8Array) return value.length;
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null) return 8;
  return Object.values(value).reduce<number>((sum, member) => sum + sizeOf(member as Value), 0);
}

/** Sees how much a probe makes the memory of the testee grow. Nothing is judged where the platform does not tell. */
async function watched(context: CaseContext, { what, args }: Probe, run: () => Promise<unknown>): Promise<void> {
  const before = await context.peakMemory();
  await run();
  const after = await context.peakMemory();
  if (before === undefined || after === undefined) return;
  const allowed = FIXED + TIMES * sizeOf(args);
  if (after - before <= allowed) return;
  throw new Mismatch(`${what}: the testee took ${after - before} bytes of memory, and ${allowed} have to be enough`, {
    expected: allowed,
    actual: after - before,
  });
}

/** A limit as a case. */
export function limitCase(limit: Limit): Case {
  const {
    name,
    title,
    chapter,
    requirements,
    operation,
    features,
    why,
    profile,
    level = "must",
    isClaim,
    probes,
  } = limit;
  return {
    id: `limit/${name}`,
    title,
    kind: "limit",
    chapter,
    level,
    requirements: [...new Set([...requirements, "limits-early"])],
    operations: [operation],
    ...(features === undefined ? {} : { features }),
    why,
    ...(profile === undefined ? {} : { profile }),
    // The memory that others take would be taken for that of this case.
    ...(isClaim === undefined ? {} : { alone: true }),
    async run(context) {
      for await (const probe of probes()) {
        context.count(1);
        const { what, args, expectation, deadlineMs } = probe;
        const send = () => context.expect(probe.operation ?? operation, args, expectation, deadlineMs);
        try {
          await (isClaim ? watched(context, probe, send) : send());
        } catch (error) {
          if (!(error instanceof Mismatch) || error.message.startsWith(what)) throw error;
          throw new Mismatch(`${what}: ${error.message}`, error.details);
        }
      }
    },
  };
}
