import { KeepsakeError } from "./errors.js";
import { frameError } from "./frame-rules.js";
import { createKnownNames, type LostSegment } from "./known-names.js";
import { LIMITS } from "./limits.js";
import { compareOrderKeys, type OrderKey, orderKey, TIMELINE_RANK } from "./order-key.js";
import type { Account, Frame } from "./proto/types.js";
import { beyond, type Fault } from "./rule.js";

export type { LostSegment };

/** Checks the rules between the frames of a backup, one frame after another. */
export interface FrameChecker {
  /**
   * Takes the next frame, one that `validateFrame` accepts.
   *
   * @param index - for the error; by default it counts the frames
   * @throws KeepsakeError content.order, content.limit-exceeded, content.reference with `path` and `frame`
   */
  check(frame: Frame, index?: number): void;
  /** Goes on after a segment that is lost. What it may have held is not missed. */
  skip(lost: LostSegment): void;
  /** Whether a contact, group or chat like this one was among the frames. True for frames of other kinds. */
  hasName(frame: Frame): boolean;
  /** Call after the last frame. @throws KeepsakeError content.order, content.reference */
  finish(): void;
}

/**
 * Starts to check a backup: the account is first, order keys ascend strictly, and every contact, group and chat that a
 * frame names has a frame of its own. Memory grows with the number of contacts, groups and chats, not of messages.
 * Spec: Content, Frames.
 */
export function createFrameChecker(): FrameChecker {
  const names = createKnownNames();
  let count = 0;
  let last: OrderKey | undefined;
  let account: Account | undefined;
  let directory = 0;

  function checkOrder(key: OrderKey | undefined): Fault | undefined {
    // [@account-first]
    if (last === undefined) return key?.rank === 1 ? undefined : outOfOrder("is first, but is no account");
    // [@frame-order]
    if (key === undefined || compareOrderKeys(last, key) < 0) return undefined;
    return outOfOrder("does not come after the frame before it");
  }

  /** What other frames may name has to be kept. [@directory-limit] */
  function checkDirectory(): Fault | undefined {
    if (++directory <= LIMITS.directoryFrames) return undefined;
    return beyond("", `is one more than ${LIMITS.directoryFrames} contacts, groups, chats and the like`);
  }

  return {
    check(frame, index = count) {
      count++;
      const key = orderKey(frame);
      const misplaced = checkOrder(key);
      if (misplaced !== undefined) throw frameError(misplaced, index);
      const isDirectory = key !== undefined && key.rank < TIMELINE_RANK;
      const fault = (isDirectory ? checkDirectory() : undefined) ?? names.check(frame);
      if (fault !== undefined) throw frameError(fault, index);
      names.add(frame);
      if (frame.account != null) account = frame.account;
      last = key ?? last;
    },
    skip(lost) {
      names.addLost(lost);
      last = lost.last;
    },
    hasName: (frame) => names.has(frame),
    finish() {
      if (last === undefined) throw new KeepsakeError("content.order", "A backup has no account.");
      // The account comes before the contacts. All frames are out by now, so that none is lost for this. [@self-contact-last]
      const fault = account === undefined ? undefined : names.checkSelf(account.selfContactId);
      if (fault !== undefined) throw frameError(fault, 0);
    },
  };
}

function outOfOrder(reason: string): Fault {
  return { code: "content.order", path: "", reason };
}
