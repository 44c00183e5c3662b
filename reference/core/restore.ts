import { mapInOrder } from "./concurrency.js";
import type { StoredSnapshot } from "./history.js";
import { type LeftOut, reasonToLeaveOut } from "./leave-out.js";
import type { Loss } from "./loss.js";
import { TIMELINE_RANK } from "./order-key.js";
import { errorOf, type Problem, problemOf } from "./problem.js";
import type { OperationOptions } from "./progress.js";
import type { Decoded, Frame } from "./proto/types.js";
import type { DecodedSegment } from "./segment.js";
import { readSegment } from "./segment-read.js";
import type { ValidSegmentReference } from "./snapshot.js";
import { createFrameChecker, type FrameChecker } from "./stream-rules.js";
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
    let checker: FrameChecker | undefined = createFrameChecker();
    let index = 0;
    let bytesDone = 0;
    const fetched = mapInOrder(segments, AHEAD, async (segment) => {
      signal?.throwIfAborted();
      return { segment, decoded: await readSegment(vault, segment).catch((error) => problemOf(error)) };
    });
    for await (const { segment, decoded } of fetched) {
      const problem = "code" in decoded ? decoded : checkFrames(checker, decoded);
      if (problem !== undefined) {
        if (index === 0 && !acceptLostAccount) throw errorOf(problem);
        lost.push(segmentLoss(problem, segment));
        // Contacts, groups and chats that are not found from here on may have been in it.
        if (segment.first.rank < TIMELINE_RANK) checker = undefined;
      } else yield* accepted(decoded as DecodedSegment, index);
      index += segment.frameCount;
      bytesDone += segment.object.length;
      onProgress?.({ phase: "read", bytesDone, bytesTotal, name: "" });
    }
    const problem = attempt(() => checker?.finish());
    if (problem === undefined) return;
    const last = segments.at(-1)?.last;
    if (last === undefined) throw errorOf(problem);
    lost.push({ ...problem, kind: "content", frames: 0, first: last, last });
  }

  function* accepted(segment: DecodedSegment, index: number): Generator<Decoded<Frame>> {
    reading.unknownFields += segment.unknownFields;
    for (const frame of segment.unknownFrames) unknownFrames.push(index + frame);
    for (const frame of segment.frames) {
      const reason = keepExpired ? undefined : reasonToLeaveOut(frame, now);
      if (reason === undefined) yield frame;
      else reading.leftOut[reason]++;
    }
  }

  // Getters would be lost in a copy; this object is what the generator writes to.
  return Object.assign(reading, { [Symbol.asyncIterator]: frames });
}

function attempt(check: () => void): Problem | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    return problemOf(error);
  }
}

function checkFrames(checker: FrameChecker | undefined, { frames }: DecodedSegment): Problem | undefined {
  if (checker === undefined) return undefined;
  return attempt(() => {
    for (const frame of frames) checker.check(frame);
  });
}

function segmentLoss(problem: Problem, segment: ValidSegmentReference): Loss {
  const { frameCount: frames, first, last } = segment;
  return { ...problem, kind: "frames", frames, first, last };
}
