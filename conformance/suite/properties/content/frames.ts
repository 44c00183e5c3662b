/** What the specification says of frames, by the schema alone. Spec: Content. */
import { ENUMS, MESSAGES } from "../../../../reference/core/proto/schema.js";
import type { Frame } from "../../../../reference/core/proto/types.js";
import type { Value } from "../../case.js";
import { ascii, digest, hex, join, type Reference, u32, u64 } from "../oracle.js";
import { encode, varint } from "../protobuf.js";

type Message = Readonly<Record<string, unknown>>;

/** Where a frame stands. */
export type Place = { readonly rank: number; readonly timeMs: number; readonly id: string };

/** The order key of a frame; undefined for one of unknown kind. */
export function placeOf(frame: Frame): Place | undefined {
  for (const { name, number } of MESSAGES.Frame!) {
    const item = (frame as Message)[name] as Message | undefined;
    if (item == null) continue;
    const { id = "", receivedAtMs = 0 } = item as { id?: string; receivedAtMs?: number };
    if (number >= 7) return { rank: 7, timeMs: receivedAtMs, id };
    return { rank: number, timeMs: 0, id: number < 3 ? "" : id };
  }
  return undefined;
}

/** Negative if `a` comes before `b`. */
export const comparePlaces = (a: Place, b: Place): number =>
  a.rank - b.rank || a.timeMs - b.timeMs || Buffer.compare(ascii(a.id), ascii(b.id));

/** Places as a request has them: no undefined one. */
export const placesOf = (frames: readonly Frame[]): Value[] => frames.flatMap((frame) => placeOf(frame) ?? []);

/** A frame in canonical JSON. */
export const canonicalJson = (frame: Message): string => JSON.stringify(jsonOf("Frame", frame));

function jsonOf(name: string, message: Message): unknown {
  const isReference = name === "ObjectReference";
  const members: [string, unknown][] = [];
  for (const { name: field, kind, of, repeated, presence } of MESSAGES[name]!) {
    const value = message[field];
    if (value === undefined || value === null || (isReference && field !== "length" && field !== "digest")) continue;
    const one = (item: unknown): unknown => {
      if (kind === "message") return jsonOf(of!, item as Message);
      if (kind === "bytes") return Buffer.from(item as Uint8Array).toString(isReference ? "hex" : "base64");
      if (kind === "uint64") return (item as number).toString();
      if (kind === "enum") return Object.entries(ENUMS[of!]!).find(([, number]) => number === item)?.[0] ?? item;
      return item;
    };
    if (repeated) {
      if ((value as unknown[]).length > 0) members.push([field, (value as unknown[]).map(one)]);
      continue;
    }
    const isDefault = value === 0 || value === "" || value === false || (value as Uint8Array).length === 0;
    if (presence || !isDefault) members.push([field, one(value)]);
  }
  const unknown = (message.$unknowns as readonly Uint8Array[] | undefined) ?? [];
  if (unknown.length > 0 && !isReference)
    members.push(["unknownFields", Buffer.concat([...unknown]).toString("base64")]);
  return Object.fromEntries(members);
}

/** Calls `visit` for each reference to an object, wherever the schema has one. */
export function forEachReference(name: string, message: Message, visit: (reference: Reference) => void): void {
  for (const { name: field, kind, of, repeated } of MESSAGES[name]!) {
    const value = message[field];
    if (kind !== "message" || value === undefined || value === null) continue;
    for (const item of (repeated ? value : [value]) as Message[]) {
      if (of === "ObjectReference") visit(item as unknown as Reference);
      else forEachReference(of!, item, visit);
    }
  }
}

/** Entries of a segment's table. */
export type Entry = { readonly id: Uint8Array; readonly length: number };

/** The objects that frames refer to, ascending by id. */
export function tableOf(frames: readonly Message[]): Entry[] {
  const entries = new Map<string, Entry>();
  for (const frame of frames) {
    forEachReference("Frame", frame, ({ id, length = 0 }) => entries.set(hex(id), { id, length }));
  }
  return inTableOrder([...entries.values()]);
}

export const inTableOrder = (entries: readonly Entry[]): Entry[] =>
  [...entries].sort((a, b) => Buffer.compare(a.id, b.id));

/** The bytes of a table. */
export const encodeTable = (entries: readonly Entry[]): Uint8Array =>
  join(u32(entries.length), ...entries.flatMap(({ id, length }) => [id, u64(length)]));

/** A frame after its length. */
export const withLength = (frame: Uint8Array): Uint8Array => join(varint(frame.length), frame);

/** A segment of encoded frames. */
export const segmentOf = (table: readonly Entry[], frames: readonly Uint8Array[]): Uint8Array =>
  join(encodeTable(table), ...frames.map(withLength));

export const encodeFrame = (frame: Frame): Uint8Array => encode("Frame", frame as Message);

/** Frames in which no two references have one id: each gets that of its number. */
export function withOwnIds(frames: readonly Frame[]): Frame[] {
  let count = 0;
  const copies = structuredClone(frames) as Frame[];
  for (const frame of copies) {
    forEachReference("Frame", frame as Message, (reference) => {
      (reference as { id: Uint8Array }).id = digest(u32(count++));
    });
  }
  return copies;
}
