import { createDigest, DIGEST_PIECE } from "./digest.js";
import { KeepsakeError } from "./errors.js";
import { type Bytes, evenPieces } from "./pieces.js";
import type { Attachment } from "./proto/types.js";
import type { CryptoProvider } from "./provider.js";
import { SourceError } from "./source-error.js";

/** The bytes of an attachment on the device. */
export interface AttachmentContent {
  /** Bytes. Only a hint, unless `digest` is given: short content is read once, long content once for its digest. */
  readonly length: number;
  /**
   * The digest of the content (spec: Digest), where it is known. Then content that the vault has is not read, and other
   * content once. If it is wrong, that is noticed unless the vault has the content that it is the digest of.
   */
  readonly digest?: Uint8Array;
  /** The content from its start, each time it is called. A piece may be overwritten when the next one is asked for. */
  read(): Bytes;
  /** Absolute path, if this is a file of the device, which a store may be able to read by itself. */
  readonly path?: string;
  /** Is told what was not known, once the content is in the vault. What it throws stops the backup. */
  found?(content: ContentDigest): Promise<void>;
  /** The attachment's thumbnail, if there is one. */
  readonly thumbnail?: AttachmentContent;
}

/** What content is told by. */
export interface ContentDigest {
  /** Bytes. */
  readonly length: number;
  /** Spec: Digest. */
  readonly digest: Uint8Array;
}

/**
 * Gives the bytes of an attachment; undefined if they are gone. What it throws, or reading them, makes the attachment
 * lost; but `store.unavailable` stops the backup.
 */
export type OpenContent = (attachment: Attachment) => Promise<AttachmentContent | undefined>;

/**
 * Runs a step of reading a source.
 *
 * @throws SourceError; the reason of the signal, as stopping is not failing; KeepsakeError store.unavailable
 */
export async function fromSource<T>(signal: AbortSignal | undefined, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw failureOf(error, signal);
  }
}

function failureOf(error: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return signal.reason;
  // Content may come from a vault, and a store that fails says nothing about it. [@store-unavailable]
  if (error instanceof KeepsakeError && error.code === "store.unavailable") return error;
  return new SourceError("object.missing", "The file cannot be read.", error);
}

/** The content, piece by piece. @throws as {@link fromSource} */
export async function* readContent(content: AttachmentContent, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    const bytes = content.read();
    for await (const piece of bytes instanceof Uint8Array ? [bytes] : bytes) {
      signal?.throwIfAborted();
      yield piece;
    }
  } catch (error) {
    throw failureOf(error, signal);
  }
}

/** Reads the content once for its length and digest. @throws as {@link fromSource} */
export async function measureContent(
  provider: CryptoProvider,
  content: AttachmentContent,
  signal?: AbortSignal,
): Promise<ContentDigest> {
  const digest = createDigest(provider);
  for await (const piece of evenPieces(readContent(content, signal), DIGEST_PIECE)) await digest.update(piece);
  return { length: digest.length, digest: await digest.finish() };
}

/**
 * Reads the content into memory; undefined if it does not fit.
 *
 * @throws as {@link fromSource}
 */
export async function holdContent(
  content: AttachmentContent,
  memory: Uint8Array,
  signal?: AbortSignal,
): Promise<Uint8Array | undefined> {
  let filled = 0;
  for await (const piece of readContent(content, signal)) {
    if (piece.length > memory.length - filled) return undefined;
    memory.set(piece, filled);
    filled += piece.length;
  }
  return memory.subarray(0, filled);
}
