import { UsageError } from "../../reference/command/exit-codes.js";
import type { Case } from "../suite/case.js";

/** The case with this id. @throws UsageError that names those that are near */
export function findCase(cases: readonly Case[], id: string): Case {
  const found = cases.find((one) => one.id === id);
  if (found !== undefined) return found;
  const last = id.slice(id.lastIndexOf("/") + 1);
  const near = cases.filter((one) => last !== "" && one.id.includes(last)).slice(0, 5);
  const hint =
    near.length > 0
      ? `Did you mean ${near.map((one) => one.id).join(", ")}?`
      : "`keepsake conformance list` shows the ids.";
  throw new UsageError(`There is no case ${id}. ${hint}`);
}
