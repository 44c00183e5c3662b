import { toHex } from "./bytes.js";
import type { StoredSnapshot } from "./history.js";
import type { ObjectWriter } from "./object-writer.js";
import { TIMELINE_RANK } from "./order-key.js";
import { damageOf } from "./problem.js";
import type { Decoded, Frame } from "./proto/types.js";
import { readSegment } from "./segment-read.js";
import type { ValidSegmentReference } from "./snapshot.js";
import type { FrameChecker } from "./stream-rules.js";
import { addToTotals, type BackupTotals, noTotals } from "./totals.js";
import type { Vault } from "./vault.js";

/** Segments of the parent that a backup takes over without going through their frames. */
export interface TakenSegments {
  /**
   * Takes a segment, and gives the parent's reference to it; undefined if its frames have to be gone through after all.
   *
   * @throws RangeError if the parent has no such segment
   */
  take(segment: ValidSegmentReference): Promise<ValidSegmentReference | undefined>;
  /**
   * The totals of all taken segments: what the parent counted, less what is not as it was.
   *
   * @param reused - totals of the parent's segments that were made again from their frames
   */
  totals(reused: BackupTotals): Promise<BackupTotals>;
}

/** Starts without any segment. Spec: Cutting. */
export function createTakenSegments(
  vault: Vault,
  parent: StoredSnapshot | undefined,
  writer: ObjectWriter,
  checker: FrameChecker,
): TakenSegments {
  const ofParent = new Map(parent?.snapshot.segments.map((segment) => [toHex(segment.object.id), segment]));
  const taken: ValidSegmentReference[] = [];
  let namesKept: Promise<boolean> | undefined;
  const replaced = () => [...ofParent.values()].filter(({ object }) => !writer.used.has(object.id));

  /** Whether everybody whom the parent's directory has is in that of this backup: its messages may name them. */
  async function keepsNames(): Promise<boolean> {
    for (const segment of replaced()) {
      if (segment.first.rank === TIMELINE_RANK) break;
      const frames = await framesOf(vault, segment);
      if (frames === undefined || !frames.every((frame) => checker.hasName(frame))) return false;
    }
    return true;
  }

  return {
    async take({ object }) {
      const segment = ofParent.get(toHex(object.id));
      if (segment === undefined) throw new RangeError("an unchanged segment is one of the newest backup");
      namesKept ??= keepsNames();
      if (!(await namesKept)) {
        // Then the backup goes through all frames, which mends what the store has lost.
        await writer.stopRelying();
        return undefined;
      }
      if (!writer.reuse(segment.object)) return undefined;
      checker.skip(segment);
      taken.push(segment);
      return segment;
    },
    async totals(reused) {
      const frames = taken.reduce((sum, { frameCount }) => sum + frameCount, 0);
      const gone = taken.length === 0 ? undefined : await count(vault, replaced());
      const before = parent?.snapshot.totals;
      const rest = gone === undefined || before == null ? undefined : difference(before, [gone, reused]);
      // Totals are only for display, and their author could be mistaken.
      if (rest?.frames === frames) return rest;
      return (await count(vault, taken)) ?? { ...noTotals(), frames };
    },
  };
}

/** Undefined if the segment cannot be read. */
async function framesOf(vault: Vault, segment: ValidSegmentReference): Promise<Decoded<Frame>[] | undefined> {
  try {
    return (await readSegment(vault, segment)).frames;
  } catch (error) {
    damageOf(error);
    return undefined;
  }
}

/** Undefined if one of the segments cannot be read. */
async function count(vault: Vault, segments: readonly ValidSegmentReference[]): Promise<BackupTotals | undefined> {
  const totals = noTotals();
  for (const segment of segments) {
    const frames = await framesOf(vault, segment);
    if (frames === undefined) return undefined;
    for (const frame of frames) addToTotals(totals, frame);
  }
  return totals;
}

function difference(whole: Partial<BackupTotals>, parts: readonly BackupTotals[]): BackupTotals {
  const rest = { ...noTotals(), ...whole };
  for (const key of Object.keys(noTotals()) as (keyof BackupTotals)[]) {
    for (const part of parts) rest[key] = Math.max(0, rest[key] - part[key]);
  }
  return rest;
}
