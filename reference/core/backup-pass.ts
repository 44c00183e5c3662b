import type { OpenContent } from "./attachment-content.js";
import { createAttachmentStore } from "./attachment-store.js";
import { toHex } from "./bytes.js";
import { mapInOrder } from "./concurrency.js";
import { digest as digestOf } from "./digest.js";
import type { StoredSnapshot } from "./history.js";
import type { ReadonlyIdMap } from "./id-map.js";
import { type LeftOut, reasonToLeaveOut } from "./leave-out.js";
import type { Loss } from "./loss.js";
import { OBJECT_TYPE, type Reference } from "./object.js";
import type { ObjectList } from "./object-list.js";
import { createObjectWriter, type WriteCounts } from "./object-writer.js";
import { compareOrderKeys } from "./order-key.js";
import { createParentLookup } from "./parent-objects.js";
import type { OperationOptions } from "./progress.js";
import type { Frame } from "./proto/types.js";
import { createSegmentCutter, type EncodedSegment } from "./segment-cutter.js";
import type { ValidSegmentReference } from "./snapshot.js";
import { PARALLEL } from "./store.js";
import { createFrameChecker } from "./stream-rules.js";
import { createTakenSegments } from "./taken-segments.js";
import { addToTotals, addTotals, type BackupTotals, noTotals } from "./totals.js";
import { type BackupItem, type ChangedItems, isUnchanged, type UnchangedSegment } from "./unchanged-segments.js";
import type { Vault } from "./vault.js";

/** What is to be backed up, and what was there before. */
export interface PassInput extends OperationOptions {
  readonly frames: Iterable<BackupItem> | AsyncIterable<BackupItem> | ChangedItems;
  readonly open: OpenContent;
  readonly now: number;
  readonly parent: StoredSnapshot | undefined;
  /** What the store lists; kept up to date. */
  readonly listed: ObjectList;
  /** Ids of objects on marks. */
  readonly marked: ReadonlyIdMap;
  /** Stores the attachments of frames; by default from what the device has. */
  readonly storeAttachments?: typeof createAttachmentStore;
}

/** Everything that a snapshot will refer to, stored. */
export interface PassResult {
  readonly segments: readonly ValidSegmentReference[];
  /** How many of the segments the parent has too. */
  readonly segmentsReused: number;
  readonly totals: BackupTotals;
  readonly leftOut: LeftOut;
  /** In the order of the frames. */
  readonly lost: readonly Loss[];
  /** Lengths of all objects that the snapshot will refer to, by id; without those that taken segments refer to. */
  readonly used: ReadonlyIdMap;
  readonly counts: WriteCounts;
}

/** Frames that are in work at the same time, waiting for their attachments. */
const WINDOW = 32;

/** Goes through the frames of a backup once, and stores their attachments and segments unless they are there. */
export async function runPass(vault: Vault, input: PassInput): Promise<PassResult> {
  const { parent, now, storeAttachments = createAttachmentStore, onProgress, signal } = input;
  const parentSegments = parent?.snapshot.segments ?? [];
  const known = new Map(parentSegments.map(({ object }) => [contentKey(object), object]));
  const writer = createObjectWriter(vault, input.listed, input.marked);
  const lost: Loss[] = [];
  const leftOut: LeftOut = { expired: 0, shortTimer: 0 };
  const totals = noTotals();
  // Of the frames since the last cut, and of those in segments that the parent has too.
  let [sinceCut, reused] = [noTotals(), noTotals()];
  const segments: ValidSegmentReference[] = [];
  let segmentsReused = 0;
  let bytesDone = 0;

  function report(bytes: number, name: string): void {
    bytesDone += bytes;
    onProgress?.({ phase: "seal", bytesDone, name });
  }

  async function* kept<T extends Frame | BackupItem>(frames: Iterable<T> | AsyncIterable<T>): AsyncGenerator<T> {
    for await (const frame of frames) {
      signal?.throwIfAborted();
      // [@no-left-out-attachments]
      const reason = isUnchanged(frame) ? undefined : reasonToLeaveOut(frame, now);
      if (reason === undefined) yield frame;
      else leftOut[reason]++;
    }
  }

  async function storeSegment({ content, frameCount, first, last }: EncodedSegment): Promise<void> {
    const { length } = content;
    const digest = await digestOf(vault.provider, content);
    const before = known.get(contentKey({ length, digest }));
    const description = { type: OBJECT_TYPE.segment, identity: "", length, digest };
    // [@segment-reuse]
    const reuses = before !== undefined && writer.reuse(before);
    const object = reuses ? before : await writer.put(description, () => content);
    segments.push({ object, frameCount, first, last });
    if (reuses) segmentsReused++;
    addTotals(totals, sinceCut);
    if (reuses) addTotals(reused, sinceCut);
    sinceCut = noTotals();
    report(length, "");
  }

  const { provider } = vault;
  const { parallel = PARALLEL, fileTaker } = vault.store;
  const lookUp = createParentLookup(vault, parent);
  const options = { provider, writer, parent: lookUp, open: input.open, lost, report, signal, fileTaker, parallel };
  const checker = createFrameChecker();
  // [@cut-inherited]
  const cutter = createSegmentCutter({ inherited: parentSegments.map(({ first }) => first) });
  const unread = createTakenSegments(vault, parent, writer, checker);
  const storeOne = storeAttachments(options);
  const storing = (item: BackupItem, index: number): Promise<BackupItem> =>
    isUnchanged(item) ? Promise.resolve(item) : storeOne(item, index);

  async function pass(frame: Frame): Promise<void> {
    // [@write-refuses]
    checker.check(frame);
    const segment = cutter.push(frame);
    if (segment !== undefined) await storeSegment(segment);
    addToTotals(sinceCut, frame);
  }

  async function storeLast(): Promise<void> {
    const segment = cutter.finish();
    if (segment !== undefined) await storeSegment(segment);
  }

  async function takeOver({ unchanged }: UnchangedSegment): Promise<boolean> {
    await storeLast();
    // [@cut-untouched]
    const segment = await unread.take(unchanged);
    if (segment === undefined) return false;
    cutter.skip(segment);
    segments.push(segment);
    segmentsReused++;
    return true;
  }

  async function goThrough(items: typeof input.frames): Promise<void> {
    for await (const item of mapInOrder(kept(items), WINDOW, storing)) {
      if (!isUnchanged(item)) await pass(item);
      else if (!(await takeOver(item))) await goThrough(item.frames());
    }
  }

  await goThrough(input.frames);
  checker.finish();
  await storeLast();
  addTotals(totals, await unread.totals(reused));
  // Attachments finish in any order.
  lost.sort((a, b) => compareOrderKeys(a.first, b.first));
  const { used, counts } = writer;
  return { segments, segmentsReused, totals, leftOut, lost, used, counts };
}

function contentKey({ length, digest }: Pick<Reference, "length" | "digest">): string {
  return `${length} ${toHex(digest)}`;
}
