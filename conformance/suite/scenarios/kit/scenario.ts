import type { Case, Level } from "../../case.js";

/** What the author of a scenario says of it. */
export interface Scenario extends Omit<Case, "id" | "kind" | "chapter" | "level"> {
  readonly name: string;
  readonly level?: Level;
}

/** Makes the cases of one chapter of the specification: `05-header.md` gives ids such as `scenario/header/<name>`. */
export function scenarios(chapter: string, list: readonly Scenario[]): Case[] {
  const subject = chapter.replace(/^\d+-/, "").replace(/\.md$/, "");
  return list.map(({ name, level = "must", ...rest }) => ({
    ...rest,
    id: `scenario/${subject}/${name}`,
    kind: "scenario",
    chapter,
    level,
  }));
}
