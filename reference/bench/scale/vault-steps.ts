import { readFileSync, writeFileSync } from "node:fs";
import { type BackupInput, backup, onlyChanged } from "../../core/backup.js";
import { decodeState, deviceState, encodeState } from "../../core/device-state.js";
import { forEachAttachment } from "../../core/frame-refs.js";
import { listSnapshots } from "../../core/history.js";
import { compareOrderKeys, orderKey } from "../../core/order-key.js";
import type { Attachment, Frame } from "../../core/proto/types.js";
import { forget, prune } from "../../core/prune.js";
import { seededRandomness } from "../../core/randomness.js";
import { generateRecoveryKey } from "../../core/recovery-key.js";
import { openAttachment } from "../../core/restore.js";
import { readSegment } from "../../core/segment-read.js";
import type { Store } from "../../core/store.js";
import { openVault, type Vault } from "../../core/vault.js";
import { createVault } from "../../core/vault-create.js";
import { createLibrary, type Later, type Library, type LibraryShape } from "./library.js";

/** A vault of the benchmark: a store, and a file with what the device remembers. */
export interface Place {
  readonly store: Store;
  readonly state: string;
  readonly shape: LibraryShape;
}

/** What is measured, in the order in which it is done to a vault. */
export const STEPS = ["first", "message", "photo", "edit", "restore", "list", "prune", "forget", "again"] as const;
/** One of {@link STEPS}. */
export type Step = (typeof STEPS)[number];

const START: Later = { added: 0, edited: false };
const DAY_1: Later = { added: 1, edited: false };
const DAY_2: Later = { added: 2, edited: false };
const DAY_3: Later = { added: 2, edited: true };

/** Does one step to a vault. */
export async function runStep(step: Step, place: Place): Promise<void> {
  const vault = await (step === "first" ? newVault(place) : openAgain(place));
  if (step === "first") await backUpAll(vault, createLibrary(place.shape, START));
  if (step === "message") await backUpChanged(vault, createLibrary(place.shape, DAY_1), "added");
  if (step === "photo") await backUpChanged(vault, createLibrary(place.shape, DAY_2), "added");
  if (step === "edit") await backUpChanged(vault, createLibrary(place.shape, DAY_3), "edited");
  if (step === "again") await backUpAll(vault, createLibrary(place.shape, DAY_3));
  if (step === "restore") await restorePhoto(vault, createLibrary(place.shape, DAY_3));
  if (step === "list") for await (const { sequence } of listSnapshots(vault)) if (sequence === 0) throw new Error();
  if (step === "prune") await prune(vault);
  if (step === "forget") await forgetOld(vault);
  const state = deviceState(vault);
  if (state !== undefined) writeFileSync(place.state, encodeState(state));
}

async function newVault({ store, shape }: Place): Promise<Vault> {
  const digits = generateRecoveryKey(seededRandomness(new Uint8Array(32).fill(shape.seed)));
  return createVault(store, { slots: [{ secret: { kind: "recovery-key", digits } }], writerName: "benchmark" });
}

/** As an app does whose key store has the root key. */
async function openAgain({ store, state }: Place): Promise<Vault> {
  return openVault(store, { kind: "device", state: decodeState(readFileSync(state)) });
}

const inputOf = (library: Library): Omit<BackupInput, "frames"> => ({
  openAttachment: async (attachment) => library.open(attachment),
});

/** Gives every message to the backup. */
async function backUpAll(vault: Vault, library: Library): Promise<void> {
  const frames = {
    *[Symbol.iterator](): Generator<Frame> {
      yield* library.directory();
      yield* library.timeline();
    },
  };
  await backup(vault, { ...inputOf(library), frames });
}

/** Gives only the messages around the one that is new or edited. */
async function backUpChanged(vault: Vault, library: Library, what: "added" | "edited"): Promise<void> {
  const { added, edited } = library.changed;
  const changed = what === "added" ? added.slice(-1) : [edited];
  const frames = onlyChanged(vault, { ...library, since: vault.latest?.digest ?? new Uint8Array(), changed });
  await backup(vault, { ...inputOf(library), frames });
}

/** One photo, of which its app knows the message: the segment with its reference, then the photo. */
async function restorePhoto(vault: Vault, { photo }: Library): Promise<void> {
  const segments = vault.latest?.snapshot.segments ?? [];
  const segment = segments.findLast(({ first }) => compareOrderKeys(first, photo) <= 0);
  const { frames } = await readSegment(vault, segment!);
  const found: Attachment[] = [];
  for (const frame of frames) {
    if (compareOrderKeys(orderKey(frame)!, photo) === 0) forEachAttachment(frame, (item) => found.push(item));
  }
  if (found.length !== 1) throw new Error("the photo is not in its place");
  let bytes = 0;
  for await (const piece of openAttachment(vault, found[0]!)) bytes += piece.length;
  if (bytes !== found[0]!.object?.length) throw new Error("the photo is not whole");
}

/** Forgets all but the newest backup, and deletes what only they had. */
async function forgetOld(vault: Vault): Promise<void> {
  const old: number[] = [];
  for await (const { sequence } of listSnapshots(vault)) if (sequence !== vault.latest?.sequence) old.push(sequence);
  await forget(vault, old);
  const { deleted } = await prune(vault, { graceMs: 0, noOtherWriter: true });
  if (deleted.objects === 0) throw new Error("nothing was deleted");
}
