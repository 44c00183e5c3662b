import type { Case } from "./case.js";

/** Every case but those that take minutes, with as few inputs as in `quick`: for those who need each case once. */
export function everyCaseOnce(cases: readonly Case[]): Case[] {
  return cases.filter(({ profile }) => profile !== "soak").map((theCase): Case => ({ ...theCase, profile: "quick" }));
}
