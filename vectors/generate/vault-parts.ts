import { equalBytes } from "../../reference/core/bytes.js";
import { encodeFrame, type Frame } from "../../reference/core/proto/codec.js";
import { seededRandomness } from "../../reference/core/randomness.js";
import { generateRecoveryKey } from "../../reference/core/recovery-key.js";
import { utf8 } from "./bytes.js";
import * as chat from "./chat.js";
import { EXAMPLE_PASSKEY } from "./example.js";
import { DIGITS } from "./people.js";
import { provider, seedOf } from "./seed.js";
import { type Step, type StorySlot, type Told, tell } from "./story.js";
import type { Values } from "./vector.js";

/** The seed of the vault whose story is told here. */
export const STORY_SEED = seedOf(1);
/** A recovery key that is removed by the first rotation. */
export const LOST_DIGITS = generateRecoveryKey(seededRandomness(seedOf(2)));
const PAPER: StorySlot = { kind: "recovery-key", digits: DIGITS, label: "Paper" };
const LOST: StorySlot = { kind: "recovery-key", digits: LOST_DIGITS, label: "Left on a train" };
export const BY_PAPER: Values = { kind: "recovery-key", digits: DIGITS };

const DAY = 86_400_000;
const HELLO = chat.message("m1", 1, { text: { text: { body: "Hello" } } });
const PHOTO = chat.message("m2", 2, { media: { attachments: [{ id: "a1", kind: 1, mediaType: "image/png" }] } });
const CONTENT = utf8("not really a picture");
const least = [chat.ACCOUNT, chat.FRIEND, chat.ME, chat.CHAT];

const run = (now: number, frames: readonly Frame[]): Step => ({
  do: "backup",
  now,
  account: "sam",
  service: "chat.example",
  producer: "story 1.0",
  frames: frames.map(encodeFrame),
  contents: { a1: CONTENT },
});

const created: Step = { do: "create", now: chat.TIME, writerName: "Phone", slots: [PAPER, LOST, EXAMPLE_PASSKEY] };
const first = run(chat.TIME + DAY, [...least, HELLO]);
const second = run(chat.TIME + 2 * DAY, [...least, HELLO, PHOTO]);
const third = run(chat.TIME + 40 * DAY, [...least, HELLO, PHOTO, chat.message("m3", 60 * 24 * 35)]);

/** The vault after `create`, and its ids of slots. */
const begun = await tell(provider, STORY_SEED, [created]);
const lostSlot = begun.vault.header.slots[1]!.slotId;
const { slotId } = begun.vault.header.slots[0]!;
const paper = begun.vault.slotKeks.find((kept) => equalBytes(kept.slotId, slotId))!;
const rotated = (
  now: number,
  remove: readonly Uint8Array[],
  slots: readonly StorySlot[] = [EXAMPLE_PASSKEY],
): Step => ({
  do: "rotate",
  now,
  slots,
  remove,
});

/** Steps from an empty store to a vault of three epochs with five snapshots. */
export const STEPS: readonly Step[] = [
  created,
  first,
  rotated(chat.TIME + 1.5 * DAY, [lostSlot]),
  second,
  rotated(chat.TIME + 3 * DAY, []),
  third,
];

/** The vault after the first `count` steps. */
export function after(count: number): Promise<Told> {
  return tell(provider, STORY_SEED, STEPS.slice(0, count));
}

/** Steps like the first three, but the recovery key is at hand when the key is changed. */
export const STEPS_WITH_SECRETS: readonly Step[] = [
  created,
  first,
  rotated(chat.TIME + 1.5 * DAY, [lostSlot], [PAPER, EXAMPLE_PASSKEY]),
];

/** The vault after {@link STEPS_WITH_SECRETS}. */
export function afterWithSecrets(): Promise<Told> {
  return tell(provider, STORY_SEED, STEPS_WITH_SECRETS);
}

/** The KEK of the recovery key's slot, as a device keeps it from the beginning. */
export const KEPT_KEK: Values = { kind: "kek", slotId: paper.slotId, kek: paper.kek };

/** A device, a writer of its own, with the same vault until `count`, that then does something else. */
export function otherwise(count: number, ...steps: Step[]): Promise<Told> {
  return tell(provider, STORY_SEED, [...STEPS.slice(0, count), ...steps]);
}

/** A backup that is not in the story. */
export const OTHER_BACKUP = run(chat.TIME + 2 * DAY, [
  ...least,
  chat.message("m1", 1, { text: { text: { body: "Other" } } }),
]);

/** Stored files as a value of a vector. */
export const filesOf = (files: ReadonlyMap<string, Uint8Array>): Values => Object.fromEntries(files);
