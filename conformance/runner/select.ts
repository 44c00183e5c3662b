import { createHash } from "node:crypto";
import type { Counts } from "../report/result.js";
import type { Case, Level, Profile } from "../suite/case.js";
import { UsageError } from "../wire/usage-error.js";
import { globMatcher } from "./glob.js";

/** Which cases are to be run. */
export interface Selection {
  /** Globs of ids: of these only those that one matches. */
  readonly only?: readonly string[] | undefined;
  /** Globs of ids: none of those that one matches. */
  readonly skip?: readonly string[] | undefined;
  /** The least level; `may`, which is all, if absent. */
  readonly level?: Level | undefined;
  readonly profile: Profile;
  /** One of `of` parts that are about as large, from 1 on. */
  readonly shard?: Shard | undefined;
}

export interface Shard {
  readonly index: number;
  readonly of: number;
}

const PROFILES: readonly Profile[] = ["quick", "full", "soak"];
const LEVELS: readonly Level[] = ["must", "should", "may"];

/**
 * The cases that a selection leaves, in their order, and how many it left out for which reason.
 *
 * @throws UsageError for a glob that matches no case, and a shard that does not exist
 */
export function selectCases(
  cases: readonly Case[],
  selection: Selection,
): { readonly selected: readonly Case[]; readonly notSelected: Counts["notSelected"] } {
  const only = matcher("--only", selection.only, cases);
  const skip = matcher("--skip", selection.skip, cases);
  const { level = "may", profile, shard = { index: 1, of: 1 } } = selection;
  if (
    !Number.isSafeInteger(shard.of) ||
    !Number.isSafeInteger(shard.index) ||
    shard.index < 1 ||
    shard.index > shard.of
  ) {
    throw new UsageError(`there is no shard ${shard.index}/${shard.of}: of n shards they are 1/n to n/n`);
  }
  const counts: { [reason: string]: number } = {};

  function reasonAgainst(tested: Case): string | undefined {
    if (only !== undefined && !only(tested.id)) return "only";
    if (skip?.(tested.id)) return "skip";
    if (LEVELS.indexOf(tested.level) > LEVELS.indexOf(level)) return "level";
    if (PROFILES.indexOf(tested.profile ?? "quick") > PROFILES.indexOf(profile)) return "profile";
    return shardOf(tested.id, shard.of) === shard.index ? undefined : "shard";
  }

  const selected = cases.filter((tested) => {
    const reason = reasonAgainst(tested);
    if (reason !== undefined) counts[reason] = (counts[reason] ?? 0) + 1;
    return reason === undefined;
  });
  return { selected, notSelected: counts };
}

function matcher(
  option: string,
  globs: readonly string[] | undefined,
  cases: readonly Case[],
): ((id: string) => boolean) | undefined {
  if (globs === undefined || globs.length === 0) return undefined;
  const matchers = globs.map(globMatcher);
  const stale = globs.find((_, index) => !cases.some(({ id }) => matchers[index]!(id)));
  if (stale !== undefined) {
    throw new UsageError(`no case matches ${option} ${stale}: \`keepsake conformance list\` shows the ids`);
  }
  return (id) => matchers.some((matches) => matches(id));
}

/** Which shard of `of` a case belongs to, from 1 on. It depends on nothing but its id. */
function shardOf(id: string, of: number): number {
  return (createHash("sha256").update(id).digest().readUInt32BE(0) % of) + 1;
}
