import { frameToJson } from "../../reference/core/json.js";
import { encodeFrame } from "../../reference/core/proto/codec.js";
import { decodeSegment } from "../../reference/core/segment.js";
import { concat, varint } from "./bytes.js";
import * as chat from "./chat.js";
import { structure } from "./segment-faults.js";
import { entries, inputsOf, keyOf, PLAIN, type Segment, segmentOf, TABLE, TIMELINE } from "./segment-parts.js";
import { places } from "./segment-places.js";
import type { Accepted, Layer } from "./vector.js";

function encodes(id: string, segment: Segment, comment: string): Accepted {
  const frames = segment.frames.map((frame) => (frame instanceof Uint8Array ? frame : encodeFrame(frame)));
  return {
    id,
    title: comment,
    requirements: ["segment-table-complete", "proto-canonical"],
    operation: "encode",
    inputs: { table: entries(segment.table), frames },
    ok: { content: segment.content },
    comment,
  };
}

function decodes(id: string, requirement: string, segment: Segment, comment: string): Accepted {
  const { frames, unknownFields, unknownFrames } = decodeSegment(segment.content, segment);
  return {
    id,
    title: comment,
    requirements: [requirement],
    operation: "decode",
    inputs: inputsOf(segment),
    ok: {
      frames: frames.map((frame) => JSON.stringify(frameToJson(frame))),
      table: entries(segment.table),
      unknownFields,
      unknownFrames,
    },
    comment,
  };
}

/** Segments: the table, and frames in their order. */
export function segmentLayer(): Layer {
  const additional = [...TABLE, { id: new Uint8Array(32).fill(255), length: 2 ** 40 }];
  const [one, two, three] = TIMELINE;
  const emoji = [chat.message("\u{1f600}", 1), chat.message("\u{1f600}a", 1)];
  const utf16 = [chat.message("\uff5e", 1), chat.message("\u{1f600}", 1)];
  const unknownFirst = segmentOf([chat.UNKNOWN_FRAME, two!, three!], TABLE);
  const late = concat(encodeFrame(one!), varint(1000 * 8), varint(5));
  const nested = encodeFrame(
    chat.message("m1", 1, { $unknowns: [concat(varint(150 * 8 + 2), varint(1), Uint8Array.of(9))] }),
  );
  return {
    layer: "segment",
    spec: "spec/07-content.md",
    notes: [
      "`frameCount`, `first` and `last` are those of the SegmentReference.",
      "`frames` of a decoded segment are canonical JSON, one frame a line.",
      "Rules between frames, but for order, are those of the layer frames.",
    ],
    vectors: [
      encodes(
        "segment-encode-directory",
        segmentOf(chat.DIRECTORY),
        "Every kind of the directory, and an empty table.",
      ),
      encodes("segment-encode-timeline", PLAIN, "Messages, and a table of two objects."),
      decodes("segment-directory", "segment-one-class", segmentOf(chat.DIRECTORY), "Every kind of the directory."),
      decodes("segment-timeline", "segment-table-reference", PLAIN, "Three messages, and a table of two objects."),
      decodes("segment-one-frame", "segment-frame-count", segmentOf([one!]), "One frame."),
      decodes(
        "segment-call",
        "frame-order",
        segmentOf([chat.CALL, one!]),
        "A call and a message of one time, by their ids.",
      ),
      decodes(
        "segment-table-additional",
        "segment-table-additional",
        segmentOf(TIMELINE, additional),
        "An entry that no frame refers to, of 2^40 bytes.",
      ),
      decodes(
        "segment-id-prefix",
        "frame-order",
        segmentOf(emoji),
        "An id that is the beginning of another comes first.",
      ),
      decodes("segment-id-utf8", "frame-order", segmentOf(utf16), "Ids are compared as UTF-8, not as UTF-16."),
      decodes(
        "segment-unknown-frame",
        "unknown-kept",
        segmentOf([one!, two!, chat.UNKNOWN_FRAME, three!], TABLE),
        "A frame of unknown kind in the middle.",
      ),
      decodes(
        "segment-unknown-last",
        "unknown-order",
        segmentOf([one!, chat.UNKNOWN_FRAME]),
        "A frame of unknown kind at the end has the key of the one before.",
      ),
      decodes(
        "segment-unknown-first",
        "unknown-order",
        { ...unknownFirst, first: keyOf(one)! },
        "A frame of unknown kind at the start has the key `first`.",
      ),
      decodes("segment-unknown-field", "unknown-kept", segmentOf([late]), "An unknown field of a frame."),
      decodes("segment-unknown-nested", "unknown-kept", segmentOf([nested]), "An unknown field of a message."),
      ...structure(),
      ...places(),
    ],
  };
}
