import type { OpenContent } from "./attachment-content.js";
import { createAttachmentStore } from "./attachment-store.js";
import { toHex } from "./bytes.js";
import { mapInOrder } from "./concurrency.js";
import { digest as digestOf } from "./digest.js";
import type { StoredSnapshot } from "./history.js";
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
import { createFrameChecker } from "./stream-rules.js";
import { addToTotals, type BackupTotals, noTotals } from "./totals.js";
import type { Vault } from "./vault.js";

/** What is to be backed up, and what was there before. */
export interface PassInput extends OperationOptions {
  readonly frames: Iterable<Frame> | AsyncIterable<Frame>;
  readonly open: OpenContent;
  readonly now: number;
  readonly parent: StoredSnapshot | undefined;
  /** What the store lists; kept up to date. */
  readonly listed: ObjectList;
  /** Ids of objects on marks, in hex. */
  readonly marked: ReadonlySet<string>;
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
  /** Lengths of all objects that the snapshot will refer to, by id in hex. */
  readonly used: ReadonlyMap<string, number>;
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
  const segments: ValidSegmentReference[] = [];
  let segmentsReused = 0;
  let bytesDone = 0;

  function report(bytes: number, name: string): void {
    bytesDone += bytes;
    onProgress?.({ phase: "seal", bytesDone, name });
  }

  async function* kept(): AsyncGenerator<Frame> {
    for await (const frame of input.frames) {
      signal?.throwIfAborted();
      // [@no-left-out-attachments]
      const reason = reasonToLeaveOut(frame, now);
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
    report(length, "");
  }

  const { provider } = vault;
  const lookUp = createParentLookup(vault, parent);
  const options = { provider, writer, parent: lookUp, open: input.open, lost, report, signal };
  const checker = createFrameChecker();
  // [@cut-inherited]
  const cutter = createSegmentCutter({ inherited: parentSegments.map(({ first }) => first) });
  for await (const frame of mapInOrder(kept(), WINDOW, storeAttachments(options))) {
    // [@write-refuses]
    checker.check(frame);
    addToTotals(totals, frame);
    const segment = cutter.push(frame);
    if (segment !== undefined) await storeSegment(segment);
  }
  checker.finish();
  const segment = cutter.finish();
  if (segment !== undefined) await storeSegment(segment);
  // Attachments finish in any order.
  lost.sort((a, b) => compareOrderKeys(a.first, b.first));
  return { segments, segmentsReused, totals, leftOut, lost, used: writer.used, counts: writer.counts };
}

function contentKey({ length, digest }: Pick<Reference, "length" | "digest">): string {
  return `${length} ${toHex(digest)}`;
}
