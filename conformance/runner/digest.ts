import { createHash } from "node:crypto";
import type { Case } from "../suite/case.js";

/** SHA-256 of all that declares the cases, by ascending id: two reports with the same one had the same cases. */
export function digestOfCases(cases: readonly Case[]): string {
  const sorted = [...cases].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const hash = createHash("sha256");
  for (const { run: _, ...declared } of sorted) {
    const members = Object.entries(declared).sort(([a], [b]) => (a < b ? -1 : 1));
    hash.update(`${JSON.stringify(members)}\n`);
  }
  return hash.digest("hex");
}
