import type { RunResult } from "./result.js";
import { countVerdicts, failuresOf } from "./verdicts.js";

/** What shields.io's endpoint badge reads. */
export interface Badge {
  readonly schemaVersion: 1;
  readonly label: string;
  readonly message: string;
  readonly color: string;
  readonly isError?: true;
}

/** A badge that says no more than the run has shown: what was left out is named in it. */
export function badge(run: RunResult): Badge {
  const { meta, results } = run;
  const label = `Keepsake ${meta.spec}`;
  const failures = failuresOf(run).length;
  const { pass, skip, xfail } = countVerdicts(results);
  const left = [
    ...(skip > 0 ? [`${skip} skipped`] : []),
    ...(xfail > 0 ? [`${xfail} failed as expected`] : []),
    ...(isPartial(run) ? [`${meta.counts.selected} of ${meta.counts.declared} selected`] : []),
  ];
  if (failures > 0) {
    return {
      schemaVersion: 1,
      label,
      message: [`${failures} failed`, ...left].join(", "),
      color: "red",
      isError: true,
    };
  }
  const color = meta.stopped || pass === 0 ? "lightgrey" : left.length > 0 ? "yellow" : "brightgreen";
  return { schemaVersion: 1, label, message: [`${pass} passed`, ...left].join(", "), color };
}

/** Whether something else than the profile and the level kept cases from being selected, or the run was stopped. */
function isPartial({ meta }: RunResult): boolean {
  const { only = 0, skip = 0, shard = 0 } = meta.counts.notSelected;
  return only + skip + shard > 0 || meta.level !== "may" || meta.stopped;
}
