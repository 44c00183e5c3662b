import { validateFrame } from "../../reference/core/frame-rules.js";
import { frameToJson } from "../../reference/core/json.js";
import { type OrderKey, orderKey } from "../../reference/core/order-key.js";
import { decodeFrame, encodeFrame } from "../../reference/core/proto/codec.js";
import type { Decoded, Frame } from "../../reference/core/proto/types.js";
import { decodeSegment, encodeSegment, segmentTable } from "../../reference/core/segment.js";
import { createFrameChecker } from "../../reference/core/stream-rules.js";
import { unknownFields } from "../../reference/core/unknown-fields.js";
import type { Value, Values } from "../suite/case.js";
import { asBytes, bytes, list, number, object, text } from "./args.js";
import type { Operations } from "./operation.js";

/** A frame in canonical JSON. */
export const canonical = (frame: Frame): string => JSON.stringify(frameToJson(frame));

/** The frames of an argument, of which nothing is checked but that they are protobuf. */
export const framesOf = (args: Values): Decoded<Frame>[] => list(args, "frames", asBytes).map(decodeFrame);

function orderKeyOf(args: Values, name: string): OrderKey {
  const key = object(args, name);
  return { rank: number(key, "rank"), timeMs: number(key, "timeMs"), id: text(key, "id") };
}

const tableOf = (content: Uint8Array): Value => segmentTable(content).map(({ id, length }) => ({ id, length }));

/** Chapter 7. */
export const content: Operations = {
  "segment.encode": (args) => ({ content: encodeSegment(framesOf(args)).content }),
  "segment.decode": (args) => {
    const segment = bytes(args, "content");
    const [frameCount, first, last] = [number(args, "frameCount"), orderKeyOf(args, "first"), orderKeyOf(args, "last")];
    const decoded = decodeSegment(segment, { frameCount, first, last });
    const { unknownFields, unknownFrames } = decoded;
    return { frames: decoded.frames.map(canonical), table: tableOf(segment), unknownFields, unknownFrames };
  },
  "segment.table": (args) => ({ table: tableOf(bytes(args, "content")) }),
  "frame.validate": (args) => {
    const frame = decodeFrame(bytes(args, "frame"));
    validateFrame(frame);
    const unknown = unknownFields(frame).reduce((sum, { count }) => sum + count, 0);
    const key = orderKey(frame);
    return {
      json: canonical(frame),
      orderKey: key === undefined ? undefined : { ...key },
      unknownFields: unknown,
      encoded: encodeFrame(frame),
    };
  },
  "frames.validate": (args) => {
    const checker = createFrameChecker();
    const frames = framesOf(args);
    for (const [index, frame] of frames.entries()) validateFrame(frame, index);
    for (const [index, frame] of frames.entries()) checker.check(frame, index);
    checker.finish();
    const keys = frames.map(orderKey).filter((key) => key !== undefined);
    return { orderKeys: keys.map((key) => ({ ...key })) };
  },
};
