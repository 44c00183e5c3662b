import { compareBytes } from "../../reference/core/bytes.js";
import { type OrderKey, orderKey } from "../../reference/core/order-key.js";
import { decodeFrame, type Frame } from "../../reference/core/proto/codec.js";
import { encodeSegmentTable, type TableEntry } from "../../reference/core/segment.js";
import { concat } from "./bytes.js";
import * as chat from "./chat.js";
import type { Values } from "./vector.js";

export const entry = ({ id, length }: TableEntry): TableEntry => ({ id, length });

export const TABLE = [entry(chat.OBJECT), entry(chat.THUMBNAIL)].sort((a, b) => compareBytes(a.id, b.id));

const MEDIA = chat.message("m2", 2, { media: { attachments: [{ ...chat.ATTACHMENT, thumbnail: chat.THUMBNAIL }] } });

export const TIMELINE = [chat.message("m1", 1), MEDIA, chat.message("m3", 3)];

export interface Segment {
  readonly table: readonly TableEntry[];
  readonly frames: readonly (Frame | Uint8Array)[];
  readonly content: Uint8Array;
  readonly frameCount: number;
  readonly first: OrderKey;
  readonly last: OrderKey;
}

export function keyOf(frame: Frame | Uint8Array | undefined): OrderKey | undefined {
  if (frame === undefined) return undefined;
  return orderKey(frame instanceof Uint8Array ? decodeFrame(frame) : frame);
}

export function segmentOf(frames: Segment["frames"], table: readonly TableEntry[] = []): Segment {
  const keys = frames.map(keyOf).filter((key) => key !== undefined);
  const content = concat(encodeSegmentTable(table), chat.framesOf(frames));
  return { table, frames, content, frameCount: frames.length, first: keys[0]!, last: keys.at(-1)! };
}

export const inputsOf = ({ content, frameCount, first, last }: Omit<Segment, "frames" | "table">): Values => ({
  content,
  frameCount,
  first: { ...first },
  last: { ...last },
});

export const entries = (table: readonly TableEntry[]): Values[] => table.map(({ id, length }) => ({ id, length }));

export const PLAIN = segmentOf(TIMELINE, TABLE);
