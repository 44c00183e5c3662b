import type { Mutant } from "../mutants/mutant.js";
import type { Requirement } from "../report/register.js";
import type { Case } from "../suite/case.js";
import type { Observed } from "./observe.js";

/** Why the suite need not see a requirement. The list of reasons is closed. */
export interface Excuse {
  readonly slug: string;
  /** No message of the protocol shows it; a platform's API keeps it; it is about what people see. */
  readonly reason: "unobservable" | "platform" | "user-interface";
  readonly why: string;
}

/** What the suite has for one requirement. */
export interface Row {
  readonly requirement: Requirement;
  /** Ids of cases. */
  readonly accepting: readonly string[];
  readonly rejecting: readonly string[];
  readonly mutants: number;
  readonly excuse?: Excuse;
  /** What is missing, in words; empty if nothing is. */
  readonly gaps: readonly string[];
}

/** Compares the register with cases, mutants and excuses. */
export function coverage(
  register: readonly Requirement[],
  cases: readonly Case[],
  observed: ReadonlyMap<string, Observed>,
  mutants: readonly Mutant[],
  excuses: readonly Excuse[],
): Row[] {
  return register.map((requirement) => {
    const { slug } = requirement;
    const own = cases.filter(({ requirements }) => requirements.includes(slug));
    const rejecting = own.filter(({ id }) => observed.get(id)!.rejects).map(({ id }) => id);
    // What a rejected case was made from shows that the rest of it is no reason to reject.
    const anchors = own.flatMap(({ parent }) => parent ?? []);
    const accepting = new Set([...own.filter(({ id }) => observed.get(id)!.accepts).map(({ id }) => id), ...anchors]);
    const row = {
      requirement,
      accepting: [...accepting],
      rejecting,
      mutants: mutants.filter((mutant) => mutant.requirement === slug).length,
    };
    const excuse = excuses.find((entry) => entry.slug === slug);
    return { ...row, ...(excuse === undefined ? {} : { excuse }), gaps: gapsOf(row, excuse) };
  });
}

function gapsOf(
  { requirement, accepting, rejecting, mutants }: Omit<Row, "gaps">,
  excuse: Excuse | undefined,
): string[] {
  const { level, text } = requirement;
  const isCovered = accepting.length > 0 || rejecting.length > 0;
  if (excuse !== undefined)
    return isCovered && mutants > 0 ? ["is excused, and covered: the excuse is not needed"] : [];
  if (!level.startsWith("MUST")) return [];
  const gaps: string[] = [];
  if (accepting.length === 0) gaps.push("has no case that is accepted");
  if (level === "MUST" && /\breject/u.test(text) && rejecting.length === 0) gaps.push("has no case that is rejected");
  if (mutants === 0) gaps.push("has no mutant");
  return gaps;
}

/** The rows as a page: what is checked in, and compared in CI. */
export function coverageText(rows: readonly Row[]): string {
  const musts = rows.filter(({ requirement }) => requirement.level.startsWith("MUST"));
  const excused = musts.filter(({ excuse }) => excuse !== undefined);
  const lines = [
    "# Coverage",
    "",
    `${musts.length} requirements are MUST or MUST NOT; the suite sees ${musts.length - excused.length} of them, and ${excused.length} are excused with a reason.`,
    "For each: accepted cases, rejected cases, mutants. Written by `npm run conformance:coverage`.",
  ];
  for (const chapter of new Set(rows.map(({ requirement }) => requirement.chapter))) {
    lines.push("", `## [${chapter.replace(".md", "")}](../../spec/${chapter})`, "");
    lines.push("| requirement | level | accepted | rejected | mutants | excuse |", "|---|---|---|---|---|---|");
    for (const { requirement, accepting, rejecting, mutants, excuse } of rows) {
      if (requirement.chapter !== chapter) continue;
      const reason = excuse === undefined ? "" : `${excuse.reason}: ${excuse.why}`;
      const counts = `${accepting.length} | ${rejecting.length} | ${mutants}`;
      lines.push(
        `| [${requirement.slug}](../../spec/${chapter}#${requirement.section}) | ${requirement.level} | ${counts} | ${reason} |`,
      );
    }
  }
  return `${lines.join("\n")}\n`;
}
