import { concat, equalBytes, u64 } from "./bytes.js";
import { SEAL_SALT, seal } from "./cobblestone.js";
import { createSealer } from "./cobblestone-stream.js";
import { createDigest } from "./digest.js";
import { KeepsakeError } from "./errors.js";
import { FILE_KIND, filePrefix } from "./file-prefix.js";
import { objectName } from "./names.js";
import { type ObjectType, objectContext, type Reference } from "./object.js";
import { LENGTH_FIELD, pad, paddedSize } from "./padding.js";
import { type Bytes, evenPieces } from "./pieces.js";
import type { CryptoProvider } from "./provider.js";
import type { Randomness } from "./randomness.js";

/** Bytes that are sealed at once. A multiple of a chunk, and a piece of the digest. */
const PIECE = 1_048_576;

/**
 * Seals an object that need not fit into memory, as its stored file: `storedObjectSize(reference.length)` bytes.
 * Nothing of it may be kept if this throws. Spec: Objects.
 *
 * @param reference - from `createReference`, for this content
 * @throws KeepsakeError object.size, object.digest if the content is not what the reference says, because a file was
 *   changed since it was hashed
 */
export async function* sealObject(
  provider: CryptoProvider,
  vaultId: Uint8Array,
  type: ObjectType,
  reference: Reference,
  content: Bytes,
  randomness: Randomness,
): AsyncGenerator<Uint8Array> {
  const name = objectName(reference.id);
  const context = objectContext(vaultId, type, reference.id);
  const sealer = await createSealer(provider, reference.key, context, randomness(`salt/${name}`, SEAL_SALT));
  const digest = createDigest(provider);
  yield concat(filePrefix(FILE_KIND.object), sealer.header);

  // Eight bytes complete no chunk, so this gives nothing yet.
  await sealer.update(u64(reference.length));
  for await (const piece of evenPieces(content, PIECE)) {
    if (digest.length + piece.length > reference.length) throw changed("object.size", name);
    // Both at once, for providers that work in the background.
    const [sealed] = await Promise.all([sealer.update(piece), digest.update(piece)]);
    if (sealed.length > 0) yield sealed;
  }
  // [@object-content-changed]
  if (digest.length !== reference.length) throw changed("object.size", name);
  if (!equalBytes(await digest.finish(), reference.digest)) throw changed("object.digest", name);

  const zeros = new Uint8Array(PIECE);
  for (let left = paddedSize(reference.length) - LENGTH_FIELD - reference.length; left > 0; left -= PIECE) {
    const sealed = await sealer.update(zeros.subarray(0, left));
    if (sealed.length > 0) yield sealed;
  }
  yield await sealer.finish();
}

/** Seals an object that is in memory, such as a segment, as its stored file. Spec: Objects. */
export async function sealObjectBytes(
  provider: CryptoProvider,
  vaultId: Uint8Array,
  type: ObjectType,
  reference: Reference,
  content: Uint8Array,
  randomness: Randomness,
): Promise<Uint8Array> {
  if (content.length !== reference.length) throw new RangeError("the reference is one to other content");
  const salt = randomness(`salt/${objectName(reference.id)}`, SEAL_SALT);
  const context = objectContext(vaultId, type, reference.id);
  return concat(filePrefix(FILE_KIND.object), await seal(provider, reference.key, context, pad(content), salt));
}

function changed(code: "object.size" | "object.digest", name: string): KeepsakeError {
  return new KeepsakeError(code, "A file was changed while it was being backed up.", { name });
}
