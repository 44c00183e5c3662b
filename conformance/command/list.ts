import type { Context, Outcome } from "../../reference/command/verb.js";
import { count, table } from "../../reference/command/words.js";
import { selectCases } from "../runner/select.js";
import { allCases } from "../suite/all.js";
import type { Level, Profile } from "../suite/case.js";

interface ListOptions {
  readonly only?: string[];
  readonly skip?: string[];
  readonly level?: Level;
  readonly profile?: Profile;
}

/** `keepsake conformance list`: the cases that a run with the same options would select. */
export async function run(_context: Context, options: ListOptions): Promise<Outcome> {
  const cases = await allCases();
  const { selected } = selectCases(cases, { ...options, profile: options.profile ?? "soak" });
  const rows = selected.map(({ id, level, profile = "quick", title }) => [id, level, profile, title]);
  const left = cases.length - selected.length;
  const total = `${count(selected.length, "case")}${left > 0 ? `, ${left.toLocaleString("en")} not selected` : ""}`;
  // The data of a case are functions, which JSON leaves out.
  return { result: selected, text: `${table(rows)}\n\n${total}` };
}
