import { join } from "node:path";
import type { CaseResult, RunResult } from "../report/result.js";
import type { RunEvent, RunOptions } from "../runner/options.js";
import { runSuite } from "../runner/run.js";
import type { Case, CaseContext, Kind } from "../suite/case.js";

/** The command that starts one of the faulty testees. */
export function faulty(name: string, ...args: readonly string[]): readonly string[] {
  return [process.execPath, join("conformance", "testees", "faulty", `${name}.mjs`), ...args];
}

/** A case with one request, or one that is written out. */
export function caseOf(id: string, run: (context: CaseContext) => Promise<unknown>, more: Partial<Case> = {}): Case {
  return {
    id,
    title: id,
    kind: id.split("/")[0] as Kind,
    chapter: "02-notation.md",
    level: "must",
    requirements: [],
    operations: ["padme"],
    why: "The test says so.",
    ...more,
    run: async (context) => void (await run(context)),
  };
}

/** A case that has a number doubled, which is what these testees do for padme. */
export function doubles(length: number, more: Partial<Case> = {}): Case {
  return caseOf(
    `vector/doubling/${length}`,
    ({ expect }) => expect("padme", { length }, { ok: { padded: length * 2 } }),
    more,
  );
}

/** A case that demands a reject. */
export function refuses(id = "tamper/padding/refused"): Case {
  return caseOf(
    id,
    ({ expect }) => expect("unpad", { padded: Uint8Array.of(1) }, { reject: { codes: ["object.padding"] } }),
    { operations: ["unpad"] },
  );
}

/** A case that has bytes given back. */
export function keeps(content: Uint8Array, id = `vector/keeping/${content.length}`): Case {
  return caseOf(id, ({ expect }) => expect("digest", { content }, { ok: { digest: content } }), {
    operations: ["digest"],
  });
}

/** From the first number to the last. */
export function range(first: number, last: number): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** Runs cases against a faulty testee, with a seed that is always the same. */
export function run(
  command: readonly string[],
  cases: readonly Case[],
  options: Partial<RunOptions> = {},
): Promise<RunResult> {
  return runSuite({ command, cases, seed: 1, ...options });
}

/** The verdicts by the last part of the ids, in the order of the cases. */
export function verdicts({ results }: RunResult): Record<string, string> {
  return Object.fromEntries(results.map(({ id, verdict }) => [id.split("/").at(-1), verdict]));
}

/** The result of the case whose id ends so. */
export function resultOf({ results }: RunResult, end: string): CaseResult {
  const found = results.find(({ id }) => id.endsWith(`/${end}`));
  if (found === undefined) throw new Error(`no result for ${end}`);
  return found;
}

/** Collects the events of a run. */
export function collector(): { readonly events: RunEvent[]; readonly onEvent: (event: RunEvent) => void } {
  const events: RunEvent[] = [];
  return { events, onEvent: (event) => void events.push(event) };
}
