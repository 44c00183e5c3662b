/** The fields of a message that matter to what the specification leaves open. */
export interface Schema {
  readonly [field: number]: {
    readonly wire: 0 | 2;
    /** A repeated number has two forms. */
    readonly packable?: true;
    readonly repeated?: true;
    readonly message?: Schema;
  };
}

const VARINT = { wire: 0 } as const;
const BYTES = { wire: 2 } as const;

const SLOT_INFO: Schema = {
  1: BYTES,
  2: BYTES,
  16: { wire: 2, message: {} },
  17: { wire: 2, message: { 1: BYTES, 2: BYTES, 3: { wire: 2, repeated: true } } },
};

/** proto/keepsake/v1, as far as tampering reaches it without a key. */
export const SCHEMAS = {
  slotInfo: SLOT_INFO,
  header: {
    1: BYTES,
    2: VARINT,
    3: VARINT,
    4: BYTES,
    5: { wire: 2, repeated: true, message: { 1: { wire: 2, message: SLOT_INFO, repeated: true }, 2: BYTES } },
    6: BYTES,
    7: { wire: 0, packable: true, repeated: true },
  },
  archiveIndex: { 1: { wire: 2, repeated: true, message: { 1: BYTES, 2: VARINT, 3: VARINT } } },
  deviceState: {
    1: BYTES,
    2: VARINT,
    3: BYTES,
    4: VARINT,
    5: BYTES,
    6: VARINT,
    7: BYTES,
    8: BYTES,
    9: { wire: 2, repeated: true, message: { 1: BYTES, 2: BYTES } },
  },
} as const satisfies Record<string, Schema>;

/** A varint at a place, and where it ends; undefined if it does not. Numbers above 2^53 lose digits that nobody needs here. */
function varint(bytes: Uint8Array, at: number): readonly [value: number, end: number] | undefined {
  let value = 0;
  for (let i = 0; i < 10; i++) {
    const byte = bytes[at + i];
    if (byte === undefined) return undefined;
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return [value, at + i + 1];
  }
  return undefined;
}

const FIXED: Readonly<Record<number, number>> = { 1: 8, 5: 4 };

/**
 * Whether a message has what the specification leaves open (02-notation.md, Protobuf): a known field of a foreign wire
 * type, or a message field that is not repeated and occurs twice. Reads up to the first byte that is no protobuf.
 */
export function hasOpenEncoding(bytes: Uint8Array, schema: Schema): boolean {
  const seen = new Set<number>();
  for (let at = 0; at < bytes.length; ) {
    const tag = varint(bytes, at);
    if (tag === undefined) return false;
    const [field, wire] = [Math.floor(tag[0] / 8), tag[0] % 8];
    const known = schema[field];
    if (known !== undefined && wire !== known.wire && !(known.packable && wire === 2)) return true;
    if (known?.message !== undefined && !known.repeated) {
      if (seen.has(field)) return true;
      seen.add(field);
    }
    const head = wire === 0 || wire === 2 ? varint(bytes, tag[1]) : undefined;
    if (wire === 2) {
      if (head === undefined || head[1] + head[0] > bytes.length) return false;
      if (known?.message !== undefined && hasOpenEncoding(bytes.subarray(head[1], head[1] + head[0]), known.message)) {
        return true;
      }
      at = head[1] + head[0];
    } else if (wire === 0) {
      if (head === undefined) return false;
      at = head[1];
    } else {
      const size = FIXED[wire];
      if (size === undefined) return false;
      at = tag[1] + size;
    }
  }
  return false;
}
