import { formatRecoveryKey, generateRecoveryKey } from "../../reference/core/recovery-key.js";
import { random } from "./seed.js";
import type { Accepted, Rejected, Rejection } from "./vector.js";

export const digits = generateRecoveryKey(random);

export const rows = formatRecoveryKey(digits);

const shown = rows.join("\n");

const plain = "recovery-parse-plain";

function parses(id: string, title: string, text: string, requirement: string, comment: string): Accepted {
  return { id, title, requirements: [requirement], operation: "parse", inputs: { text }, ok: { digits }, comment };
}

function refuses(
  id: string,
  title: string,
  text: string,
  requirement: string,
  reject: Rejection,
  mutation: string,
  comment: string,
): Rejected {
  const requirements = [requirement];
  return { id, title, requirements, operation: "parse", inputs: { text }, reject, parent: plain, mutation, comment };
}

/** The digits of the key, with the digit at `index` one higher, modulo ten. */
export function wrongAt(...indexes: number[]): string {
  return [...digits].map((digit, i) => (indexes.includes(i) ? String((Number(digit) + 1) % 10) : digit)).join("");
}

const inScript = (zero: number) => [...digits].map((digit) => String.fromCodePoint(zero + Number(digit))).join("");

export function* parsed(): Generator<Accepted> {
  yield parses(plain, "64 ASCII digits", digits, "recovery-check-rows", "The form without any separator.");
  yield parses("recovery-parse-rows", "As it is shown", shown, "recovery-ignore-space", "Eight lines of two groups.");
  const spaces = "\t\n\v\f\r \u0085\u00a0\u1680\u2000\u200a\u2028\u2029\u202f\u205f\u3000";
  yield parses(
    "recovery-parse-white-space",
    "Every kind of white space",
    spaces + digits.slice(0, 9) + spaces + digits.slice(9),
    "recovery-ignore-space",
    "White_Space of Unicode, of which not all are matched by the white space of regular expressions.",
  );
  const dashes = "\u002d\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d";
  yield parses(
    "recovery-parse-dashes",
    "Every hyphen and dash",
    [...dashes].map((dash, i) => digits.slice(4 * i, 4 * i + 4) + dash).join("") + digits.slice(48),
    "recovery-ignore-dashes",
    "What editors make of a hyphen.",
  );
  const invisible =
    "\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff";
  yield parses(
    "recovery-parse-invisible",
    "Every invisible character",
    invisible + digits.slice(0, 32) + invisible + digits.slice(32) + invisible,
    "recovery-ignore-invisible",
    "Marks of direction and joiners, as copying from a right-to-left text gives them.",
  );
  const scripts: [string, number][] = [
    ["arabic-indic", 0x660],
    ["extended-arabic-indic", 0x6f0],
    ["devanagari", 0x966],
    ["bengali", 0x9e6],
    ["tamil", 0xbe6],
    ["thai", 0xe50],
    ["myanmar", 0x1040],
    ["khmer", 0x17e0],
    ["fullwidth", 0xff10],
    ["mathematical-sans-serif", 0x1d7e2],
    ["adlam", 0x1e950],
    ["segmented", 0x1fbf0],
  ];
  for (const [name, zero] of scripts) {
    const title = `Digits of another script: ${name}`;
    const comment = "General category Nd; scripts outside the basic plane take two UTF-16 code units a digit.";
    yield parses(`recovery-parse-${name}`, title, inScript(zero), "recovery-digits-any-script", comment);
  }
  const mixed = [...digits].map((digit, i) => String.fromCodePoint((i % 2 ? 0x966 : 0x30) + Number(digit))).join("");
  yield parses(
    "recovery-parse-mixed",
    "Digits of two scripts",
    mixed,
    "recovery-digits-any-script",
    "One key, two scripts.",
  );
  yield parses(
    "recovery-parse-longest",
    "4096 bytes",
    digits + " ".repeat(4096 - 64),
    "recovery-input-limit",
    "The longest input that is read.",
  );
}

export function* refused(): Generator<Rejected> {
  const limit = { code: "input.limit-exceeded" } as const;
  yield refuses(
    "recovery-parse-too-long",
    "4097 bytes",
    digits + " ".repeat(4097 - 64),
    "recovery-input-limit",
    limit,
    "4033 spaces follow",
    "One byte above the limit.",
  );
  yield refuses(
    "recovery-parse-too-long-utf8",
    "4099 bytes in 1409 characters",
    digits + "\u3000".repeat(1345),
    "recovery-input-limit",
    limit,
    "ideographic spaces follow",
    "The limit counts bytes of UTF-8, not characters.",
  );
  const malformed = (details: object): Rejection => ({ code: "key.recovery-malformed", ...details });
  yield refuses(
    "recovery-parse-empty",
    "No digit",
    "",
    "recovery-digit-count",
    malformed({ digits: 0 }),
    "all digits are removed",
    "Empty input.",
  );
  yield refuses(
    "recovery-parse-63-digits",
    "63 digits",
    digits.slice(0, 63),
    "recovery-digit-count",
    malformed({ digits: 63 }),
    "the last digit is removed",
    "The number of digits is checked before the check digits.",
  );
  yield refuses(
    "recovery-parse-65-digits",
    "65 digits",
    `${digits}0`,
    "recovery-digit-count",
    malformed({ digits: 65 }),
    "a zero is added",
    "What follows 64 digits is not ignored.",
  );
  const others: [string, string, string, number][] = [
    ["letter", "O", "A letter that looks like a digit.", 20],
    ["question-mark", "?", "A mark of an unreadable digit is one only where completion was asked for.", 8],
    ["roman-numeral", "\u2167", "Of category Nl, which is no decimal digit.", 0],
    ["superscript", "\u00b2", "Of category No, which is no decimal digit.", 63],
    ["en-quad-like-letter", "\u3164", "The Hangul filler looks like a space and is a letter.", 33],
    ["plus-sign", "+", "A sign of arithmetic.", 1],
    ["emoji-keycap", "\u20e3", "A combining mark.", 40],
  ];
  for (const [name, character, comment, at] of others) {
    const text = digits.slice(0, at) + character + digits.slice(at + (name === "emoji-keycap" ? 0 : 1));
    yield refuses(
      `recovery-parse-${name}`,
      `Another character: ${name}`,
      text,
      name === "question-mark" ? "completion-only-asked" : "recovery-other-character",
      malformed({ row: Math.floor(at / 8) + 1, position: (at % 8) + 1 }),
      `${name} in the place of digit ${at + 1}, or before it`,
      comment,
    );
  }
  const wrong = (...wrongRows: number[]): Rejection => ({ code: "key.recovery-check-digit", rows: wrongRows });
  for (let row = 1; row <= 8; row++) {
    yield refuses(
      `recovery-parse-wrong-row-${row}`,
      `A wrong digit in row ${row}`,
      wrongAt(8 * row - 1 - (row % 8)),
      "recovery-check-rows",
      wrong(row),
      "one digit is one higher",
      "The row is named.",
    );
  }
  yield refuses(
    "recovery-parse-wrong-rows",
    "Wrong digits in three rows",
    wrongAt(3, 20, 63),
    "recovery-check-rows",
    wrong(1, 3, 8),
    "three digits are one higher",
    "All rows that are wrong are named, ascending.",
  );
  const row1 = digits.slice(0, 8);
  const row2 = digits.slice(8, 16);
  yield refuses(
    "recovery-parse-rows-exchanged",
    "Rows 1 and 2 exchanged",
    row2 + row1 + digits.slice(16),
    "recovery-check-rows",
    wrong(1, 2),
    "rows 1 and 2 change places",
    "The check digit depends on the number of the row.",
  );
  yield refuses(
    "recovery-parse-digits-exchanged",
    "Two neighbouring digits exchanged",
    digits[0]! + digits[2]! + digits[1]! + digits.slice(3),
    "recovery-check-rows",
    wrong(1),
    "digits 2 and 3 change places",
    "Damm's check digit finds every exchange of neighbours.",
  );
}
