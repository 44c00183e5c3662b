/**
 * The protobuf wire format by the schema alone, so that the suite can write what a careful writer would not, and has an
 * opinion of its own on what it would. Spec: Notation, Protobuf.
 */
import { type FieldSchema, MESSAGES } from "../../../reference/core/proto/schema.js";
import { ascii, join } from "./oracle.js";
import { type Dice, dice } from "./random.js";

const utf8 = ascii;

/** A varint, with `longer` bytes more than it needs, up to ten. */
export function varint(value: number | bigint, longer = 0): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  } while (rest > 0n);
  for (let i = 0; i < longer && bytes.length < 10; i++) bytes.push(128);
  bytes[bytes.length - 1]! &= 127;
  return Uint8Array.from(bytes);
}

/** A length-delimited field. */
export const delimited = (number: number, bytes: Uint8Array, longer = 0): Uint8Array =>
  join(varint(number * 8 + 2, longer), varint(bytes.length, longer), bytes);

const WIRE_TYPE = { string: 2, bytes: 2, message: 2, double: 1, bool: 0, uint32: 0, uint64: 0, enum: 0 } as const;

function payload(field: FieldSchema, value: unknown): Uint8Array {
  switch (field.kind) {
    case "message":
      return encode(field.of!, value as Record<string, unknown>);
    case "string":
      return utf8(value as string);
    case "bytes":
      return value as Uint8Array;
    case "double": {
      const bytes = new Uint8Array(8);
      new DataView(bytes.buffer).setFloat64(0, value as number, true);
      return bytes;
    }
    default:
      return varint(Number(value));
  }
}

function one(field: FieldSchema, content: Uint8Array, longer = 0): Uint8Array {
  const type = WIRE_TYPE[field.kind];
  if (type === 2) return delimited(field.number, content, longer);
  return join(varint(field.number * 8 + type, longer), content);
}

const isDefault = (value: unknown): boolean =>
  value === 0 || value === false || value === "" || (value instanceof Uint8Array && value.length === 0);

/** The canonical encoding of a message, given as the reference has it. */
export function encode(name: string, message: Readonly<Record<string, unknown>>): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const field of MESSAGES[name]!) {
    const value = message[field.name];
    if (value === undefined || value === null) continue;
    if (!field.repeated) {
      if (field.presence || !isDefault(value)) parts.push(one(field, payload(field, value)));
      continue;
    }
    const items = (value as readonly unknown[]).map((item) => payload(field, item));
    if (WIRE_TYPE[field.kind] === 2) parts.push(...items.map((item) => one(field, item)));
    else if (items.length > 0) parts.push(delimited(field.number, join(...items)));
  }
  return join(...parts, ...((message.$unknowns as readonly Uint8Array[] | undefined) ?? []));
}

/** What a reader must not mind. */
export interface Noise {
  /** Fields in any order. */
  readonly shuffled: boolean;
  /** Tags, lengths and numbers in more bytes than they need. */
  readonly long: boolean;
  /** Fields with other values before the ones that count, and fields that are 0 or empty. */
  readonly repeated: boolean;
  /** How many unknown fields each message gets at most. */
  readonly unknown: number;
  readonly seed: number;
}

/** A message in another form, with the same meaning but for the unknown fields that were added. */
export interface Noisy {
  readonly bytes: Uint8Array;
  /** Unknown fields that were added, at any depth. */
  readonly added: number;
  /** Its canonical encoding. */
  readonly canonical: Uint8Array;
  /** What it says, with the unknown fields that were added. */
  readonly message: Record<string, unknown>;
}

/** Encodes a message in a form that is allowed and not canonical. */
export function encodeNoisily(name: string, message: Readonly<Record<string, unknown>>, noise: Noise): Noisy {
  return encodeWith(name, message, noise, dice(noise.seed));
}

function encodeWith(name: string, message: Readonly<Record<string, unknown>>, noise: Noise, random: Dice): Noisy {
  let added = 0;
  // One group a field, so that the order within a list stays.
  const groups: Uint8Array[][] = [];
  const canonical: Uint8Array[] = [];
  const said: Record<string, unknown> = {};
  const longer = () => (noise.long ? random.roll(4) : 0);
  const number = (value: unknown) => varint(Number(value), longer());

  const item = (field: FieldSchema, value: unknown): { noisy: Uint8Array; plain: Uint8Array; value: unknown } => {
    if (field.kind !== "message") {
      const plain = payload(field, value);
      return { noisy: WIRE_TYPE[field.kind] === 0 ? number(value) : plain, plain, value };
    }
    const inner = encodeWith(field.of!, value as Record<string, unknown>, noise, random);
    added += inner.added;
    return { noisy: inner.bytes, plain: inner.canonical, value: inner.message };
  };

  for (const field of MESSAGES[name]!) {
    const value = message[field.name];
    const isSet = value !== undefined && value !== null;
    if (!isSet || field.repeated || (!field.presence && isDefault(value))) {
      const isPlain = !field.repeated && !field.presence;
      if (isPlain && noise.repeated && random.roll(3) === 0) groups.push([one(field, zeroOf(field), longer())]);
      if (!isSet || !field.repeated) continue;
      const items = (value as readonly unknown[]).map((each) => item(field, each));
      if (items.length === 0) continue;
      said[field.name] = items.map((each) => each.value);
      if (WIRE_TYPE[field.kind] === 2) {
        canonical.push(...items.map(({ plain }) => one(field, plain)));
        groups.push(items.map(({ noisy }) => one(field, noisy, longer())));
      } else {
        canonical.push(delimited(field.number, join(...items.map(({ plain }) => plain))));
        groups.push(items.map(({ noisy }) => one(field, noisy, longer())));
      }
      continue;
    }
    const { noisy, plain, value: inner } = item(field, value);
    said[field.name] = inner;
    canonical.push(one(field, plain));
    const group = [one(field, noisy, longer())];
    if (field.kind !== "message" && noise.repeated && random.roll(2) === 0) {
      group.unshift(one(field, otherValue(field, random)));
    }
    groups.push(group);
  }
  const own = (message.$unknowns as readonly Uint8Array[] | undefined) ?? [];
  const unknown = [...own];
  for (let i = noise.unknown === 0 ? 0 : random.roll(noise.unknown + 1); i > 0; i--) {
    unknown.push(unknownField(random));
    added++;
  }
  const known = noise.shuffled ? random.shuffle(groups) : groups;
  return {
    bytes: join(...mixed(known.flat(), unknown, noise.shuffled ? random : undefined)),
    added,
    canonical: join(...canonical, ...unknown),
    message: unknown.length === 0 ? said : { ...said, $unknowns: unknown },
  };
}

/** Both lists in their own order, mixed if there are dice. */
function mixed(known: readonly Uint8Array[], unknown: readonly Uint8Array[], random: Dice | undefined): Uint8Array[] {
  if (random === undefined) return [...known, ...unknown];
  const all: Uint8Array[] = [];
  const [a, b] = [[...known], [...unknown]];
  while (a.length + b.length > 0) {
    const next = random.roll(a.length + b.length) < a.length ? a.shift() : b.shift();
    all.push(next!);
  }
  return all;
}

const zeroOf = (field: FieldSchema): Uint8Array =>
  field.kind === "double" ? new Uint8Array(8) : WIRE_TYPE[field.kind] === 0 ? Uint8Array.of(0) : new Uint8Array();

function otherValue(field: FieldSchema, random: Dice): Uint8Array {
  if (field.kind === "bool") return Uint8Array.of(random.roll(2));
  if (field.kind === "double") return new Uint8Array(8);
  return WIRE_TYPE[field.kind] === 0 ? varint(random.roll(100)) : ascii("earlier".slice(0, random.roll(8)));
}

/** A field that no message of version 1.0 has. */
export function unknownField(random: Dice): Uint8Array {
  const number = [100 + random.roll(16), 19_000 + random.roll(1000), 2 ** 29 - 1][random.roll(3)]!;
  switch (random.roll(4)) {
    case 0:
      return join(varint(number * 8), varint(random.roll(2) === 0 ? random.roll(300) : 2n ** 64n - 1n));
    case 1:
      return join(varint(number * 8 + 1), random.bytes(8));
    case 2:
      return delimited(number, random.bytes(random.roll(20)));
    default:
      return join(varint(number * 8 + 5), random.bytes(4));
  }
}
