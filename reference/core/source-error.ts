import { type ErrorCode, KeepsakeError } from "./errors.js";

/** A source that failed, as opposed to a store that did: the backup goes on without it. */
export class SourceError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/** The error for content that is not what was read before. [@object-content-changed] */
export function contentChanged(code: "object.size" | "object.digest", name: string): KeepsakeError {
  return new KeepsakeError(code, "A file was changed while it was being backed up.", { name });
}
