import { concat, equalBytes, u64 } from "./bytes.js";
import { CHUNK, SEALED_CHUNK } from "./chunks.js";
import { seal } from "./cobblestone.js";
import { createSealer } from "./cobblestone-stream.js";
import { createDigest } from "./digest.js";
import { FILE_KIND, filePrefix } from "./file-prefix.js";
import { objectName } from "./names.js";
import { bindObject, type ObjectType, type Reference, storedObjectSize } from "./object.js";
import { LENGTH_FIELD, pad, paddedSize } from "./padding.js";
import { type Bytes, evenPieces } from "./pieces.js";
import type { CryptoProvider } from "./provider.js";
import type { Randomness } from "./randomness.js";
import { contentChanged } from "./source-error.js";

/** Bytes that are sealed at once. A multiple of a chunk, and a piece of the digest. */
const PIECE = 1_048_576;
/** Bytes that such a piece takes once it is sealed, with the chunk before it that was not full. */
export const SEALED_PIECE = (PIECE / CHUNK + 1) * SEALED_CHUNK;

/**
 * Seals an object that need not fit into memory, as its stored file: `storedObjectSize(reference.length)` bytes.
 * Nothing of it may be kept if this throws. Spec: Objects.
 *
 * @param reference - from `createReference`, for this content
 * @param memory - at least {@link SEALED_PIECE} bytes that all pieces are made in; new memory for each if absent
 * @throws KeepsakeError object.size, object.digest if the content is not what the reference says, because a file was
 *   changed since it was hashed
 */
export function sealObject(
  provider: CryptoProvider,
  vaultId: Uint8Array,
  type: ObjectType,
  reference: Reference,
  content: Bytes,
  randomness: Randomness,
  memory?: Uint8Array,
): AsyncGenerator<Uint8Array> {
  return sealPieces(provider, vaultId, type, reference, checked(provider, reference, content), randomness, memory);
}

/** As {@link sealObject}, for content that has been in memory since it was hashed: nothing can have changed it. */
export function sealHeldObject(
  provider: CryptoProvider,
  vaultId: Uint8Array,
  type: ObjectType,
  reference: Reference,
  content: Uint8Array,
  randomness: Randomness,
  memory?: Uint8Array,
): AsyncGenerator<Uint8Array> {
  if (content.length !== reference.length) throw new RangeError("the reference is one to other content");
  return sealPieces(provider, vaultId, type, reference, evenPieces(content, PIECE), randomness, memory);
}

/** The content in pieces, if it is what the reference says. */
async function* checked(provider: CryptoProvider, reference: Reference, content: Bytes): AsyncGenerator<Uint8Array> {
  const name = objectName(reference.id);
  const digest = createDigest(provider);
  for await (const piece of evenPieces(content, PIECE)) {
    if (digest.length + piece.length > reference.length) throw contentChanged("object.size", name);
    // Goes on while the piece is sealed, with providers that work in the background.
    const hashing = digest.update(piece);
    try {
      yield piece;
    } finally {
      // Also where the consumer stops: a failure must not go unhandled.
      await hashing;
    }
  }
  // [@object-content-changed]
  if (digest.length !== reference.length) throw contentChanged("object.size", name);
  if (!equalBytes(await digest.finish(), reference.digest)) throw contentChanged("object.digest", name);
}

async function* sealPieces(
  provider: CryptoProvider,
  vaultId: Uint8Array,
  type: ObjectType,
  reference: Reference,
  content: AsyncIterable<Uint8Array>,
  randomness: Randomness,
  memory: Uint8Array | undefined,
): AsyncGenerator<Uint8Array> {
  const { context, salt } = bindObject(vaultId, type, reference, randomness);
  const sealer = await createSealer(provider, reference.key, context, salt);
  const size = storedObjectSize(reference.length);
  const room = (length: number) => memory?.subarray(0, length) ?? new Uint8Array(length);
  let sealed = room(Math.min(size, SEALED_PIECE));
  let filled = 0;
  let given = 0;

  // Pieces go out as long as may be: each one costs a store a call.
  function* makeRoom(length: number): Generator<Uint8Array> {
    if (sealed.length - filled >= length || given + sealed.length === size) return;
    yield sealed.subarray(0, filled);
    given += filled;
    filled = 0;
    sealed = room(Math.min(size - given, SEALED_PIECE));
  }

  function add(bytes: Uint8Array): void {
    sealed.set(bytes, filled);
    filled += bytes.length;
  }

  add(filePrefix(FILE_KIND.object));
  add(sealer.header);
  // Eight bytes complete no chunk, so this gives nothing yet.
  await sealer.update(u64(reference.length));
  for await (const piece of withPadding(content, reference.length)) {
    yield* makeRoom(piece.length + SEALED_PIECE - PIECE);
    filled += (await sealer.update(piece, sealed.subarray(filled))).length;
  }
  const last = await sealer.finish();
  yield* makeRoom(last.length);
  add(last);
  yield sealed;
}

async function* withPadding(content: AsyncIterable<Uint8Array>, length: number): AsyncGenerator<Uint8Array> {
  yield* content;
  let left = paddedSize(length) - LENGTH_FIELD - length;
  const zeros = new Uint8Array(Math.min(left, PIECE));
  for (; left > 0; left -= PIECE) yield zeros.subarray(0, left);
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
  const { context, salt } = bindObject(vaultId, type, reference, randomness);
  return concat(filePrefix(FILE_KIND.object), await seal(provider, reference.key, context, pad(content), salt));
}
