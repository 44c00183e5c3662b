import { KeepsakeError } from "../errors.js";
import { checkTypes } from "./check-types.js";
import { keepsake } from "./generated.js";
import { locateFault } from "./locate-fault.js";
import type { Decoded, Frame } from "./types.js";
import { NumberTooLarge, WireReader } from "./wire-reader.js";
import { WireWriter } from "./wire-writer.js";

const generated = keepsake.v1.Frame;

/**
 * Appends a frame, after its length as a varint. Checks types only; `validateFrame` has the rules.
 *
 * @returns its length
 * @throws TypeError, RangeError, naming the path
 */
export function writeFrame(writer: WireWriter, frame: Frame): number {
  const start = writer.pos;
  try {
    writer.fork();
    generated.encode(frame, writer);
    return writer.ldelim().lastLength;
  } catch (error) {
    writer.rewind(start);
    // Only now is it worth the time to look where.
    checkTypes("Frame", frame);
    throw error;
  }
}

/**
 * Reads a frame of `length` bytes. Checks the wire format only; `validateFrame` has the rules.
 *
 * @param index - for the details of an error
 * @throws KeepsakeError content.malformed, content.limit-exceeded for a number above 2^53 - 1
 */
export function readFrame(reader: WireReader, length: number, index?: number): Decoded<Frame> {
  const start = reader.pos;
  try {
    return generated.decode(reader, length);
  } catch (cause) {
    const path = locateFault("Frame", new WireReader(reader.buf.subarray(start, start + length)));
    // [@frame-protobuf] [@time-limit]
    throw new KeepsakeError(
      cause instanceof NumberTooLarge ? "content.limit-exceeded" : "content.malformed",
      `${index === undefined ? "A frame" : `Frame ${index}`} does not parse at ${path || "its start"}: ${(cause as Error).message}.`,
      { cause, path, ...(index === undefined ? {} : { frame: index }) },
    );
  }
}

/** Encodes a frame without its length. @throws TypeError, RangeError, naming the path */
export function encodeFrame(frame: Frame): Uint8Array<ArrayBuffer> {
  checkTypes("Frame", frame);
  const writer = new WireWriter();
  generated.encode(frame, writer);
  return writer.written();
}

/** Decodes a frame. @throws KeepsakeError content.malformed, content.limit-exceeded for a number above 2^53 - 1 */
export function decodeFrame(bytes: Uint8Array): Decoded<Frame> {
  return readFrame(new WireReader(bytes), bytes.length);
}
