import type { ErrorCode } from "../../reference/core/errors.js";
import { type Attachment, encodeFrame, type Frame, type Message, type Text } from "../../reference/core/proto/codec.js";
import { bytesField, concat, numberField, utf8 } from "./bytes.js";
import * as chat from "./chat.js";

/** Id, requirement, frame, comment. */
export type ValidFrame = readonly [string, string, Frame | Uint8Array, string];

/** Id, requirement, parent, mutation, code, frame. */
export type FrameFault = readonly [string, string, string, string, ErrorCode, Frame | Uint8Array];

export const say = (change: Message = {}) => chat.message("m1", 1, change);

export const text = (value: Text) => say({ text: { text: value } });

export const media = (change: Attachment) => say({ media: { attachments: [{ ...chat.ATTACHMENT, ...change }] } });

export const location = (change: object) => say({ location: { location: { latitude: 1, longitude: 2, ...change } } });

export const { object: _, ...OMITTED } = chat.ATTACHMENT;

export const x = (length: number) => "x".repeat(length);

export const PLAIN = encodeFrame(say());

/** The id of a contact. */
export const FRIEND = bytesField(1, utf8("friend"));

/** A varint of 64 bits that are set. */
export const TEN = Uint8Array.of(...Array(9).fill(0xff), 1);

/** A frame with an enum of that number. */
export const systemKind = (number: bigint) =>
  bytesField(7, concat(PLAIN.subarray(2), bytesField(31, numberField(1, number))));

export const last = Number.MAX_SAFE_INTEGER;

export const image = { id: "a2", kind: 7 };

export const limit = "content.limit-exceeded";

export const malformed = "content.malformed";

export const reference = "content.reference";

export const group = chat.GROUP.group!;

export const call = chat.CALL.call!;
