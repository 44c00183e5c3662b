import { type ContentDigest, measureContent, type OpenContent } from "./attachment-content.js";
import { equalBytes, toHex } from "./bytes.js";
import { digest as digestOf } from "./digest.js";
import { KeepsakeError } from "./errors.js";
import { forEachAttachment, forEachReference, objectIdentity } from "./frame-refs.js";
import { createReference, OBJECT_TYPE, type Reference } from "./object.js";
import { type Attachment, AttachmentMissing, type Frame } from "./proto/types.js";
import { encodeSegment } from "./segment.js";
import type { ValidSegmentReference } from "./snapshot.js";
import { SourceError } from "./source-error.js";
import type { Vault } from "./vault.js";

/** Length and digest of an original, and of its thumbnail; undefined if it is not there. */
export type MeasureOriginal = (
  attachment: Attachment,
) => Promise<(ContentDigest & { readonly thumbnail?: ContentDigest }) | undefined>;

/** Looks at originals, each once. */
export function createMeasure(vault: Vault, open: OpenContent, signal: AbortSignal | undefined): MeasureOriginal {
  const measured = new Map<string, ReturnType<MeasureOriginal>>();
  const measure: MeasureOriginal = async (attachment) => {
    try {
      const original = await open(attachment);
      if (original === undefined) return undefined;
      const content = await measureContent(vault.provider, original, signal);
      const { thumbnail } = original;
      return thumbnail === undefined
        ? content
        : { ...content, thumbnail: await measureContent(vault.provider, thumbnail, signal) };
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof SourceError) return undefined;
      throw error;
    }
  };
  return (attachment) => {
    const { id = "" } = attachment;
    const found = measured.get(id) ?? measure(attachment);
    measured.set(id, found);
    return found;
  };
}

/** References by identity, as snapshots that can be read have them; more than one after a rotation. */
export type KnownReferences = ReadonlyMap<string, readonly Reference[]>;

/** Notes what the frames of a segment refer to. */
export function noteReferences(known: Map<string, Reference[]>, frames: Iterable<Frame>): void {
  for (const frame of frames) {
    forEachReference(frame, (reference, identity) => {
      const list = known.get(identity) ?? [];
      known.set(identity, list);
      const hex = toHex(reference.id!);
      // decodeSegment has checked that references are complete.
      if (list.every(({ id }) => toHex(id) !== hex)) list.push(reference as Reference);
    });
  }
}

/**
 * Makes the content of a lost segment from frames that may be those that it had. They refer to what other segments know
 * of, or else to what a writer of one of the epochs would have made of the originals; the digest tells which.
 *
 * @returns undefined if these are other frames
 */
export async function rebuildSegment(
  vault: Vault,
  { object, frameCount }: ValidSegmentReference,
  frames: readonly Frame[],
  known: KnownReferences,
  measure: MeasureOriginal,
): Promise<Uint8Array | undefined> {
  if (frames.length !== frameCount) return undefined;
  let most = 1;
  for (const frame of frames) {
    forEachAttachment(frame, ({ id = "" }) => {
      most = Math.max(most, known.get(id)?.length ?? 0);
    });
  }
  for (const { keys } of [...vault.epochs].reverse()) {
    for (let choice = 0; choice < most; choice++) {
      const referring = structuredClone(frames as Frame[]);
      for (const frame of referring) {
        const attachments: Attachment[] = [];
        forEachAttachment(frame, (attachment) => attachments.push(attachment));
        for (const attachment of attachments) await refer(vault, keys, attachment, known, choice, measure);
      }
      const content = encoded(referring);
      if (content?.length !== object.length) continue;
      if (equalBytes(await digestOf(vault.provider, content), object.digest)) return content;
    }
  }
  return undefined;
}

/** Gives an attachment the references that a backup would have given it. */
async function refer(
  { provider }: Vault,
  keys: Vault["epochs"][number]["keys"],
  attachment: Attachment,
  known: KnownReferences,
  choice: number,
  measure: MeasureOriginal,
): Promise<void> {
  const { id = "", missing = AttachmentMissing.UNSPECIFIED } = attachment;
  if (attachment.object != null || missing !== AttachmentMissing.UNSPECIFIED) return;
  const chosen = (identity: string) => {
    const list = known.get(identity);
    return list?.[Math.min(choice, list.length - 1)];
  };
  const [object, thumbnail] = [chosen(objectIdentity(id)), chosen(objectIdentity(id, true))];
  if (object !== undefined) {
    attachment.object = object;
    attachment.thumbnail = thumbnail ?? null;
    return;
  }
  const original = await measure(attachment);
  if (original === undefined) {
    attachment.missing = AttachmentMissing.LOST;
    return;
  }
  const describe = (identity: string, { length, digest }: ContentDigest) =>
    createReference(provider, keys, { type: OBJECT_TYPE.attachment, identity, length, digest });
  attachment.object = await describe(objectIdentity(id), original);
  if (original.thumbnail !== undefined) {
    attachment.thumbnail = await describe(objectIdentity(id, true), original.thumbnail);
  }
}

/** Undefined where the frames break a rule: then they are not those that were stored. */
function encoded(frames: readonly Frame[]): Uint8Array | undefined {
  try {
    return encodeSegment(frames).content;
  } catch (error) {
    if (error instanceof KeepsakeError || error instanceof RangeError) return undefined;
    throw error;
  }
}
