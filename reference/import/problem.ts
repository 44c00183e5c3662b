import { KeepsakeError } from "../core/errors.js";

/** What stands in the way of an import; `details.reason` of the error. */
export type ImportProblem =
  | "not-an-export"
  | "empty"
  | "encoding"
  | "broken-zip"
  | "broken-media"
  | "date-order"
  | "owner"
  | "several-chats"
  | "too-long";

/**
 * The error of every importer: code `input.malformed`, `details.reason` says which {@link ImportProblem} it is,
 * and the message ends with what to do.
 */
export function importError(
  reason: ImportProblem,
  message: string,
  details: { readonly cause?: unknown; readonly [detail: string]: unknown } = {},
): KeepsakeError {
  return new KeepsakeError("input.malformed", message, { reason, ...details });
}
