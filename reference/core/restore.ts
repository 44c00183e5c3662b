import { mapInOrder } from "./concurrency.js";
import type { StoredSnapshot } from "./history.js";
import { type LeftOut, reasonToLeaveOut } from "./leave-out.js";
import type { Loss } from "./loss.js";
import { objectName } from "./names.js";
import { errorOf, type Problem, problemOf } from "./problem.js";
import type { OperationOptions } from "./progress.js";
import type { Decoded, Frame } from "./proto/types.js";
import { type DecodedSegment, decodeSegment } from "./segment.js";
import { readSegmentContent } from "./segment-read.js";
import type { ValidSegmentReference } from "./snapshot.js";
import { createFrameChecker } from "./stream-rules.js";
import type { Vault } from "./vault.js";

export { openAttachment, openThumbnail, readAttachmentRange } from "./restore-attachment.js";

/** How to read the frames of a backup. */
export interface ReadOptions extends OperationOptions {
  /** Messages that have expired by then are dropped. Milliseconds since 1970. */
  readonly now?: number;
  /** Goes on if the segment with the account is lost; the user said so. */
  readonly acceptLostAccount?: boolean;
  /** Also gives messages that a restore drops, for a check. */
  readonly keepExpired?: boolean;
}

/** The frames of a backup, once, and what was met on the way: complete when the iteration has ended. */
export interface FrameReading extends AsyncIterable<Decoded<Frame>> {
  /** Segments that were lost, in order. */
  readonly lost: readonly Loss[];
  /** Messages that were dropped. */
  readonly leftOut: LeftOut;
  /** Number of fields that this version does not know. They are kept. */
  readonly unknownFields: number;
  /** Frames of a kind that this version does not know, counted from 0 over the whole backup. They are kept. */
  readonly unknownFrames: readonly number[];
}

/** Segments that are fetched ahead. */
const AHEAD = 2;

/**
 * Reads the frames of a snapshot, in order, each segment verified before any of its frames is given out. A segment
 * that is missing, damaged or against the rules loses its own frames and no others (spec: Restoring).
 *
 * @throws KeepsakeError while iterating: the fault of the segment with the account, unless that is accepted
 */
export function readFrames(vault: Vault, { snapshot }: StoredSnapshot, options: ReadOptions = {}): FrameReading {
  const { now = Date.now(), acceptLostAccount = false, keepExpired = false, onProgress, signal } = options;
  const { segments } = snapshot;
  const bytesTotal = segments.reduce((sum, { object }) => sum + object.length, 0);
  const lost: Loss[] = [];
  const unknownFrames: number[] = [];
  const reading = { lost, leftOut: { expired: 0, shortTimer: 0 }, unknownFields: 0, unknownFrames };

  async function* frames(): AsyncGenerator<Decoded<Frame>> {
    const checker = createFrameChecker();
    let index = 0;
    let bytesDone = 0;
    const fetched = mapInOrder(segments, AHEAD, async (segment) => {
      signal?.throwIfAborted();
      const name = objectName(segment.object.id);
      return {
        segment,
        name,
        content: await readSegmentContent(vault, segment).catch((error) => problemOf(error, name)),
      };
    });
    for await (const { segment, name, content } of fetched) {
      const decoded = attempt(name, () => ("code" in content ? content : decodeSegment(content, segment, checker)));
      if ("code" in decoded) {
        // [@restore-account]
        if (index === 0 && !acceptLostAccount) throw errorOf(decoded);
        // [@restore-contained]
        lost.push(segmentLoss(decoded, segment));
        // [@lost-segment-rules]
        checker.skip(segment);
      } else yield* accepted(decoded, index);
      index += segment.frameCount;
      bytesDone += segment.object.length;
      onProgress?.({ phase: "read", bytesDone, bytesTotal, name: "" });
    }
    const problem = attempt(undefined, () => checker.finish());
    if (problem === undefined) return;
    const last = segments.at(-1)?.last;
    if (last === undefined) throw errorOf(problem);
    lost.push({ ...problem, kind: "content", frames: 0, first: last, last });
  }

  function* accepted(segment: DecodedSegment, index: number): Generator<Decoded<Frame>> {
    reading.unknownFields += segment.unknownFields;
    // [@unknown-reported]
    for (const frame of segment.unknownFrames) unknownFrames.push(index + frame);
    for (const frame of segment.frames) {
      // [@restore-drops-expired]
      const reason = keepExpired ? undefined : reasonToLeaveOut(frame, now);
      if (reason === undefined) yield frame;
      else reading.leftOut[reason]++;
    }
  }

  // Getters would be lost in a copy; this object is what the generator writes to.
  return Object.assign(reading, { [Symbol.asyncIterator]: frames });
}

function attempt<T>(name: string | undefined, check: () => T): T | Problem {
  try {
    return check();
  } catch (error) {
    return problemOf(error, name);
  }
}

function segmentLoss(problem: Problem, segment: ValidSegmentReference): Loss {
  const { frameCount: frames, first, last } = segment;
  return { ...problem, kind: "frames", frames, first, last };
}
