import { frameToJson } from "../../reference/core/json.js";
import { orderKey } from "../../reference/core/order-key.js";
import { decodeFrame, encodeFrame, type Frame } from "../../reference/core/proto/codec.js";
import { unknownFields } from "../../reference/core/unknown-fields.js";
import { FRAME_FAULTS } from "./frame-faults.js";
import { VALID_FRAMES } from "./frame-valid.js";
import type { FrameFault } from "./frame-values.js";
import { between, bytesOf } from "./frames-between.js";
import type { Accepted, Layer, Rejected } from "./vector.js";

function accepted(id: string, requirement: string, frame: Frame | Uint8Array, comment: string): Accepted {
  const bytes = bytesOf(frame);
  const decoded = decodeFrame(bytes);
  const key = orderKey(decoded);
  const unknown = unknownFields(decoded).reduce((sum, { count }) => sum + count, 0);
  return {
    id,
    title: comment,
    requirements: [requirement],
    operation: "frame",
    inputs: { frame: bytes },
    ok: {
      json: JSON.stringify(frameToJson(decoded)),
      ...(key === undefined ? {} : { orderKey: { ...key } }),
      unknownFields: unknown,
    },
    intermediates: { canonical: encodeFrame(decoded) },
    comment,
  };
}

function rejected([id, requirement, parent, mutation, code, frame]: FrameFault): Rejected {
  return {
    id,
    title: mutation,
    requirements: [requirement],
    operation: "frame",
    inputs: { frame: bytesOf(frame) },
    reject: { code },
    parent,
    mutation,
    comment: "A rule of one frame.",
  };
}

/** Frames by themselves, and the rules between them. */
export function framesLayer(): Layer {
  return {
    layer: "frames",
    spec: "spec/07-content.md",
    notes: [
      "`frame` is the protobuf message without its length; its objects are not looked up in a table.",
      "`json` is its canonical JSON. `orderKey` is absent for a frame of unknown kind.",
      "`canonical` is the frame as a writer encodes it again.",
      "`backup` takes frames that are right by themselves, and applies the rules between frames.",
    ],
    vectors: [
      ...VALID_FRAMES.map(([id, requirement, frame, comment]) => accepted(id, requirement, frame, comment)),
      ...FRAME_FAULTS.map(rejected),
      ...between(),
    ],
  };
}
