import { concat, equalBytes, utf8 } from "./bytes.js";
import { type ErrorCode, KeepsakeError } from "./errors.js";

/** What a stored file is. Spec: Stored files. */
export const FILE_KIND = { header: 1, snapshot: 2, object: 3, mark: 4, archive: 5 } as const;

/** A value of {@link FILE_KIND}. */
export type FileKind = (typeof FILE_KIND)[keyof typeof FILE_KIND];

/** Bytes before the content of every stored file: magic, version, kind. */
export const PREFIX_LENGTH = 10;
/** The only version of the format so far. */
export const FORMAT_VERSION = 1;

/** The eight bytes that every stored file starts with, and that end an archive. */
export const MAGIC: Uint8Array = utf8("KEEPSAKE");

/** The first ten bytes of a stored file. */
export function filePrefix(kind: FileKind): Uint8Array {
  return concat(MAGIC, Uint8Array.of(FORMAT_VERSION, kind));
}

/** The codes of a layer for a file that is not what it should be. */
export interface PrefixCodes {
  /** For a file that is too short or does not start with {@link MAGIC}. */
  readonly magic: ErrorCode;
  /** For a file of another kind. */
  readonly kind: ErrorCode;
}

/**
 * Checks the first ten bytes of a stored file.
 *
 * @throws KeepsakeError of `codes`, or `input.unsupported-version`
 */
export function readPrefix(bytes: Uint8Array, expectedKind: FileKind, codes: PrefixCodes): void {
  // [@prefix-magic]
  if (bytes.length < PREFIX_LENGTH || !equalBytes(bytes.subarray(0, MAGIC.length), MAGIC)) {
    throw new KeepsakeError(codes.magic, "This is not a Keepsake file.");
  }
  const version = bytes[MAGIC.length];
  // [@prefix-version]
  if (version !== FORMAT_VERSION) {
    throw new KeepsakeError(
      "input.unsupported-version",
      `This file is of format version ${version}; use a newer version of this program.`,
    );
  }
  // [@prefix-kind]
  if (bytes[MAGIC.length + 1] !== expectedKind) {
    throw new KeepsakeError(codes.kind, "This is a Keepsake file, but not of the kind that was expected here.");
  }
}
