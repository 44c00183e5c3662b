import {
  type AttachmentContent,
  type ContentDigest,
  fromSource,
  holdContent,
  measureContent,
  type OpenContent,
  readContent,
} from "./attachment-content.js";
import { equalBytes } from "./bytes.js";
import { createLimiter } from "./concurrency.js";
import { createDigest } from "./digest.js";
import { KeepsakeError } from "./errors.js";
import { forEachAttachment, objectIdentity } from "./frame-refs.js";
import { validateFrame } from "./frame-rules.js";
import { LIMITS } from "./limits.js";
import { attachmentLoss, type Loss } from "./loss.js";
import { OBJECT_TYPE, type ObjectDescription, type Reference } from "./object.js";
import type { ObjectWriter } from "./object-writer.js";
import { type OrderKey, orderKey } from "./order-key.js";
import type { ParentLookup } from "./parent-objects.js";
import { type Attachment, AttachmentMissing, type Frame, type ObjectReference } from "./proto/types.js";
import type { CryptoProvider } from "./provider.js";
import { createReusedMemory } from "./reused-memory.js";
import { SourceError } from "./source-error.js";
import type { FileTaker, TakenFile } from "./store.js";

/** What storing attachments needs. */
export interface AttachmentStoreOptions {
  readonly provider: CryptoProvider;
  readonly writer: ObjectWriter;
  readonly parent: ParentLookup;
  readonly open: OpenContent;
  /** Gets attachments that could not be stored. */
  readonly lost: Loss[];
  /** Gets the bytes of each attachment that is done, and its name. */
  readonly report: (bytes: number, name: string) => void;
  readonly signal: AbortSignal | undefined;
  /** Of the store. */
  readonly fileTaker: FileTaker | undefined;
  /** Attachments that are read and sealed at the same time. */
  readonly parallel: number;
}

/** Content that was looked at. */
interface Examined extends ContentDigest {
  /** In memory, where nothing changes it, or taken by the store; otherwise it is read once more. */
  readonly held?: Uint8Array | TakenFile;
  /** Once it is not needed any more. */
  readonly release?: () => void;
}

/** Bytes of content in memory at the same time: what is short enough is read once, anything else twice. */
const HELD = 33_554_432;
/** Times that an attachment is tried which changes while it is read. */
const TRIES = 2;

/**
 * Starts to store the attachments of frames.
 *
 * @returns A function that stores those of one frame and gives the frame with its references. The frame given to it is
 * left as it is. An attachment whose content is gone, or changes each time it is read, is recorded as lost.
 */
export function createAttachmentStore(
  options: AttachmentStoreOptions,
): (frame: Frame, index: number) => Promise<Frame> {
  const { provider, writer, parent, open, lost, report, signal, fileTaker, parallel } = options;
  const limited = createLimiter(parallel);
  const memory = createReusedMemory();

  return async (frame, index) => {
    let count = 0;
    forEachAttachment(frame, () => count++);
    if (count === 0) return frame;
    validateFrame(frame, index);
    const copy = structuredClone(frame);
    const attachments: Attachment[] = [];
    forEachAttachment(copy, (attachment) => attachments.push(attachment));
    const key = orderKey(copy)!;
    for (const attachment of attachments) await limited(() => storeAttachment(copy, key, attachment));
    return copy;
  };

  async function storeAttachment(frame: Frame, key: OrderKey, attachment: Attachment): Promise<void> {
    signal?.throwIfAborted();
    const given = { ...attachment };
    const identity = objectIdentity(given.id ?? "");
    const thumbnailIdentity = objectIdentity(given.id ?? "", true);
    attachment.object = (await reuseGiven(key, identity, given.object)) ?? null;
    attachment.thumbnail = (await reuseGiven(key, thumbnailIdentity, given.thumbnail)) ?? null;
    const hasAll = attachment.object !== null && (given.thumbnail == null || attachment.thumbnail !== null);
    if (hasAll || (given.missing ?? 0) !== AttachmentMissing.UNSPECIFIED) return;
    try {
      const content = await fromSource(signal, () => open(given));
      if (content === undefined) throw new SourceError("object.missing", "The file is gone.");
      attachment.object ??= await storeContent(key, identity, content, given);
      if (content.thumbnail !== undefined) {
        attachment.thumbnail ??= await storeContent(key, thumbnailIdentity, content.thumbnail, given);
      }
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      const kind = attachment.object === null ? "attachment" : "thumbnail";
      // [@attachment-unreadable]
      if (kind === "attachment") attachment.missing = AttachmentMissing.LOST;
      lost.push(attachmentLoss({ code: error.code, message: error.message }, kind, frame, key, given));
    }
  }

  /** Frames that were read from this vault carry references already. */
  async function reuseGiven(
    key: OrderKey,
    identity: string,
    given: ObjectReference | null | undefined,
  ): Promise<Reference | undefined> {
    if (given == null) return undefined;
    const { length, digest } = given as Reference;
    return reuseStored(key, { type: OBJECT_TYPE.attachment, identity, length, digest });
  }

  async function reuseStored(key: OrderKey, description: ObjectDescription): Promise<Reference | undefined> {
    // Whichever asks the store for less comes first.
    return writer.reliesOnParent
      ? ((await reuseOfParent(key, description)) ?? writer.find(description))
      : ((await writer.find(description)) ?? reuseOfParent(key, description));
  }

  /** What the parent has may be of a former epoch, of another generation, or marked. */
  async function reuseOfParent(
    key: OrderKey,
    { identity, length, digest }: ObjectDescription,
  ): Promise<Reference | undefined> {
    // [@write-reuse-attachment]
    const inParent = await parent(key, identity);
    const isSame = inParent?.length === length && equalBytes(inParent.digest, digest);
    return isSame && writer.reuse(inParent) ? inParent : undefined;
  }

  async function storeContent(
    key: OrderKey,
    identity: string,
    content: AttachmentContent,
    { fileName, id = "" }: Attachment,
  ): Promise<Reference> {
    const known = content.digest && { length: content.length, digest: content.digest };
    const name = fileName || id;
    let reported = 0;
    const reportUpTo = (bytes: number) => {
      report(Math.max(0, bytes - reported), name);
      reported = Math.max(reported, bytes);
    };
    for (let attempt = 1; ; attempt++) {
      const examined: Examined = (attempt === 1 ? known : undefined) ?? (await examine(content, reportUpTo));
      try {
        const reference = await storeExamined(key, identity, content, examined, reportUpTo);
        reportUpTo(reference.length);
        if (examined !== known) await content.found?.({ length: examined.length, digest: examined.digest });
        return reference;
      } catch (error) {
        // [@object-content-changed]
        if (!(error instanceof KeepsakeError) || !["object.size", "object.digest"].includes(error.code)) throw error;
        if (attempt === TRIES) throw new SourceError(error.code, "The file changes while it is read.", error);
      } finally {
        examined.release?.();
      }
    }
  }

  async function examine(content: AttachmentContent, reportUpTo: (bytes: number) => void): Promise<Examined> {
    const { path, length } = content;
    const isFile = path !== undefined && fileTaker?.provider === provider;
    const taken = isFile ? await fileTaker.take(path, length, signal, reportUpTo) : undefined;
    if (taken !== undefined) return { length: taken.length, digest: taken.digest, held: taken, release: taken.release };
    const lent = length <= HELD / parallel ? memory.take(length) : undefined;
    const release = () => void (lent && memory.give(lent));
    let isHeld = false;
    try {
      const digested = await digestContent(content, lent);
      isHeld = digested.held !== undefined;
      return isHeld ? { ...digested, release } : digested;
    } finally {
      if (!isHeld) release();
    }
  }

  async function digestContent(content: AttachmentContent, lent: Uint8Array | undefined): Promise<Examined> {
    const held = lent === undefined ? undefined : await holdContent(content, lent, signal);
    if (held === undefined) return measureContent(provider, content, signal);
    const digest = createDigest(provider);
    await digest.update(held);
    return { length: held.length, digest: await digest.finish(), held };
  }

  async function storeExamined(
    key: OrderKey,
    identity: string,
    content: AttachmentContent,
    { length, digest, held }: Examined,
    reportUpTo: (bytes: number) => void,
  ): Promise<Reference> {
    if (length > LIMITS.object) throw new SourceError("content.limit-exceeded", "The file is too large for a backup.");
    const description = { type: OBJECT_TYPE.attachment, identity, length, digest };
    const stored = await reuseStored(key, description);
    return stored ?? writer.put(description, () => held ?? read());

    async function* read(): AsyncGenerator<Uint8Array> {
      let bytes = 0;
      for await (const piece of readContent(content, signal)) {
        yield piece;
        bytes += piece.length;
        reportUpTo(bytes);
      }
    }
  }
}
