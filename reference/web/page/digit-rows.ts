import { digitValue, isRowRight, ROW_DIGITS, ROWS } from "../../core/recovery-key.js";
import { T } from "./texts.js";

/** How a row stands while it is typed. */
export type RowState = { readonly kind: "open" | "right" } | { readonly kind: "wrong"; readonly why: string };

const STRANGE = /[^\p{Nd}\p{White_Space}\p{Pd}\p{Cf}\u2212]/u;

/** The ASCII digits in a text, of whatever script they were. */
export function digitsIn(text: string): string {
  return Array.from(text.matchAll(/\p{Nd}/gu), ([digit]) => digitValue(digit)).join("");
}

/**
 * What is known of a row so far. The whole key is read by `parseRecoveryKey` in the end.
 *
 * @param row - from 1
 * @param expected - the 64 digits that are typed back, if they are known
 */
export function rowState(row: number, text: string, expected?: string): RowState {
  const digits = digitsIn(text);
  if (STRANGE.test(text)) return { kind: "wrong", why: T.digits.strange(row) };
  if (digits.length > ROW_DIGITS) return { kind: "wrong", why: T.digits.long(row) };
  if (digits.length < ROW_DIGITS) return { kind: "open" };
  if (!isRowRight(row, digits)) return { kind: "wrong", why: T.digits.wrong(row) };
  if (expected !== undefined && digits !== expected.slice((row - 1) * ROW_DIGITS, row * ROW_DIGITS)) {
    return { kind: "wrong", why: T.digits.other(row) };
  }
  return { kind: "right" };
}

/** Spreads pasted digits over the rows, from one of them on. */
export function fillRows(rows: readonly string[], from: number, text: string): string[] {
  const digits = digitsIn(text);
  const filled = [...rows];
  // A whole key goes to its place, wherever it was pasted.
  const start = digits.length === ROWS * ROW_DIGITS ? 0 : from;
  for (let at = 0; at < digits.length && start + at / ROW_DIGITS < ROWS; at += ROW_DIGITS) {
    const part = digits.slice(at, at + ROW_DIGITS);
    filled[start + at / ROW_DIGITS] = `${part.slice(0, 4)} ${part.slice(4)}`.trim();
  }
  return filled;
}
