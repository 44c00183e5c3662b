import type { OrderKey } from "../../reference/core/order-key.js";
import { encodeSegmentTable } from "../../reference/core/segment.js";
import { concat } from "./bytes.js";
import * as chat from "./chat.js";
import { fails, TABLE_END } from "./segment-faults.js";
import { keyOf, PLAIN, type Segment, segmentOf, TABLE, TIMELINE } from "./segment-parts.js";
import type { Rejected } from "./vector.js";

export function places(): Rejected[] {
  const directory = segmentOf(chat.DIRECTORY);
  const build = (frames: Segment["frames"]) => concat(encodeSegmentTable(TABLE), chat.framesOf(frames));
  const [one, two, three] = TIMELINE;
  const moved = (key: OrderKey, by: Partial<OrderKey>) => ({ ...key, ...by });
  const order = "content.order";
  const malformed = "content.malformed";
  return [
    fails("segment-too-many-frames", "segment-frame-count", "the reference says one frame less", malformed, {
      frameCount: 2,
    }),
    fails("segment-too-few-frames", "segment-frame-count", "the reference says one frame more", malformed, {
      frameCount: 4,
    }),
    fails("segment-no-frames", "segment-frame-count", "all frames are removed", malformed, {
      content: PLAIN.content.subarray(0, TABLE_END),
    }),
    fails("segment-other-first", "segment-first", "the reference has another first key", malformed, {
      first: moved(PLAIN.first, { id: "m0" }),
    }),
    fails("segment-other-first-time", "segment-first", "the reference has another first time", malformed, {
      first: moved(PLAIN.first, { timeMs: PLAIN.first.timeMs - 1 }),
    }),
    fails("segment-other-last", "segment-last", "the reference has another last key", malformed, {
      last: moved(PLAIN.last, { id: "m4" }),
    }),
    fails("segment-frames-order", "frame-order", "two frames change places", order, {
      content: build([one!, three!, two!]),
      last: keyOf(two)!,
    }),
    fails("segment-frame-twice", "frame-order", "the last frame stands twice", order, {
      content: build([...TIMELINE, three!]),
      frameCount: 4,
    }),
    fails("segment-same-time", "frame-order", "two frames of one time, ids descending", order, {
      content: build([one!, two!, chat.message("m1x", 2)]),
      last: { rank: 7, timeMs: PLAIN.first.timeMs + 60_000, id: "m1x" },
    }),
    fails(
      "segment-directory-then-timeline",
      "segment-one-class",
      "a message follows the directory",
      order,
      { content: concat(directory.content, chat.framesOf([one!])), frameCount: 9, last: keyOf(one)! },
      "segment-directory",
      directory,
    ),
    fails(
      "segment-unknown-then-lower",
      "unknown-order",
      "a lower frame follows the unknown one",
      order,
      { content: build([one!, three!, chat.UNKNOWN_FRAME, two!]), frameCount: 4, last: keyOf(two)! },
      "segment-unknown-frame",
    ),
    fails(
      "segment-unknown-at-end",
      "segment-last",
      "the reference has another last key",
      malformed,
      { ...segmentOf([one!, chat.UNKNOWN_FRAME]), last: moved(PLAIN.first, { id: "m1x" }) },
      "segment-unknown-last",
    ),
    fails(
      "segment-unknown-first-not-above",
      "unknown-order",
      "the frame after the unknown one has the first key",
      order,
      { ...segmentOf([chat.UNKNOWN_FRAME, one!]), first: keyOf(one)! },
      "segment-unknown-first",
    ),
  ];
}
