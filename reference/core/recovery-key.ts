import { utf8 } from "./bytes.js";
import { damm } from "./damm.js";
import { KeepsakeError } from "./errors.js";
import { LIMITS } from "./limits.js";
import type { Randomness } from "./randomness.js";

/** Rows of a recovery key. Spec: Recovery key. */
export const ROWS = 8;
/** Digits in a row, of which the last is the check digit. */
export const ROW_DIGITS = 8;
/** Digits in a recovery key. */
export const KEY_DIGITS = ROWS * ROW_DIGITS;

const RANDOM_BLOCK = 80;

/** The rows of a key or pattern of 64 characters. */
export function rowsOf(key: string): string[] {
  return Array.from({ length: ROWS }, (_, row) => key.slice(row * ROW_DIGITS, (row + 1) * ROW_DIGITS));
}

/** Whether a row of 8 digits has the right check digit for its place. @param row - from 1 */
export function isRowRight(row: number, digits: string): boolean {
  return damm(row, digits) === 0;
}

/**
 * Makes a new recovery key of 56 random digits, which are 186 bits, and 8 check digits.
 *
 * @returns 64 ASCII digits
 */
export function generateRecoveryKey(randomness: Randomness): string {
  let free = "";
  for (let block = 0; free.length < ROWS * (ROW_DIGITS - 1); block++) {
    for (const byte of randomness(`recovery-key/${block}`, RANDOM_BLOCK)) {
      // [@recovery-generate] 250 is the largest multiple of 10 in a byte; beyond it the first digits would be likelier than the others.
      if (byte < 250) free += byte % 10;
    }
  }
  let key = "";
  for (let row = 1; row <= ROWS; row++) {
    const digits = free.slice((row - 1) * (ROW_DIGITS - 1), row * (ROW_DIGITS - 1));
    key += digits + damm(row, digits);
  }
  return key;
}

const NUMBER = /^\p{Nd}$/u;
const IGNORED =
  /^[\p{White_Space}\u002D\u00AD\u2010-\u2015\u2212\uFE58\uFE63\uFF0D\u200B-\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF\u061C]$/u;
const UNREADABLE = /^[?_*.]$/;

/** The value of a decimal digit of any script. [@recovery-digits-any-script] */
export function digitValue(character: string): number {
  // Unicode encodes the digits of a script in one run, ascending from zero, and so are runs that touch.
  const code = character.codePointAt(0)!;
  let start = code;
  while (NUMBER.test(String.fromCodePoint(start - 1))) start--;
  return (code - start) % 10;
}

/** Reads 64 digits or, where `pattern` allows it, `?` in the place of some. */
function readDigits(text: string, pattern: boolean): string {
  // [@recovery-input-limit]
  if (text.length > LIMITS.recoveryKeyInput || utf8(text).length > LIMITS.recoveryKeyInput) {
    throw new KeepsakeError("input.limit-exceeded", "This text is too long to be a recovery key.");
  }
  let digits = "";
  for (const character of text) {
    if (NUMBER.test(character)) digits += digitValue(character);
    else if (pattern && UNREADABLE.test(character)) digits += "?";
    // [@recovery-ignore-space] [@recovery-ignore-dashes] [@recovery-ignore-invisible] [@recovery-other-character]
    else if (!IGNORED.test(character)) throw unexpected(character, digits.length);
  }
  // [@recovery-digit-count]
  if (digits.length !== KEY_DIGITS) {
    throw new KeepsakeError(
      "key.recovery-malformed",
      `A recovery key has ${KEY_DIGITS} digits, and this text has ${digits.length}; type only the digits of the 8 rows.`,
      { digits: digits.length },
    );
  }
  return digits;
}

function unexpected(character: string, before: number): KeepsakeError {
  const row = Math.floor(before / ROW_DIGITS) + 1;
  const position = (before % ROW_DIGITS) + 1;
  const code = `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`;
  return new KeepsakeError(
    "key.recovery-malformed",
    `A recovery key has only digits, and there is something else (${code}) where digit ${position} of row ${row} should be.`,
    { row, position, character: code },
  );
}

// [@recovery-check-rows] [@completion-check-digit]
function checkRows(key: string): void {
  const rows = rowsOf(key).flatMap((digits, i) => (digits.includes("?") || isRowRight(i + 1, digits) ? [] : [i + 1]));
  if (rows.length === 0) return;
  const which = rows.length === 1 ? `Row ${rows[0]} has` : `Rows ${rows.join(", ")} have`;
  throw new KeepsakeError(
    "key.recovery-check-digit",
    `${which} a wrong digit; compare with the recovery key as you wrote it down.`,
    { rows },
  );
}

/**
 * Reads a recovery key as a person types or pastes it: decimal digits of any script, with spaces, hyphens and
 * invisible characters wherever they like. Row numbers are digits like any other, so they must be left out.
 *
 * @returns 64 ASCII digits
 * @throws KeepsakeError `input.limit-exceeded`, `key.recovery-malformed` (not 64 digits, or something else among
 * them), `key.recovery-check-digit` (`details.rows` are all the wrong rows)
 */
export function parseRecoveryKey(text: string): string {
  const key = readDigits(text, false);
  checkRows(key);
  return key;
}

/**
 * Reads a recovery key of which up to 6 digits are unreadable: each has `?`, `_`, `*` or `.` in its place.
 *
 * @returns 64 characters, ASCII digits and `?`
 * @throws KeepsakeError as for {@link parseRecoveryKey}; `key.recovery-malformed` also if too many are unreadable
 */
export function parseRecoveryKeyPattern(text: string): string {
  const pattern = readDigits(text, true);
  const unreadable = pattern.split("?").length - 1;
  // [@completion-limit]
  if (unreadable > LIMITS.unreadableDigits) {
    throw new KeepsakeError(
      "key.recovery-malformed",
      `${unreadable} digits are unreadable, and no more than ${LIMITS.unreadableDigits} can be found again; look for another copy of the key.`,
      { unreadable },
    );
  }
  checkRows(pattern);
  return pattern;
}

/**
 * Lays a recovery key out for people: 8 rows of `dddd dddd`, to be numbered from 1 to 8.
 *
 * @param key - 64 ASCII digits
 * @throws RangeError for anything else
 */
export function formatRecoveryKey(key: string): string[] {
  if (!/^[0-9]{64}$/.test(key)) throw new RangeError("expected a recovery key of 64 ASCII digits");
  return rowsOf(key).map((digits) => `${digits.slice(0, 4)} ${digits.slice(4)}`);
}
