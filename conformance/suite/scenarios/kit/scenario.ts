import { KeepsakeError } from "../../../../reference/core/errors.js";
import { type Case, type CaseContext, type Level, Mismatch } from "../../case.js";

/** What the author of a scenario says of it. */
export interface Scenario extends Omit<Case, "id" | "kind" | "chapter" | "level"> {
  readonly name: string;
  readonly level?: Level;
}

/** Makes the cases of one chapter of the specification: `05-header.md` gives ids such as `scenario/header/<name>`. */
export function scenarios(chapter: string, list: readonly Scenario[]): Case[] {
  const subject = chapter.replace(/^\d+-/, "").replace(/\.md$/, "");
  return list.map(({ name, level = "must", run, ...rest }) => ({
    ...rest,
    run: (context: CaseContext) => judged(() => run(context)),
    id: `scenario/${subject}/${name}`,
    kind: "scenario",
    chapter,
    level,
  }));
}

/** What the testee wrote and the reference cannot work with is the testee's fault, whatever it meets on the way. */
async function judged(run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    const isOurs = error instanceof KeepsakeError || error instanceof TypeError || error instanceof RangeError;
    throw isOurs ? new Mismatch(`What the testee gave cannot be used: ${error.message}`) : error;
  }
}
