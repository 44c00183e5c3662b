import protobuf from "protobufjs/minimal.js";

const MAX_VARINT_BYTES = 10;
const TWO_TO_28 = 2 ** 28;

/** A 64-bit field above 2^53 - 1. A class of its own because content gives it another code than damage. */
export class NumberTooLarge extends RangeError {}

/** Length up to which the platform's decoder is slower than a call with a few numbers. */
const SHORT = 24;
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
/** An array of each length, to be filled again and again. */
const codes = Array.from({ length: SHORT + 1 }, (_, length) => new Array<number>(length).fill(0));

function shortAscii(bytes: Uint8Array, start: number, length: number): string | undefined {
  const units = codes[length]!;
  for (let i = 0; i < length; i++) {
    const byte = bytes[start + i]!;
    if (byte > 127) return undefined;
    units[i] = byte;
  }
  return String.fromCharCode(...units);
}

/** What is used of protobufjs' Reader; its declared type would have 64-bit fields as Long. */
interface BareReader {
  buf: Uint8Array;
  pos: number;
  len: number;
  discardUnknown: boolean;
  raw(start: number, end: number): Uint8Array;
  tag(): number;
  size(): number;
  uint32(): number;
  int32(): number;
  bool(): boolean;
  double(): number;
  bytes(): Uint8Array;
  stringVerify(): string;
  skip(length: number): unknown;
  skipType(wireType: number, depth: number, fieldNumber: number): unknown;
  uint64(): unknown;
}
const BareReader = protobuf.Reader as unknown as new (bytes: Uint8Array) => BareReader;

/**
 * Reads the protobuf wire format as spec section "Notation" wants it: numbers exact or refused, no groups, varints of
 * at most 10 bytes and 64 bits, bytes copied out of the input. Nothing of protobufjs itself is configured, because other
 * programs in the process may use it too.
 */
export class WireReader extends BareReader {
  /** How many unknown fields have been met, at any depth that was decoded. */
  unknownFields = 0;

  constructor(bytes: Uint8Array) {
    // A Buffer's slice() would alias the input.
    super(bytes.constructor === Uint8Array ? bytes : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length));
    this.discardUnknown = false;
  }

  override raw(start: number, end: number): Uint8Array {
    return this.buf.slice(start, end);
  }

  /** @throws NumberTooLarge above 2^53 - 1; RangeError or Error if the varint is cut or too long. */
  override uint64(): number {
    const value = this.#varint();
    // [@number-limit]
    if (value > Number.MAX_SAFE_INTEGER) throw new NumberTooLarge("a number above 2^53 - 1");
    return value;
  }

  override uint32(): number {
    const { pos } = this;
    if (pos < this.len && this.buf[pos]! < 128) return this.buf[this.pos++]!;
    return this.#upTo(0xffff_ffff); // [@proto-uint32]
  }

  /** An enum: the schema has no other field of this type. Ten bytes if it is negative. */
  override int32(): number {
    const { buf, pos } = this;
    if (pos < this.len && buf[pos]! < 128) return buf[this.pos++]!;
    const value = this.#varint();
    if (value <= 0x7fff_ffff) return value;
    // Bits 31 to 63 are set.
    const isNegative =
      this.pos - pos === MAX_VARINT_BYTES &&
      (buf[pos + 4]! & 0x78) === 0x78 &&
      [5, 6, 7, 8].every((at) => buf[pos + at] === 0xff);
    if (!isNegative) throw new RangeError("an enum number of more than 32 bits"); // [@proto-enum]
    const low = buf.subarray(pos, pos + 5);
    return low.reduce((sum, byte, at) => sum | ((byte & 127) << (7 * at)), 0);
  }

  override bool(): boolean {
    return this.#upTo(1) === 1; // [@proto-bool]
  }

  override tag(): number {
    return this.uint32(); // [@proto-field-number]
  }

  override size(): number {
    return this.uint32();
  }

  #upTo(limit: number): number {
    const value = this.#varint();
    if (value > limit) throw new RangeError(`a number above ${limit}`);
    return value;
  }

  /** A varint: exact up to 2^53 - 1, and above that some number that is above it. */
  #varint(): number {
    const low = this.#group();
    if (low < TWO_TO_28) return low;
    const middle = this.#group();
    if (middle >= TWO_TO_28 && this.#restIsNotZero()) return Number.POSITIVE_INFINITY;
    return low - TWO_TO_28 + (middle % TWO_TO_28) * TWO_TO_28;
  }

  /** Up to four bytes of a varint: 28 bits, plus 2^28 if it goes on. */
  #group(): number {
    const { buf, len } = this;
    let value = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      if (this.pos >= len) throw new RangeError("a varint is cut");
      const byte = buf[this.pos++]!;
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
    }
    return value + TWO_TO_28;
  }

  /** The ninth and tenth byte of a varint. */
  #restIsNotZero(): boolean {
    let bits = 0;
    for (let i = 8; i < MAX_VARINT_BYTES; i++) {
      if (this.pos >= this.len) throw new RangeError("a varint is cut");
      const byte = this.buf[this.pos++]!;
      bits |= byte & 127;
      if (byte >= 128) continue;
      // [@proto-varint-64-bits]
      if (i === MAX_VARINT_BYTES - 1 && byte > 1) break;
      return bits !== 0;
    }
    // [@proto-varint-length]
    throw new Error("a varint of more than 10 bytes or 64 bits");
  }

  /** @throws TypeError if it is not UTF-8 [@proto-utf8] */
  override stringVerify(): string {
    const length = this.size();
    const start = this.pos;
    const end = start + length;
    // [@proto-overrun]
    if (end > this.len) throw new RangeError("a string is cut");
    this.pos = end;
    return (
      (length <= SHORT ? shortAscii(this.buf, start, length) : undefined) ??
      decoder.decode(this.buf.subarray(start, end))
    );
  }

  override skipType(wireType: number, _depth: number, fieldNumber: number): this {
    // [@proto-no-field-zero]
    if (fieldNumber === 0) throw new Error("field number 0");
    // [@proto-keep-unknown]
    this.unknownFields++;
    if (wireType === 0) this.#skipVarint();
    else if (wireType === 1) this.skip(8);
    else if (wireType === 2) this.skip(this.size());
    else if (wireType === 5) this.skip(4);
    // [@proto-no-groups] [@proto-wire-types]
    else throw new Error(`wire type ${wireType}`);
    return this;
  }

  #skipVarint(): void {
    this.#varint();
  }
}
