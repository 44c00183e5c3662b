import { type AttachmentContent, type OpenContent, readContent } from "./attachment-content.js";
import { equalBytes, toHex } from "./bytes.js";
import { KeepsakeError } from "./errors.js";
import { forEachAttachment } from "./frame-refs.js";
import { listSnapshots, type StoredSnapshot } from "./history.js";
import { reasonToLeaveOut } from "./leave-out.js";
import { objectName } from "./names.js";
import { OBJECT_TYPE, type Reference } from "./object.js";
import { sealObject, sealObjectBytes } from "./object-seal.js";
import { compareOrderKeys, type OrderKey, orderKey } from "./order-key.js";
import { damageOf } from "./problem.js";
import type { Attachment, Frame } from "./proto/types.js";
import { createMeasure, type MeasureOriginal, noteReferences, rebuildSegment } from "./rebuild-segment.js";
import { readFrames } from "./restore.js";
import { readSegment } from "./segment-read.js";
import type { ValidSegmentReference } from "./snapshot.js";
import { SourceError } from "./source-error.js";
import type { StoreData } from "./store.js";
import type { Vault } from "./vault.js";
import { refresh, requireWriter } from "./vault-write.js";

/** What may be the originals of what is damaged. */
export interface Originals {
  /** Frames as they may have been backed up, each of them a whole backup in order. */
  readonly frames: readonly AsyncIterable<Frame>[];
  /** As for `backup`. Asked when all frames have been gone through. */
  readonly openAttachment: OpenContent;
}

/** A segment that is lost, and the time of the newest snapshot that refers to it. */
interface LostSegment {
  readonly segment: ValidSegmentReference;
  readonly createdAtMs: number;
}

interface LostFile {
  readonly reference: Reference;
  readonly attachment: Attachment;
  readonly isThumbnail: boolean;
}

/**
 * Puts damaged or missing objects back under the ids that they had, whichever snapshot refers to them, where an original
 * has the same digest. Nothing else is touched (spec: Sealed objects, Writing). Segments that are put back may name
 * attachments of which nothing was known before; a check then finds those that are damaged too.
 *
 * @param damaged - names of objects, as `checkVault` with `readData` finds them
 * @returns the names of those that were put back
 * @throws KeepsakeError store.conflict if another device is the writer, and the reason why the vault is read-only
 */
export async function repairObjects(
  vault: Vault,
  damaged: ReadonlySet<string>,
  { frames, openAttachment }: Originals,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<string[]> {
  await refresh(vault);
  requireWriter(vault);
  const snapshots: StoredSnapshot[] = [];
  for await (const stored of listSnapshots(vault)) snapshots.push(stored);
  const { segments, files, known } = await lookAround(vault, snapshots, damaged, signal);
  const measure = createMeasure(vault, openAttachment, signal);
  const repaired: string[] = [];

  async function putBack(name: string, data: StoreData): Promise<void> {
    // [@object-repair]
    await vault.store.delete(name);
    if ((await vault.store.putIfAbsent(name, data)) === "stored") repaired.push(name);
  }

  // All of the given ones are gone through: some learn only so where their files are.
  const sources = [...frames, ...snapshots.map((stored) => readFrames(vault, stored, READ))];
  const missing = new Map(segments.map((lost) => [toHex(lost.segment.object.id), lost]));
  const { provider, vaultId, randomness } = vault;
  for (const [index, source] of sources.entries()) {
    if (missing.size === 0 && index >= frames.length) break;
    for await (const [hex, candidates] of framesWithin(source, missing, signal)) {
      const { segment } = missing.get(hex)!;
      const content = await rebuildSegment(vault, segment, candidates, known, measure);
      if (content === undefined) continue;
      const sealed = await sealObjectBytes(provider, vaultId, OBJECT_TYPE.segment, segment.object, content, randomness);
      await putBack(objectName(segment.object.id), sealed);
      missing.delete(hex);
    }
  }

  for (const { reference, attachment, isThumbnail } of files) {
    signal?.throwIfAborted();
    const content = await originalOf(reference, attachment, isThumbnail, openAttachment, measure);
    if (content === undefined) continue;
    const bytes = readContent(content, signal);
    const sealed = sealObject(provider, vaultId, OBJECT_TYPE.attachment, reference, bytes, randomness);
    await putBack(objectName(reference.id), sealed).catch(skipChanged);
  }
  return repaired;
}

const READ = { acceptLostAccount: true, keepExpired: true };

/** What is lost, and what the rest of the vault knows about it. */
async function lookAround(
  vault: Vault,
  snapshots: readonly StoredSnapshot[],
  damaged: ReadonlySet<string>,
  signal: AbortSignal | undefined,
): Promise<{ segments: LostSegment[]; files: LostFile[]; known: Map<string, Reference[]> }> {
  const segments: LostSegment[] = [];
  const files: LostFile[] = [];
  const known = new Map<string, Reference[]>();
  const seen = new Set<string>();
  const note = (reference: Attachment["object"], attachment: Attachment, isThumbnail: boolean) => {
    const name = reference == null ? "" : objectName(reference.id!);
    if (!damaged.has(name) || seen.has(name)) return;
    seen.add(name);
    files.push({ reference: reference as Reference, attachment, isThumbnail });
  };
  for (const { snapshot } of snapshots) {
    for (const segment of snapshot.segments) {
      signal?.throwIfAborted();
      const name = objectName(segment.object.id);
      if (seen.has(name)) continue;
      seen.add(name);
      if (damaged.has(name)) {
        segments.push({ segment, createdAtMs: snapshot.createdAtMs });
        continue;
      }
      const { frames } = await readSegment(vault, segment).catch((error) => {
        damageOf(error);
        return { frames: [] };
      });
      noteReferences(known, frames);
      for (const frame of frames) {
        forEachAttachment(frame, (attachment) => {
          note(attachment.object, attachment, false);
          note(attachment.thumbnail, attachment, true);
        });
      }
    }
  }
  return { segments, files, known };
}

/** The frames of a source that stand where a lost segment stood, one segment after the other. */
async function* framesWithin(
  source: AsyncIterable<Frame>,
  missing: ReadonlyMap<string, LostSegment>,
  signal: AbortSignal | undefined,
): AsyncGenerator<[hex: string, frames: Frame[]]> {
  const waiting = [...missing].sort(([, a], [, b]) => compareOrderKeys(b.segment.first, a.segment.first));
  let open: { readonly hex: string; readonly lost: LostSegment; readonly frames: Frame[] }[] = [];
  let key: OrderKey | undefined;
  for await (const frame of source) {
    signal?.throwIfAborted();
    // Of a kind that is not known: it stands where the frame before it does.
    key = orderKey(frame) ?? key;
    if (key === undefined) continue;
    for (let next = waiting.at(-1); next !== undefined; next = waiting.at(-1)) {
      if (compareOrderKeys(next[1].segment.first, key) > 0) break;
      open.push({ hex: next[0], lost: next[1], frames: [] });
      waiting.pop();
    }
    for (const { hex, lost, frames } of open) {
      if (compareOrderKeys(lost.segment.last, key) < 0) yield [hex, frames];
      else if (reasonToLeaveOut(frame, lost.createdAtMs) === undefined) frames.push(frame);
    }
    open = open.filter(({ lost }) => compareOrderKeys(lost.segment.last, key!) >= 0);
  }
  for (const { hex, frames } of open) yield [hex, frames];
}

/** The original of an attachment or thumbnail, if its digest is right. */
async function originalOf(
  reference: Reference,
  attachment: Attachment,
  isThumbnail: boolean,
  openAttachment: OpenContent,
  measure: MeasureOriginal,
): Promise<AttachmentContent | undefined> {
  // Without its reference: that is what leads to the damaged object.
  const { object: _, thumbnail: __, ...bare } = attachment;
  const measured = await measure(bare);
  const found = isThumbnail ? measured?.thumbnail : measured;
  // [@object-repair-checked]
  if (found?.length !== reference.length || !equalBytes(found.digest, reference.digest)) return undefined;
  const original = await openAttachment(bare);
  return isThumbnail ? original?.thumbnail : original;
}

/** An original that changes while it is read leaves its object missing, which is no worse than damaged. */
function skipChanged(error: unknown): void {
  const isOriginals =
    error instanceof SourceError ||
    (error instanceof KeepsakeError && (error.code === "object.size" || error.code === "object.digest"));
  if (!isOriginals) throw error;
}
