import type { Frame } from "./proto/types.js";

/** Where a frame stands in a backup. Spec: Content, Order; proto OrderKey. */
export interface OrderKey {
  readonly rank: number;
  /** received_at_ms of a message or call, else 0. */
  readonly timeMs: number;
  /** Empty for account and settings. */
  readonly id: string;
}

/** The rank of messages and calls. Everything before is the directory. */
export const TIMELINE_RANK = 7;

/** The order key of a frame; undefined for one of an unknown kind, which has the key of the frame before it. */
export function orderKey(frame: Frame): OrderKey | undefined {
  if (frame.message != null) return timelineKey(frame.message);
  if (frame.account != null) return directoryKey(1, "");
  if (frame.settings != null) return directoryKey(2, "");
  if (frame.contact != null) return directoryKey(3, frame.contact.id);
  if (frame.group != null) return directoryKey(4, frame.group.id);
  if (frame.stickerPack != null) return directoryKey(5, frame.stickerPack.id);
  if (frame.chat != null) return directoryKey(6, frame.chat.id);
  if (frame.call != null) return timelineKey(frame.call);
  return undefined;
}

function directoryKey(rank: number, id = ""): OrderKey {
  return { rank, timeMs: 0, id };
}

function timelineKey({ receivedAtMs = 0, id = "" }: { receivedAtMs?: number; id?: string }): OrderKey {
  return { rank: TIMELINE_RANK, timeMs: receivedAtMs, id };
}

/** Negative if `a` comes first, positive if `b` does, 0 if they are the same. */
export function compareOrderKeys(a: OrderKey, b: OrderKey): number {
  return a.rank - b.rank || a.timeMs - b.timeMs || compareUtf8(a.id, b.id);
}

/** Order of the UTF-8 bytes of two strings, which is that of their code points. [@text-bytes] */
export function compareUtf8(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return inCodePointOrder(x) - inCodePointOrder(y);
  }
  return a.length - b.length;
}

/** Surrogates stand for code points above those of the code units that come after them. */
function inCodePointOrder(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
