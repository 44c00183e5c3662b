import { listSnapshotFiles, listSnapshots } from "../core/history.js";
import type { Problem } from "../core/problem.js";
import { forget } from "../core/prune.js";
import type { Vault } from "../core/vault.js";
import { misdated } from "./clock.js";
import { UsageError } from "./exit-codes.js";
import { type OpenedVault, problemNotes, withVault } from "./open-vault.js";
import { judge, type Reason, type Retention } from "./retention.js";
import type { KeyOptions } from "./secret.js";
import type { Context, Outcome } from "./verb.js";
import { count, table, time } from "./words.js";

type Options = KeyOptions & {
  keepLast?: string;
  keepDaily?: string;
  keepWeekly?: string;
  keepMonthly?: string;
  keepYearly?: string;
  dryRun?: boolean;
};

/** Why a snapshot stays; "clock": its time cannot be right, so that no rule by time can tell. */
type Why = Reason | "clock";

interface Snapshot {
  readonly sequence: number;
  readonly createdAtMs: number;
}

/** What is going to be forgotten, and what rules keep, if there are rules. */
interface Choice {
  readonly forgotten: readonly number[];
  readonly kept?: readonly (Snapshot & { readonly reasons: Why[] })[];
  readonly text: string;
  readonly problems: readonly Problem[];
  readonly notes: readonly string[];
}

const MISDATED =
  "Warning: snapshots kept as `clock` are dated after a later one, or after now: a clock was wrong, so rules by time leave " +
  "them. Forget them by number, or first the one whose time is wrong.";

/**
 * `keepsake forget`: deletes the snapshots that are named, or those that no rule keeps, but never the newest.
 * `keepsake prune` then frees what only they needed.
 */
export async function run(context: Context, options: Options, path: string, numbers: string[]): Promise<Outcome> {
  const { dryRun = false } = options;
  const rules = rulesFrom(options);
  const hasRules = Object.keys(rules).length > 0;
  if (hasRules === numbers.length > 0) {
    throw new UsageError("Name the snapshots to forget, or say which to keep, such as --keep-daily 7: one of both.");
  }
  const work = async ({ vault, remember }: OpenedVault): Promise<Outcome> => {
    const choice = await (hasRules ? chooseByRules(vault, rules) : chooseByNumber(vault, numbers));
    const { forgotten, kept, text, problems, notes } = choice;
    if (!dryRun && forgotten.length > 0) {
      await forget(vault, forgotten);
      await remember();
    }
    const done = dryRun ? "Would forget" : "Forgot";
    const next = dryRun || forgotten.length === 0 ? "" : " `keepsake prune` frees the space.";
    return {
      result: { ...(kept === undefined ? {} : { kept }), forgotten, dryRun },
      text: `${text}${done} ${count(forgotten.length, "snapshot")}.${next}`,
      notes: [...problemNotes(problems), ...notes],
    };
  };
  return withVault(context, path, options, work, dryRun ? "read" : "write");
}

async function chooseByNumber(vault: Vault, numbers: readonly string[]): Promise<Choice> {
  const sequences = numbers.map(Number);
  const listed = new Set((await listSnapshotFiles(vault)).map(({ sequence }) => sequence));
  const unknown = numbers.find((_, index) => !listed.has(sequences[index]!));
  if (unknown !== undefined)
    throw new UsageError(`There is no snapshot ${unknown}; \`keepsake snapshots\` lists them.`);
  if (vault.latest !== undefined && sequences.includes(vault.latest.sequence)) {
    throw new UsageError(`Snapshot ${vault.latest.sequence} is the newest, which is never forgotten.`);
  }
  return { forgotten: [...new Set(sequences)], text: "", problems: [], notes: [] };
}

/** Rules are for snapshots that count. What is wrong with the others is told, and they stay. */
async function chooseByRules(vault: Vault, rules: Retention): Promise<Choice> {
  const problems = [...vault.problems];
  const snapshots: Snapshot[] = [];
  for await (const { sequence, snapshot } of listSnapshots(vault, problems)) {
    snapshots.push({ sequence, createdAtMs: snapshot.createdAtMs });
  }
  const byTime = Object.keys(rules).some((rule) => rule !== "last");
  const unclear = byTime ? misdated(snapshots) : new Set<Snapshot>();
  const clear = snapshots.filter((snapshot) => !unclear.has(snapshot));
  const judged: { snapshot: Snapshot; reasons: readonly Why[] }[] = [
    ...judge(clear, rules, "system"),
    ...[...unclear].map((snapshot) => ({ snapshot, reasons: ["clock"] as const })),
  ].sort((a, b) => b.snapshot.sequence - a.snapshot.sequence);
  const kept = judged.filter(({ reasons }) => reasons.length > 0);
  return {
    forgotten: judged.filter(({ reasons }) => reasons.length === 0).map(({ snapshot }) => snapshot.sequence),
    kept: kept.map(({ snapshot, reasons }) => ({ ...snapshot, reasons: [...reasons] })),
    text: judged.length === 0 ? "" : `${judgedTable(judged)}\n`,
    problems,
    notes: unclear.size === 0 ? [] : [MISDATED],
  };
}

function judgedTable(judged: readonly { readonly snapshot: Snapshot; readonly reasons: readonly Why[] }[]): string {
  const rows = judged.map(({ snapshot: { sequence, createdAtMs }, reasons }) => [
    String(sequence),
    time(createdAtMs),
    reasons.length > 0 ? "keep" : "forget",
    reasons.join(", "),
  ]);
  return table([["Number", "Time", "", "Kept as"], ...rows], [0]);
}

const RULES = {
  last: "keepLast",
  daily: "keepDaily",
  weekly: "keepWeekly",
  monthly: "keepMonthly",
  yearly: "keepYearly",
} as const satisfies Record<keyof Retention, keyof Options>;

function rulesFrom(options: Options): Retention {
  const rules = Object.entries(RULES).flatMap(([rule, option]) => {
    const text = options[option];
    if (text === undefined) return [];
    if (!/^[1-9]\d{0,5}$/.test(text)) {
      throw new UsageError(`--keep-${rule} takes how many to keep, from 1 to 999999, not ${text}.`);
    }
    return [[rule, Number(text)]];
  });
  return Object.fromEntries(rules) as Retention;
}
