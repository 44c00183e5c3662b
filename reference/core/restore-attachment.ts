import type { AttachmentContent } from "./attachment-content.js";
import { checkReference } from "./attachment-rules.js";
import { KeepsakeError } from "./errors.js";
import { OBJECT_TYPE, type Reference } from "./object.js";
import { openObject, openObjectRange } from "./object-open.js";
import { objectSource } from "./object-source.js";
import type { Attachment, ObjectReference } from "./proto/types.js";
import type { Vault } from "./vault.js";

function required(reference: ObjectReference | null | undefined): Reference {
  if (reference == null)
    throw new KeepsakeError("object.missing", "The bytes of this attachment are not in the backup.");
  // [@reference-shape]
  const fault = checkReference(reference);
  if (fault !== undefined) throw new KeepsakeError(fault.code, `The reference: ${fault.path} ${fault.reason}.`);
  return reference as Reference;
}

async function* openReference({ store, provider, vaultId }: Vault, reference: Reference): AsyncGenerator<Uint8Array> {
  yield* openObject(provider, vaultId, OBJECT_TYPE.attachment, reference, await objectSource(store, reference));
}

/**
 * The bytes of an attachment, in pieces. Each piece is authentic; that the content is complete and the right one is
 * known when the iteration ends without an error, so keep a file under a temporary name until then.
 *
 * @throws KeepsakeError object.*, content.reference, store.unavailable
 */
export async function* openAttachment(vault: Vault, { object }: Attachment): AsyncGenerator<Uint8Array> {
  yield* openReference(vault, required(object));
}

/** The bytes of an attachment's thumbnail, as {@link openAttachment}. */
export async function* openThumbnail(vault: Vault, { thumbnail }: Attachment): AsyncGenerator<Uint8Array> {
  yield* openReference(vault, required(thumbnail));
}

/**
 * The bytes from `start` to `end` of an attachment, such as a part of a video, reading only what holds them. They are
 * authentic and in their place; the attachment as a whole is not verified by this.
 *
 * @throws KeepsakeError object.*, content.reference, store.unavailable; RangeError if there are no such bytes
 */
export async function readAttachmentRange(
  { store, provider, vaultId }: Vault,
  { object }: Attachment,
  start: number,
  end: number,
): Promise<Uint8Array> {
  const reference = required(object);
  const source = await objectSource(store, reference);
  return openObjectRange(provider, vaultId, OBJECT_TYPE.attachment, reference, source, start, end);
}

/** An attachment of this vault as something to back up again; undefined if its bytes are not in the vault. */
export function attachmentContent(vault: Vault, { object, thumbnail }: Attachment): AttachmentContent | undefined {
  if (object == null) return undefined;
  const content = (reference: Reference): AttachmentContent => ({
    length: reference.length,
    digest: reference.digest,
    read: () => openReference(vault, reference),
  });
  return {
    ...content(required(object)),
    ...(thumbnail == null ? {} : { thumbnail: content(required(thumbnail)) }),
  };
}
