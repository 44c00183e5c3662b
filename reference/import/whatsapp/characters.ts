import { safeLength } from "../lines.js";

// What the app puts between the letters: marks that set the writing direction, and spaces that do not break.

/** U+061C, U+200E, U+200F, U+202A–U+202E, U+2066–U+2069 and U+FEFF. None of them is visible. */
const MARKS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;
const SPACES = /[\t\u00a0\u2000-\u200a\u202f\u205f\u3000]/gu;

/** The first code points of the decimal digits that exports are written in. */
const DIGIT_ZEROS = [0x0660, 0x06f0, 0x0966, 0x09e6];
const FOREIGN_DIGITS = /[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef]/gu;

/** True for a character of {@link MARKS}. */
export function isMark(code: number): boolean {
  return (
    code === 0x200e ||
    code === 0x200f ||
    code === 0x061c ||
    code === 0xfeff ||
    (code >= 0x202a && code <= 0x202e) ||
    (code >= 0x2066 && code <= 0x2069)
  );
}

/** Most texts are all ASCII, and for those there is little to do. */
const NOT_PLAIN = /[^ -~]/;

/** Without marks, and with ordinary spaces. */
export function clean(text: string): string {
  if (!NOT_PLAIN.test(text)) return text;
  return text.replace(MARKS, "").replace(SPACES, " ");
}

/** Digits of Arabic, Persian, Devanagari and Bengali script as ASCII digits. */
export function asciiDigits(text: string): string {
  return text.replace(FOREIGN_DIGITS, (digit) => {
    const code = digit.charCodeAt(0);
    return String(code - (DIGIT_ZEROS.findLast((zero) => zero <= code) as number));
  });
}

/**
 * A text in the form in which phrases are compared: cleaned, NFC, one kind of quotation mark and apostrophe, one space
 * for several, none at the ends. Never shown and never stored.
 */
export function comparable(text: string): string {
  if (!NOT_PLAIN.test(text)) return (text.includes("  ") ? text.replace(/ {2,}/gu, " ") : text).trim();
  return clean(text)
    .normalize("NFC")
    .replace(/[“”„«»]/gu, '"')
    .replace(/[‘’ʼ]/gu, "'")
    .replace(/ {2,}/gu, " ")
    .trim();
}

/** A name as it is shown: without marks, and without the tilde that stands before names of strangers. */
export function cleanName(name: string): string {
  return clean(name)
    .replace(/^[~∼˜]\s?/u, "")
    .trim();
}

/** At most `length` UTF-16 code units, without half a character at the end. */
export function shorten(text: string, length: number): string {
  return text.slice(0, safeLength(text, length));
}

/** Without the direction marks at both ends and the spaces at the end. The text between stays as it is. */
export function trimMarks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isMark(text.charCodeAt(start))) start++;
  while (end > start && (isMark(text.charCodeAt(end - 1)) || text[end - 1]?.trim() === "")) end--;
  return text.slice(start, end);
}
