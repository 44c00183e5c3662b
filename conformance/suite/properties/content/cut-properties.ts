import fc from "fast-check";
import type { Frame } from "../../../../reference/core/proto/types.js";
import type { CaseContext } from "../../case.js";
import { bytesOf, mustEqual, numberOf, succeed } from "../answers.js";
import type { Property } from "../chapter.js";
import { property } from "../property.js";
import { readSnapshotOf } from "../vault/look.js";
import { type Files, filesAfter, NOW, plainVault } from "../vault/plain.js";
import { merged, plainBackup } from "./backups.js";
import { type Cut, cutsOf } from "./cuts.js";
import { canonicalJson, comparePlaces, encodeFrame, type Place } from "./frames.js";

interface Written {
  readonly files: Files;
  readonly state: Uint8Array;
  readonly cuts: Cut[];
}

/** A backup of the testee, and how the reference finds it cut. */
async function backUp(
  context: CaseContext,
  files: Files,
  state: Uint8Array,
  frames: readonly Frame[],
): Promise<Written> {
  const ok = await succeed(context, "vault.backup", { files, state, now: NOW, frames: frames.map(encodeFrame) });
  const written = { files: filesAfter(files, ok), state: bytesOf(ok, "state") };
  const { segments } = await readSnapshotOf(written.files, written.state, numberOf(ok, "sequence"));
  const cuts = segments.map(({ frameCount, first, last }) => ({
    frameCount,
    first: placed(first),
    last: placed(last),
  }));
  return { ...written, cuts };
}

const placed = ({ rank, timeMs, id }: Place): Place => ({ rank, timeMs, id });

/** A backup, and one that follows it: some messages are gone, some are new. */
const twoBackups = () =>
  fc.tuple(plainBackup(), plainBackup(4), fc.nat()).map(([first, more, seed]) => {
    const kept = first.filter((frame, i) => frame.message == null || (seed + i) % 3 > 0);
    return { first, second: merged(kept, more) };
  });

/** Properties of how a backup is cut into segments. */
export const cutProperties: readonly Property[] = [
  {
    name: "cuts",
    title: "A backup is cut where the rules say and nowhere else",
    requirements: ["cut-timeline", "cut-month", "cut-size", "cut-nowhere-else", "cut-merge", "unknown-not-first"],
    operations: ["vault.backup", "vault.restore"],
    why: "Two programs that cut alike share the segments that did not change.",
    run: (context) =>
      property(
        context,
        [twoBackups()],
        async ({ first, second }) => {
          const vault = await plainVault();
          const one = await backUp(context, vault.files, vault.state, first);
          mustEqual("the segments of the first backup", one.cuts, cutsOf(first, []));
          const two = await backUp(context, one.files, one.state, second);
          // A writer may leave out cuts of the parent, to merge segments.
          const used = one.cuts.map((cut) => cut.first).filter((inherited) => isTaken(inherited, two.cuts));
          mustEqual("the segments of the second backup", two.cuts, cutsOf(second, used));
          const ok = { frames: second.map((frame) => canonicalJson(frame as Readonly<Record<string, unknown>>)) };
          await context.expect("vault.restore", { files: two.files, state: two.state, now: NOW }, { ok });
        },
        { cost: 10 },
      ),
  },
  {
    name: "cuts-inherited",
    title: "A backup is cut again where its parent was, so that a change stays local",
    requirements: ["cut-inherited", "segment-reuse", "cut-nowhere-else"],
    operations: ["vault.backup"],
    level: "should",
    why: "Without the cuts of the parent one deleted message moves every cut after it, and all is stored again.",
    run: (context) =>
      property(
        context,
        [twoBackups()],
        async ({ first, second }) => {
          const vault = await plainVault();
          const one = await backUp(context, vault.files, vault.state, first);
          const two = await backUp(context, one.files, one.state, second);
          const inherited = one.cuts.map((cut) => cut.first);
          mustEqual("the segments of the second backup", two.cuts, cutsOf(second, inherited));
        },
        { cost: 10 },
      ),
  },
];

/** Whether a cut of the parent is one of these cuts: it begins a segment, or what took its place does. */
function isTaken(inherited: Place, cuts: readonly Cut[]): boolean {
  return cuts.some(
    ({ first }, i) =>
      comparePlaces(first, inherited) >= 0 && (i === 0 || comparePlaces(cuts[i - 1]!.last, inherited) < 0),
  );
}
