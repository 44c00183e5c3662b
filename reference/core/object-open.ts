import { equalBytes } from "./bytes.js";
import { CHUNK, SEALED_CHUNK } from "./chunks.js";
import { createOpener, openRange, SEAL_HEADER, type SealedSource, SealFailure } from "./cobblestone.js";
import { createDigest } from "./digest.js";
import { FILE_KIND, PREFIX_LENGTH, readPrefix } from "./file-prefix.js";
import { type ObjectType, objectContext, type Reference } from "./object.js";
import { checkStored, failure, opened, readExactly } from "./object-checks.js";
import { createUnpadder } from "./object-unpad.js";
import { LENGTH_FIELD, paddedSize } from "./padding.js";
import type { CryptoProvider } from "./provider.js";

/** Bytes that are read and opened at once: 1 MiB of content. */
const RUN = 64 * SEALED_CHUNK;

/**
 * Opens a stored object. Every piece that is given out is authentic, but only when the iteration ends without an error
 * is the object known to be whole: its padding and its digest come last. Spec: Objects, Reading.
 *
 * @param reference - one that `checkReference` accepts
 * @param source - the stored file; undefined if there is none
 * @throws KeepsakeError object.missing, object.truncated, object.size, object.malformed, input.unsupported-version,
 *   object.wrong-kind, object.auth, object.padding, object.digest, with the `name` of the file
 */
export async function* openObject(
  provider: CryptoProvider,
  vaultId: Uint8Array,
  type: ObjectType,
  reference: Reference,
  source: SealedSource | undefined,
): AsyncGenerator<Uint8Array> {
  const file = checkStored(type, reference, source);
  const opener = createOpener(provider, reference.key, objectContext(vaultId, type, reference.id));
  const unpad = createUnpadder(reference);
  const digest = createDigest(provider);
  let offset = 0;
  // Runs end where chunks end, so that no sealed byte has to wait for others.
  for (let end = PREFIX_LENGTH + SEAL_HEADER + RUN; offset < file.size; end += RUN) {
    const stored = await readExactly(reference, file, offset, Math.min(end, file.size) - offset);
    if (offset === 0) checkPrefix(stored);
    const sealed = offset === 0 ? stored.subarray(PREFIX_LENGTH) : stored;
    offset += stored.length;
    // [@release-passed-only]
    const content = unpad(await opened(reference, () => opener.update(sealed)));
    await digest.update(content);
    if (content.length > 0) yield content;
  }
  const content = unpad(await opened(reference, () => opener.finish()));
  await digest.update(content);
  if (content.length > 0) yield content;
  // [@object-digest]
  if (!equalBytes(await digest.finish(), reference.digest)) throw failure("object.digest", reference);
}

/**
 * Reads a whole object into memory, for those that must not be used before their digest is checked.
 * [@release-segment]
 *
 * @throws KeepsakeError as {@link openObject}
 */
export async function readObject(
  provider: CryptoProvider,
  vaultId: Uint8Array,
  type: ObjectType,
  reference: Reference,
  source: SealedSource | undefined,
): Promise<Uint8Array> {
  // Memory is taken only for what the stored file can hold.
  checkStored(type, reference, source);
  const content = new Uint8Array(reference.length);
  let filled = 0;
  for await (const piece of openObject(provider, vaultId, type, reference, source)) {
    content.set(piece, filled);
    filled += piece.length;
  }
  return content;
}

/**
 * Opens the bytes from `start` to `end` of an object's content, reading only the chunks that hold them. They are
 * authentic and in their place; the digest is not checked, so the object is not verified. Spec: Objects, Reading.
 *
 * @throws RangeError if the content has no such bytes
 * @throws KeepsakeError object.missing, object.truncated, object.size, object.malformed, input.unsupported-version,
 *   object.wrong-kind, object.auth, object.padding
 */
export async function openObjectRange(
  provider: CryptoProvider,
  vaultId: Uint8Array,
  type: ObjectType,
  reference: Reference,
  source: SealedSource | undefined,
  start: number,
  end: number,
): Promise<Uint8Array> {
  if (!(start >= 0 && start <= end && end <= reference.length)) {
    throw new RangeError(`no bytes from ${start} to ${end} in an object of ${reference.length}`);
  }
  // [@range-checks-first]
  const file = checkStored(type, reference, source);
  const head = await readExactly(reference, file, 0, PREFIX_LENGTH + SEAL_HEADER);
  checkPrefix(head);
  const sealed: SealedSource = {
    size: file.size - PREFIX_LENGTH,
    read: (offset, length) =>
      offset === 0 && length === SEAL_HEADER
        ? head.subarray(PREFIX_LENGTH)
        : readExactly(reference, file, PREFIX_LENGTH + offset, length),
  };
  // Whole chunks, because all of each is checked. [@range-chunk-steps]
  const from = floorTo(LENGTH_FIELD + start, CHUNK);
  const to = Math.min(floorTo(LENGTH_FIELD + end + CHUNK - 1, CHUNK), paddedSize(reference.length));
  const context = objectContext(vaultId, type, reference.id);
  const open = (until: number) => openRange(provider, reference.key, context, sealed, from, until);
  const plaintext = await opened(reference, async () => {
    try {
      return await open(to);
    } catch (error) {
      // What is wrong in a lower chunk comes first.
      const before = error instanceof SealFailure && error.chunk !== undefined ? error.chunk * CHUNK : from;
      if (before > from) createUnpadder(reference, from)(await open(before));
      throw error;
    }
  });
  const content = createUnpadder(reference, from)(plaintext);
  const skipped = start - Math.max(from - LENGTH_FIELD, 0);
  return content.subarray(skipped, skipped + end - start);
}

const floorTo = (n: number, step: number) => n - (n % step);

function checkPrefix(stored: Uint8Array): void {
  readPrefix(stored, FILE_KIND.object, { magic: "object.malformed", kind: "object.wrong-kind" });
}
