import { runSuite } from "../runner/run.js";
import type { Case } from "../suite/case.js";
import { inQuick } from "../suite/every-profile.js";

/** What became of one mutant. */
export interface Fate {
  /** The case whose assertion failed; undefined if the mutant survived. */
  readonly killedBy?: string;
  /** Cases that ended in a fault or a timeout on the way. They kill nothing. */
  readonly faults: readonly string[];
  /** Cases that were run. */
  readonly cases: number;
}

/**
 * Runs the cases against a mutated testee until one fails by an assertion: first those of its requirement, then the
 * others, then properties, so that a mutant which only a property kills is known as such, and last what takes long.
 *
 * @param command - starts the testee
 */
export async function kill(
  command: readonly string[],
  requirements: readonly string[],
  cases: readonly Case[],
  seed: number,
): Promise<Fate> {
  const isOwn = (theCase: Case) => theCase.requirements.some((slug) => requirements.includes(slug));
  const isLong = ({ profile }: Case) => profile === "full";
  // Those of `soak` take minutes each.
  const others = cases.filter((theCase) => theCase.profile !== "soak" && !isOwn(theCase));
  const isProperty = ({ kind }: Case) => kind === "property";
  const own = cases.filter(isOwn);
  const stages = [
    [...own.filter((theCase) => !isProperty(theCase)), ...others.filter((each) => !isProperty(each) && !isLong(each))],
    [...own.filter(isProperty), ...others.filter(isProperty)],
    others.filter(isLong),
  ];
  const faults: string[] = [];
  let count = 0;
  for (const stage of stages) {
    const killedBy = await firstFailure(command, stage.map(inQuick), seed, faults, () => count++);
    if (killedBy !== undefined) return { killedBy, faults, cases: count };
  }
  return { faults, cases: count };
}

async function firstFailure(
  command: readonly string[],
  cases: readonly Case[],
  seed: number,
  faults: string[],
  count: () => void,
): Promise<string | undefined> {
  const stop = new AbortController();
  let killedBy: string | undefined;
  await runSuite({
    command,
    cases,
    seed,
    profile: "quick",
    // The code of a fault is part of a requirement.
    strict: true,
    signal: stop.signal,
    onEvent: (event) => {
      if (event.type !== "result" || killedBy !== undefined) return;
      count();
      const { id, verdict } = event.result;
      if (verdict === "fault" || verdict === "timeout") faults.push(id);
      if (verdict !== "fail") return;
      killedBy = id;
      stop.abort();
    },
  });
  return killedBy;
}
