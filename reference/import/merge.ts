import { compareOrderKeys, type OrderKey, orderKey, TIMELINE_RANK } from "../core/order-key.js";
import type { Frame } from "../core/proto/types.js";
import { fillFrame } from "./merge-fill.js";

/**
 * How far apart two exports may date one message: a time zone stated otherwise moves it by up to 26 hours, and exports
 * without seconds by a minute.
 */
const WINDOW_MS = 27 * 3_600_000;

/** A frame, and the frames of unknown kinds that stand after it. */
interface Item {
  readonly frame: Frame;
  readonly key: OrderKey;
  readonly followers: readonly Frame[];
}

/**
 * Merges a later state of some chats into an earlier one, so that a new export of one chat does not lose the others.
 * Of two frames with one id the newer wins, but keeps what it lacks: a photo that the newer export left out, reactions,
 * a star. Frames that only one side has are kept. Account and owner are the newer side's.
 *
 * Both sides are in the order of a backup and so is the result. Memory holds two days of messages of each side.
 */
export async function* mergeFrames(
  previous: AsyncIterable<Frame>,
  next: AsyncIterable<Frame>,
): AsyncGenerator<Frame, void, undefined> {
  const older = readAhead(previous);
  const newer = readAhead(next);
  for (;;) {
    const a = await older.peek();
    const b = await newer.peek();
    if (a === undefined && b === undefined) return;
    const order = a === undefined ? 1 : b === undefined ? -1 : compareOrderKeys(a.key, b.key);
    if (order < 0) {
      const item = a as Item;
      older.take();
      if ((await newer.find(item.key)) === undefined) yield* itemFrames(item);
    } else {
      const item = b as Item;
      const twin = await older.find(item.key);
      newer.take();
      if (order === 0) older.take();
      yield* itemFrames(twin === undefined ? item : mergeItems(twin, item));
    }
  }
}

/** Merges any number of sources, of which later ones are newer. */
export async function* mergeAll(sources: readonly AsyncIterable<Frame>[]): AsyncGenerator<Frame, void, undefined> {
  const [first, ...rest] = sources;
  if (first === undefined) return;
  let merged = first;
  for (const source of rest) merged = mergeFrames(merged, source);
  yield* merged;
}

function* itemFrames({ frame, followers }: Item): Generator<Frame, void, undefined> {
  yield frame;
  yield* followers;
}

function mergeItems(previous: Item, next: Item): Item {
  return {
    frame: fillFrame(previous.frame, next.frame),
    key: next.key,
    followers: next.followers.length > 0 ? next.followers : previous.followers,
  };
}

interface Ahead {
  peek(): Promise<Item | undefined>;
  take(): void;
  /** The frame with that id, wherever it stands within the window, already taken or not. */
  find(key: OrderKey): Promise<Item | undefined>;
}

function readAhead(frames: AsyncIterable<Frame>): Ahead {
  const items = readItems(frames);
  const queue: Item[] = [];
  const taken: Item[] = [];
  const byId = new Map<string, Item>();
  let ended = false;
  async function more(): Promise<boolean> {
    if (ended) return false;
    const { done, value } = await items.next();
    if (done) {
      ended = true;
      return false;
    }
    queue.push(value);
    byId.set(idOf(value.key), value);
    return true;
  }
  return {
    async peek() {
      if (queue.length === 0) await more();
      return queue[0];
    },
    take() {
      const item = queue.shift();
      if (item !== undefined) taken.push(item);
    },
    async find(key) {
      while (!reaches(queue.at(-1), key) && (await more())) {
        // Reads on until nothing within the window is left.
      }
      for (let old = taken[0]; old !== undefined && isBehind(old.key, key); old = taken[0]) {
        taken.shift();
        if (byId.get(idOf(old.key)) === old) byId.delete(idOf(old.key));
      }
      return byId.get(idOf(key));
    },
  };
}

/** Ids of contacts, groups, chats and messages are apart. */
function idOf({ rank, id }: OrderKey): string {
  return `${rank}:${id}`;
}

function reaches(last: Item | undefined, { rank, timeMs }: OrderKey): boolean {
  if (last === undefined) return false;
  return last.key.rank > rank || (last.key.rank === TIMELINE_RANK && last.key.timeMs > timeMs + WINDOW_MS);
}

function isBehind(old: OrderKey, { rank, timeMs }: OrderKey): boolean {
  return old.rank < rank || (old.rank === TIMELINE_RANK && old.timeMs < timeMs - WINDOW_MS);
}

async function* readItems(frames: AsyncIterable<Frame>): AsyncGenerator<Item, void, undefined> {
  let item: { frame: Frame; key: OrderKey; followers: Frame[] } | undefined;
  for await (const frame of frames) {
    const key = orderKey(frame);
    if (key === undefined && item !== undefined) {
      item.followers.push(frame);
      continue;
    }
    if (item !== undefined) yield item;
    item = { frame, key: key ?? { rank: 0, timeMs: 0, id: "" }, followers: [] };
  }
  if (item !== undefined) yield item;
}
