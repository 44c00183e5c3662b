import protobuf from "protobufjs/minimal.js";

const INITIAL_SIZE = 1024;
const TWO_TO_28 = 2 ** 28;
const MAX_LENGTH_SIZE = 5;

/** What is used of protobufjs' Writer, with the method that its declared type leaves out. */
interface BareWriter {
  buf: Uint8Array;
  pos: number;
  _reserve(size: number): void;
  fork(): this;
  ldelim(): this;
  uint32(value: number): this;
  int32(value: number): this;
  uint64(value: unknown): this;
  bool(value: boolean): this;
  double(value: number): this;
  bytes(value: unknown): this;
  string(value: string): this;
  raw(bytes: Uint8Array): this;
}
const BareWriter = protobuf.Writer as unknown as { new (): BareWriter; alloc(size: number): Uint8Array };

/**
 * Writes the protobuf wire format and refuses what protobufjs would silently bend: numbers out of range, values of
 * another type, strings with a lone surrogate. Grows plain memory of its own, never a slice of a pool.
 */
export class WireWriter extends BareWriter {
  static override alloc(size: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(Math.max(size, INITIAL_SIZE));
  }

  /** Where the messages that are being written start, outermost first. */
  #starts: number[] = [];
  /** How many bytes the length took last time, at each depth: mostly it will again. */
  #rooms: number[] = [];
  /** Bytes of the message that was finished last. */
  lastLength = 0;

  /** Starts a message inside. */
  override fork(): this {
    const depth = this.#starts.push(this.pos) - 1;
    this._reserve(MAX_LENGTH_SIZE);
    this.pos += this.#rooms[depth] ??= 1;
    return this;
  }

  /** Ends it, and puts its length before it. */
  override ldelim(): this {
    const depth = this.#starts.length - 1;
    const start = this.#starts.pop()!;
    const room = this.#rooms[depth]!;
    const length = this.pos - start - room;
    const size = varintSize(length);
    if (size !== room) {
      this._reserve(MAX_LENGTH_SIZE);
      this.buf.copyWithin(start + size, start + room, this.pos);
      this.#rooms[depth] = size;
    }
    this.pos = start;
    this.#varint(length);
    this.pos += length;
    this.lastLength = length;
    return this;
  }

  /** Needs room for five bytes. */
  #varint(value: number): void {
    let rest = value;
    while (rest > 127) {
      this.buf[this.pos++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.buf[this.pos++] = rest;
  }

  /** @throws TypeError, RangeError */
  override uint32(value: number): this {
    if (value >>> 0 !== value) throw misuse(value, "an integer of 0 to 2^32 - 1");
    this._reserve(MAX_LENGTH_SIZE);
    this.#varint(value);
    return this;
  }

  /** Enums. @throws TypeError, RangeError */
  override int32(value: number): this {
    if ((value | 0) !== value) throw misuse(value, "an integer of 32 bits");
    return super.int32(value);
  }

  /** @throws TypeError, RangeError */
  override uint64(value: unknown): this {
    if (!Number.isSafeInteger(value) || (value as number) < 0) throw misuse(value, "an integer of 0 to 2^53 - 1");
    const number = value as number;
    if (number < TWO_TO_28) return this.uint32(number);
    // In two halves that are integers to the engine too.
    const low = (number % TWO_TO_28) | 0;
    this._reserve(4);
    this.buf[this.pos++] = (low & 127) | 128;
    this.buf[this.pos++] = ((low >>> 7) & 127) | 128;
    this.buf[this.pos++] = ((low >>> 14) & 127) | 128;
    this.buf[this.pos++] = (low >>> 21) | 128;
    return this.uint32(Math.floor(number / TWO_TO_28));
  }

  /** @throws TypeError */
  override bool(value: boolean): this {
    if (typeof value !== "boolean") throw misuse(value, "a boolean");
    return super.bool(value);
  }

  /** @throws TypeError */
  override double(value: number): this {
    if (typeof value !== "number") throw misuse(value, "a number");
    return super.double(value);
  }

  /** @throws TypeError */
  override bytes(value: unknown): this {
    if (!(value instanceof Uint8Array)) throw misuse(value, "a Uint8Array");
    return super.bytes(value);
  }

  /** @throws TypeError also if it is not well-formed UTF-16, which no UTF-8 can say. */
  override string(value: string): this {
    if (typeof value !== "string") throw misuse(value, "a string");
    const units = value.length;
    // The room for the length is right if all is ASCII, and otherwise mostly.
    const room = varintSize(units);
    this._reserve(5 + units * 3);
    const start = this.pos + room;
    const end = units < NATIVE_FROM ? writeUtf8(value, this.buf, start) : writeUtf8Natively(value, this.buf, start);
    const size = varintSize(end - start);
    if (size !== room) this.buf.copyWithin(this.pos + size, start, end);
    this.#varint(end - start);
    this.pos += end - start;
    return this;
  }

  /** Forgets what was written after `pos`. */
  rewind(pos: number): void {
    this.pos = pos;
    this.#starts.length = 0;
  }

  /** A copy of what was written. */
  written(start = 0): Uint8Array<ArrayBuffer> {
    return this.buf.slice(start, this.pos) as Uint8Array<ArrayBuffer>;
  }
}

/** Length from which the platform's encoder is faster than a loop. */
const NATIVE_FROM = 24;
const encoder = new TextEncoder();

function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest > 127; rest >>>= 7) size++;
  return size;
}

/** Writes well-formed text and gives the position after it. @throws TypeError */
function writeUtf8(text: string, target: Uint8Array, start: number): number {
  let pos = start;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) {
      target[pos++] = unit;
    } else if (unit < 0x800) {
      target[pos++] = 0xc0 | (unit >> 6);
      target[pos++] = 0x80 | (unit & 63);
    } else if (unit < 0xd800 || unit > 0xdfff) {
      target[pos++] = 0xe0 | (unit >> 12);
      target[pos++] = 0x80 | ((unit >> 6) & 63);
      target[pos++] = 0x80 | (unit & 63);
    } else {
      const low = text.charCodeAt(++i);
      // Past the end it is NaN, which is no low surrogate either.
      if (unit > 0xdbff || (low & 0xfc00) !== 0xdc00) throw illFormed();
      const point = 0x10000 + ((unit & 0x3ff) << 10) + (low & 0x3ff);
      target[pos++] = 0xf0 | (point >> 18);
      target[pos++] = 0x80 | ((point >> 12) & 63);
      target[pos++] = 0x80 | ((point >> 6) & 63);
      target[pos++] = 0x80 | (point & 63);
    }
  }
  return pos;
}

function writeUtf8Natively(text: string, target: Uint8Array, start: number): number {
  const { written } = encoder.encodeInto(text, target.subarray(start));
  // The encoder writes U+FFFD for a lone surrogate; in ASCII there is none.
  if (written !== text.length && hasLoneSurrogate(text)) throw illFormed();
  return start + written;
}

function illFormed(): TypeError {
  return new TypeError("a string with a lone surrogate");
}

/** Whether some UTF-16 code unit of `text` is half of a pair without its other half. */
export function hasLoneSurrogate(text: string): boolean {
  // Of ECMAScript 2024, but older than any platform that Keepsake runs on.
  return !(text as string & { isWellFormed(): boolean }).isWellFormed();
}

function misuse(value: unknown, wanted: string): Error {
  const shown = typeof value === "number" || typeof value === "bigint" ? String(value) : typeof value;
  return typeof value === "number"
    ? new RangeError(`${shown} is not ${wanted}`)
    : new TypeError(`${shown} is not ${wanted}`);
}
