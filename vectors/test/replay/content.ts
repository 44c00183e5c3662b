import { concat } from "../../../reference/core/bytes.js";
import { validateFrame } from "../../../reference/core/frame-rules.js";
import { frameToJson } from "../../../reference/core/json.js";
import { orderKey } from "../../../reference/core/order-key.js";
import { decodeFrame, encodeFrame } from "../../../reference/core/proto/codec.js";
import { decodeSegment, encodeSegment, encodeSegmentTable, segmentTable } from "../../../reference/core/segment.js";
import { createFrameChecker } from "../../../reference/core/stream-rules.js";
import { unknownFields } from "../../../reference/core/unknown-fields.js";
import { bytesOf, type Inputs } from "../load.js";
import type { Replays } from "./replay.js";

function readFrame(bytes: Uint8Array, index?: number) {
  const frame = decodeFrame(bytes);
  validateFrame(frame, index);
  return frame;
}

export const segment: Replays = {
  encode(_, { table, frames }) {
    const { content, table: made } = encodeSegment(frames.map((frame: Inputs) => decodeFrame(bytesOf(frame))));
    const entries = table.map(({ id, length }: Inputs) => ({ id: bytesOf(id), length }));
    const head = concat(encodeSegmentTable(entries));
    if (made.length !== entries.length || head.some((byte, i) => byte !== content[i])) throw new Error("another table");
    return { ok: { content } };
  },
  decode(_, { content, frameCount, first, last }) {
    const bytes = bytesOf(content);
    const { frames, unknownFields, unknownFrames } = decodeSegment(bytes, { frameCount, first, last });
    const table = segmentTable(bytes).map(({ id, length }) => ({ id, length }));
    return { ok: { frames: frames.map((f) => JSON.stringify(frameToJson(f))), table, unknownFields, unknownFrames } };
  },
};

export const frames: Replays = {
  frame(_, inputs) {
    const frame = readFrame(bytesOf(inputs.frame));
    const unknown = unknownFields(frame).reduce((sum, { count }) => sum + count, 0);
    return {
      ok: { json: JSON.stringify(frameToJson(frame)), orderKey: orderKey(frame), unknownFields: unknown },
      intermediates: { canonical: encodeFrame(frame) },
    };
  },
  backup(_, inputs) {
    const checker = createFrameChecker();
    const decoded = inputs.frames.map((frame: Inputs, i: number) => readFrame(bytesOf(frame), i));
    for (const [i, frame] of decoded.entries()) checker.check(frame, i);
    checker.finish();
    return { ok: { orderKeys: decoded.map(orderKey).filter((key: unknown) => key !== undefined) } };
  },
};
