import fc from "fast-check";
import { compareOrderKeys, orderKey } from "../core/order-key.js";
import type { Frame } from "../core/proto/types.js";
import { frames, type Names } from "./frame.js";
import { id } from "./scalars.js";

/** How large a generated backup may be. */
export interface BackupSize {
  readonly contacts?: number;
  readonly groups?: number;
  readonly chats?: number;
  /** Messages and calls. */
  readonly timeline?: number;
}

/** A whole backup: frames in order, every name with its frame, so that a frame checker accepts it. */
export function backup({ contacts = 5, groups = 3, chats = 5, timeline = 30 }: BackupSize = {}): fc.Arbitrary<Frame[]> {
  const ids = (most: number) => fc.uniqueArray(id(), { minLength: 1, maxLength: most });
  return fc.tuple(ids(contacts), ids(groups), ids(chats)).chain(([contactIds, groupIds, chatIds]) => {
    const names: Names = {
      contact: fc.constantFrom(...contactIds),
      group: fc.constantFrom(...groupIds),
      chat: fc.constantFrom(...chatIds),
    };
    const kinds = frames(names);
    const named = (kind: "contact" | "group" | "chat", given: string[]) =>
      fc.tuple(...given.map((each) => kinds[kind].map((frame): Frame => ({ [kind]: { ...frame[kind], id: each } }))));
    const parts = fc.tuple(
      kinds.account,
      fc.option(kinds.settings, { nil: undefined }),
      named("contact", contactIds),
      named("group", groupIds),
      fc.array(kinds.stickerPack, { maxLength: 2 }),
      named("chat", chatIds),
      fc.array(fc.oneof({ weight: 5, arbitrary: kinds.message }, kinds.call), { maxLength: timeline }),
    );
    return parts.map(([account, settings, ...rest]) =>
      inOrder([account, ...(settings === undefined ? [] : [settings]), ...rest.flat()]),
    );
  });
}

/** Frames ascending by order key, of equal ones the first. */
export function inOrder(frames: readonly Frame[]): Frame[] {
  const sorted = frames
    .map((frame) => ({ frame, key: orderKey(frame)! }))
    .sort((a, b) => compareOrderKeys(a.key, b.key));
  return sorted
    .filter(({ key }, i) => i === 0 || compareOrderKeys(sorted[i - 1]!.key, key) !== 0)
    .map(({ frame }) => frame);
}
