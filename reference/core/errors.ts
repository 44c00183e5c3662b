/**
 * Every way in which reading, opening or writing a backup can fail. The list is closed for this version of the
 * format and only grows: the specification, the vectors and the conformance suite use the same names.
 */
export const ERROR_CODES = [
  "input.malformed",
  "input.truncated",
  "input.trailing-data",
  "input.unsupported-version",
  "input.limit-exceeded",
  "key.recovery-malformed",
  "key.recovery-check-digit",
  "key.prf-missing",
  "key.no-matching-slot",
  "key.last-slot",
  "header.missing",
  "header.malformed",
  "header.auth",
  "header.rollback",
  "header.fork",
  "snapshot.missing",
  "snapshot.malformed",
  "snapshot.auth",
  "snapshot.rollback",
  "snapshot.fork",
  "snapshot.parent-mismatch",
  "object.missing",
  "object.truncated",
  "object.malformed",
  "object.wrong-kind",
  "object.auth",
  "object.padding",
  "object.size",
  "object.digest",
  "content.malformed",
  "content.order",
  "content.reference",
  "content.limit-exceeded",
  "mark.malformed",
  "mark.auth",
  "archive.malformed",
  "archive.duplicate",
  "store.conflict",
  "store.unavailable",
] as const;

/** One of {@link ERROR_CODES}. */
export type ErrorCode = (typeof ERROR_CODES)[number];

/** What a program can use to point at the place of a failure. Never holds a secret. */
export interface ErrorDetails {
  /** Rows of a recovery key, counted from 1. */
  readonly rows?: readonly number[];
  /** Name of a file in the vault. */
  readonly name?: string;
  /** Index of a frame in its segment, counted from 0. */
  readonly frame?: number;
  readonly [detail: string]: unknown;
}

/**
 * The one class of errors for anything that data, a store or a secret can cause.
 * A caller's mistake (wrong type, impossible argument) is a `TypeError` or `RangeError` instead.
 */
export class KeepsakeError extends Error {
  override readonly name = "KeepsakeError";
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  /**
   * @param code - which failure this is
   * @param message - one sentence for a person, with what to do next where something can be done
   * @param details - where it happened, and `cause`, the error that led to this one
   */
  constructor(code: ErrorCode, message: string, details: ErrorDetails & { readonly cause?: unknown } = {}) {
    const { cause, ...rest } = details;
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.details = rest;
  }
}

/** The part of a code before the dot, such as `header`. */
export function errorGroup(code: ErrorCode): string {
  return code.slice(0, code.indexOf("."));
}
