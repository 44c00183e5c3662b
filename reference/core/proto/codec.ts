import { type ErrorCode, KeepsakeError } from "../errors.js";
import { checkTypes } from "./check-types.js";
import { type Generated, keepsake } from "./generated.js";
import type * as types from "./types.js";
import { WireReader } from "./wire-reader.js";
import { WireWriter } from "./wire-writer.js";

const { v1 } = keepsake;

/**
 * The one way between bytes and messages. Decoded values own their bytes, have 64-bit fields as numbers, and keep what
 * they do not know in `$unknowns`, from where it is encoded again. Values to encode are plain objects; everything unset
 * has its default. Every encoder throws TypeError or RangeError, with the path, for a value of the wrong type or range.
 */
function codec<T>(name: string, generated: Generated<T>, defaultCode: ErrorCode) {
  return {
    encode(value: T): Uint8Array<ArrayBuffer> {
      checkTypes(name, value);
      const writer = new WireWriter();
      generated.encode(value, writer);
      return writer.written();
    },
    decode(bytes: Uint8Array, code: ErrorCode = defaultCode): types.Decoded<T> {
      try {
        return generated.decode(new WireReader(bytes));
      } catch (cause) {
        throw new KeepsakeError(code, `${name}: ${(cause as Error).message}`, { cause });
      }
    },
  };
}

const header = codec("Header", v1.Header, "header.malformed");
const slotInfo = codec("SlotInfo", v1.SlotInfo, "header.malformed");
const headerDetails = codec("HeaderDetails", v1.HeaderDetails, "header.malformed");
const snapshot = codec("Snapshot", v1.Snapshot, "snapshot.malformed");
const mark = codec("Mark", v1.Mark, "mark.malformed");
const archiveIndex = codec("ArchiveIndex", v1.ArchiveIndex, "archive.malformed");
const deviceState = codec("DeviceState", v1.DeviceState, "input.malformed");

/** Encodes the clear part of a header. @throws TypeError, RangeError */
export const encodeHeader = header.encode;
/** Decodes the clear part of a header. @throws KeepsakeError `code`, by default header.malformed */
export const decodeHeader = header.decode;
/** Encodes the clear part of a key slot. @throws TypeError, RangeError */
export const encodeSlotInfo = slotInfo.encode;
/** Decodes the clear part of a key slot. @throws KeepsakeError `code`, by default header.malformed */
export const decodeSlotInfo = slotInfo.decode;
/** Encodes the sealed part of a header. @throws TypeError, RangeError */
export const encodeHeaderDetails = headerDetails.encode;
/** Decodes the sealed part of a header. @throws KeepsakeError `code`, by default header.malformed */
export const decodeHeaderDetails = headerDetails.decode;
/** Encodes a snapshot. @throws TypeError, RangeError */
export const encodeSnapshot = snapshot.encode;
/** Decodes a snapshot. @throws KeepsakeError `code`, by default snapshot.malformed */
export const decodeSnapshot = snapshot.decode;
/** Encodes a mark. @throws TypeError, RangeError */
export const encodeMark = mark.encode;
/** Decodes a mark. @throws KeepsakeError `code`, by default mark.malformed */
export const decodeMark = mark.decode;
/** Encodes the index of an archive. @throws TypeError, RangeError */
export const encodeArchiveIndex = archiveIndex.encode;
/** Decodes the index of an archive. @throws KeepsakeError `code`, by default archive.malformed */
export const decodeArchiveIndex = archiveIndex.decode;
/** Encodes what a device remembers. @throws TypeError, RangeError */
export const encodeDeviceState = deviceState.encode;
/** Decodes what a device remembers. @throws KeepsakeError `code`, by default input.malformed */
export const decodeDeviceState = deviceState.decode;

export { decodeFrame, encodeFrame } from "./frame-codec.js";
export type * from "./types.js";
