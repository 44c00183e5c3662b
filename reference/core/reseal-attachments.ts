import type { AttachmentStoreOptions, createAttachmentStore } from "./attachment-store.js";
import { createLimiter } from "./concurrency.js";
import { KeepsakeError } from "./errors.js";
import { forEachAttachment, objectIdentity } from "./frame-refs.js";
import { attachmentLoss } from "./loss.js";
import { objectName } from "./names.js";
import { OBJECT_TYPE, type Reference } from "./object.js";
import { type OrderKey, orderKey } from "./order-key.js";
import { problemOf } from "./problem.js";
import { type Attachment, AttachmentMissing, type Frame } from "./proto/types.js";
import { openAttachment } from "./restore-attachment.js";
import { SourceError } from "./source-error.js";
import type { Vault } from "./vault.js";

type Field = "object" | "thumbnail";

/**
 * Stores the attachments of frames that were read from the vault under ids and keys of the current epoch, from what the
 * vault holds. What cannot be read is recorded as lost.
 */
export function resealAttachments(vault: Vault): typeof createAttachmentStore {
  return (options) => {
    const limited = createLimiter(options.parallel);
    return async (frame) => {
      const copy = structuredClone(frame);
      const attachments: Attachment[] = [];
      forEachAttachment(copy, (attachment) => attachments.push(attachment));
      if (attachments.length === 0) return frame;
      const key = orderKey(copy)!;
      for (const attachment of attachments) {
        await limited(() => resealOne(vault, options, copy, key, attachment, "object"));
        await limited(() => resealOne(vault, options, copy, key, attachment, "thumbnail"));
      }
      return copy;
    };
  };
}

async function resealOne(
  vault: Vault,
  { writer, lost, report, signal }: AttachmentStoreOptions,
  frame: Frame,
  key: OrderKey,
  attachment: Attachment,
  field: Field,
): Promise<void> {
  const given = attachment[field];
  if (given == null) return;
  // decodeSegment has checked that references are complete.
  const { length, digest, id } = given as Reference;
  const identity = objectIdentity(attachment.id ?? "", field === "thumbnail");
  const description = { type: OBJECT_TYPE.attachment, identity, length, digest };
  const content = async function* () {
    try {
      for await (const piece of openAttachment(vault, { object: given })) {
        signal?.throwIfAborted();
        yield piece;
      }
    } catch (error) {
      // A store that fails says nothing about the attachment.
      if (!(error instanceof KeepsakeError) || error.code === "store.unavailable") throw error;
      throw new SourceError(error.code, error.message, error);
    }
  };
  try {
    attachment[field] = { ...given, ...(await writer.put(description, content)) };
    report(length, attachment.fileName || (attachment.id ?? ""));
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    // [@reseal-lost] The former reference would be one that an old key opens.
    attachment[field] = null;
    if (field === "object") attachment.missing = AttachmentMissing.LOST;
    const kind = field === "object" ? "attachment" : "thumbnail";
    lost.push(attachmentLoss(problemOf(error.cause, objectName(id)), kind, frame, key, attachment));
  }
}
