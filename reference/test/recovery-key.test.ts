import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { damm } from "../core/damm.js";
import { KeepsakeError } from "../core/errors.js";
import { seededRandomness } from "../core/randomness.js";
import {
  formatRecoveryKey,
  generateRecoveryKey,
  isRowRight,
  parseRecoveryKey,
  parseRecoveryKeyPattern,
} from "../core/recovery-key.js";
import { completions, countCompletions } from "../core/recovery-key-completion.js";
import { counting } from "./byte-support.js";

const randomness = seededRandomness(counting(32, 1));
const KEY = generateRecoveryKey(randomness);
const ROWS = [1, 2, 3, 4, 5, 6, 7, 8];

const key = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((seed) => generateRecoveryKey(seededRandomness(seed)));
const withCheckDigit = (row: number, free: string) => free + damm(row, free);
const replaced = (text: string, at: number, by: string) => text.slice(0, at) + by + text.slice(at + by.length);

function failureOf(task: () => unknown): KeepsakeError {
  try {
    task();
  } catch (error) {
    expect(error).toBeInstanceOf(KeepsakeError);
    return error as KeepsakeError;
  }
  throw new Error("expected a failure");
}

describe("check digits", () => {
  test("Damm's own example, 572 with the check digit 4", () => {
    expect(damm(0, "572")).toBe(4);
    expect(damm(0, "5724")).toBe(0);
  });

  test("the quasigroup finds every wrong digit and every swap of neighbours", () => {
    // Exhaustive: from every interim, any two digits lead to different interims, and to other ones when swapped, and
    // different interims never meet again. So it holds for rows of any length.
    for (let interim = 0; interim < 10; interim++) {
      const next = Array.from({ length: 10 }, (_, digit) => damm(interim, String(digit)));
      expect(new Set(next).size).toBe(10);
      for (let a = 0; a < 10; a++) {
        for (let b = 0; b < a; b++) expect(damm(interim, `${a}${b}`)).not.toBe(damm(interim, `${b}${a}`));
      }
    }
    for (let digit = 0; digit < 10; digit++) {
      const from = Array.from({ length: 10 }, (_, interim) => damm(interim, String(digit)));
      expect(new Set(from).size).toBe(10);
    }
  });

  test("every single wrong digit of a row is found", () => {
    fc.assert(
      fc.property(fc.constantFrom(...ROWS), fc.stringMatching(/^[0-9]{7}$/), (row, free) => {
        const right = withCheckDigit(row, free);
        for (let at = 0; at < 8; at++) {
          for (let digit = 0; digit < 10; digit++) {
            expect(isRowRight(row, replaced(right, at, String(digit)))).toBe(String(digit) === right[at]);
          }
        }
      }),
    );
  });

  test("every swap of neighbours in a row is found", () => {
    fc.assert(
      fc.property(fc.constantFrom(...ROWS), fc.stringMatching(/^[0-9]{7}$/), (row, free) => {
        const right = withCheckDigit(row, free);
        for (let at = 0; at < 7; at++) {
          const swapped = replaced(right, at, right[at + 1]! + right[at]!);
          expect(isRowRight(row, swapped)).toBe(swapped === right);
        }
      }),
    );
  });

  test("a row in any wrong place is found", () => {
    fc.assert(
      fc.property(fc.constantFrom(...ROWS), fc.stringMatching(/^[0-9]{7}$/), (row, free) => {
        const right = withCheckDigit(row, free);
        for (const other of ROWS) expect(isRowRight(other, right)).toBe(other === row);
      }),
    );
  });
});

describe("making", () => {
  test("gives 64 digits that are read back", () => {
    fc.assert(
      fc.property(key, (made) => {
        expect(made).toMatch(/^[0-9]{64}$/);
        expect(parseRecoveryKey(made)).toBe(made);
        expect(parseRecoveryKey(formatRecoveryKey(made).join("\n"))).toBe(made);
      }),
    );
  });

  test("takes bytes below 250 in order, from as many blocks as it needs", () => {
    const asked: string[] = [];
    const made = generateRecoveryKey((name, length) => {
      asked.push(`${name} ${length}`);
      // Of the first block every third byte counts: 27 digits; the second has enough.
      return Uint8Array.from({ length }, (_, i) =>
        name === "recovery-key/0" && i % 3 !== 0 ? 250 + (i % 6) : 249 - (i % 10),
      );
    });
    expect(asked).toEqual(["recovery-key/0 80", "recovery-key/1 80"]);
    const free = Array.from({ length: 8 }, (_, row) => made.slice(row * 8, row * 8 + 7)).join("");
    const first = Array.from({ length: 27 }, (_, i) => (249 - ((i * 3) % 10)) % 10).join("");
    expect(free.slice(0, 27)).toBe(first);
    expect(free.slice(27, 37)).toBe("9876543210");
  });

  test("makes all digits equally likely", () => {
    const counts = new Array<number>(10).fill(0);
    for (let n = 0; n < 300; n++) {
      const made = generateRecoveryKey(seededRandomness(counting(32, n + 7)));
      for (let i = 0; i < 64; i++) if (i % 8 !== 7) counts[Number(made[i])]!++;
    }
    // 16,800 digits; a count beyond five standard deviations of 1680 has a chance of 1 in 10^6.
    for (const count of counts) expect(Math.abs(count - 1680)).toBeLessThan(5 * Math.sqrt(1680 * 0.9));
  });
});

describe("reading", () => {
  test("digits of any script", () => {
    const zeros = {
      arabicIndic: 0x660,
      extendedArabic: 0x6f0,
      devanagari: 0x966,
      bengali: 0x9e6,
      thai: 0xe50,
      khmer: 0x17e0,
    };
    const others = { fullwidth: 0xff10, boldMath: 0x1d7ce, doubleStruck: 0x1d7d8, monospace: 0x1d7f6, adlam: 0x1e950 };
    for (const zero of Object.values({ ...zeros, ...others })) {
      const written = Array.from(KEY, (digit) => String.fromCodePoint(zero + Number(digit))).join("");
      expect(parseRecoveryKey(written)).toBe(KEY);
    }
  });

  test("scripts may be mixed, and spaces, hyphens and invisible characters are anywhere", () => {
    const written = fc.tuple(
      fc.array(fc.constantFrom(0x30, 0x660, 0x966, 0xff10, 0x1d7ec), { minLength: 64, maxLength: 64 }),
      fc.array(
        fc.constantFrom(
          "",
          " ",
          "\n",
          "\t",
          "\r\n",
          "\u00a0",
          "\u2003",
          "\u3000",
          "-",
          "\u00ad",
          "\u2010",
          "\u2015",
          "\u2212",
          "\ufe58",
          "\ufe63",
          "\uff0d",
          "\u200b",
          "\u200f",
          "\u202a",
          "\u202e",
          "\u2060",
          "\u2066",
          "\u2069",
          "\ufeff",
          "\u061c",
          "\u2028",
          "\u0085",
        ),
        { minLength: 64, maxLength: 64 },
      ),
    );
    fc.assert(
      fc.property(written, ([scripts, between]) => {
        const text = Array.from(KEY, (digit, i) => between[i]! + String.fromCodePoint(scripts[i]! + Number(digit)));
        expect(parseRecoveryKey(`${text.join("")}\n`)).toBe(KEY);
      }),
    );
  });

  test("anything else is named by its place", () => {
    for (const character of [
      "O",
      "l",
      "a",
      ".",
      ",",
      ":",
      "/",
      "?",
      "_",
      "½",
      "²",
      "Ⅷ",
      "一",
      "😀",
      "\u0000",
      "\ud800",
    ]) {
      const failure = failureOf(() => parseRecoveryKey(`${KEY.slice(0, 18)} ${character}${KEY.slice(19)}`));
      expect(failure.code).toBe("key.recovery-malformed");
      expect(failure.details).toMatchObject({ row: 3, position: 3 });
    }
  });

  test("a wrong number of digits is named, row numbers included", () => {
    const cases: [string, number][] = [
      ["", 0],
      [" \n", 0],
      [KEY.slice(1), 63],
      [`${KEY}0`, 65],
      [KEY + KEY, 128],
      [
        formatRecoveryKey(KEY)
          .map((row, i) => `${i + 1} ${row}`)
          .join("\n"),
        72,
      ],
    ];
    for (const [text, digits] of cases) {
      const failure = failureOf(() => parseRecoveryKey(text));
      expect([failure.code, failure.details.digits]).toEqual(["key.recovery-malformed", digits]);
    }
    const numbered = formatRecoveryKey(KEY)
      .map((row, i) => `${i + 1}. ${row}`)
      .join("\n");
    expect(failureOf(() => parseRecoveryKey(numbered)).code).toBe("key.recovery-malformed");
  });

  test("all wrong rows are named, and only they", () => {
    const mistakes = fc.uniqueArray(fc.constantFrom(...ROWS), { minLength: 1 });
    fc.assert(
      fc.property(key, mistakes, fc.nat(7), (right, rows, at) => {
        let wrong = right;
        for (const row of rows) {
          const place = (row - 1) * 8 + at;
          wrong = replaced(wrong, place, String((Number(wrong[place]) + 1) % 10));
        }
        const failure = failureOf(() => parseRecoveryKey(wrong));
        expect(failure.code).toBe("key.recovery-check-digit");
        expect(failure.details.rows).toEqual(rows.toSorted((a, b) => a - b));
      }),
    );
  });

  test("two rows in each other's place are both named", () => {
    const rows = formatRecoveryKey(KEY);
    [rows[1], rows[6]] = [rows[6]!, rows[1]!];
    expect(failureOf(() => parseRecoveryKey(rows.join(""))).details.rows).toEqual([2, 7]);
  });

  test("a text of up to 4096 bytes of UTF-8 is read", () => {
    const spaces = (bytes: number) => KEY + " ".repeat(bytes - KEY.length);
    expect(parseRecoveryKey(spaces(4096))).toBe(KEY);
    expect(failureOf(() => parseRecoveryKey(spaces(4097))).code).toBe("input.limit-exceeded");
    const wide = (count: number) => KEY + "\u3000".repeat(count);
    expect(parseRecoveryKey(wide(1344))).toBe(KEY);
    expect(failureOf(() => parseRecoveryKey(wide(1345))).code).toBe("input.limit-exceeded");
    expect(failureOf(() => parseRecoveryKey("x".repeat(5_000_000))).code).toBe("input.limit-exceeded");
  });

  test("any text is read or refused with a code", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary", maxLength: 300 }),
      fc.string({ unit: fc.constantFrom(..."0123456789 -?") }),
    );
    fc.assert(
      fc.property(text, (input) => {
        for (const parse of [parseRecoveryKey, parseRecoveryKeyPattern]) {
          try {
            expect(parse(input)).toMatch(/^[0-9?]{64}$/);
          } catch (error) {
            expect(error).toBeInstanceOf(KeepsakeError);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  test("it is shown as 8 rows of 4 and 4", () => {
    const rows = formatRecoveryKey(KEY);
    expect(rows.length).toBe(8);
    for (const row of rows) expect(row).toMatch(/^[0-9]{4} [0-9]{4}$/);
    for (const wrong of ["", KEY.slice(1), `${KEY}0`, replaced(KEY, 0, "x")]) {
      expect(() => formatRecoveryKey(wrong)).toThrow(RangeError);
    }
  });
});

describe("unreadable digits", () => {
  const withGaps = (at: readonly number[], mark = "?") => at.reduce((text, i) => replaced(text, i, mark), KEY);

  test("any of the four marks stands for one", () => {
    for (const mark of ["?", "_", "*", "."]) {
      expect(parseRecoveryKeyPattern(withGaps([0, 9], mark))).toBe(withGaps([0, 9]));
    }
  });

  test("no more than six", () => {
    expect(parseRecoveryKeyPattern(withGaps([0, 1, 2, 3, 4, 5]))).toContain("??????");
    const failure = failureOf(() => parseRecoveryKeyPattern(withGaps([0, 1, 2, 3, 4, 5, 6])));
    expect([failure.code, failure.details.unreadable]).toEqual(["key.recovery-malformed", 7]);
  });

  test("a row without one is checked", () => {
    const wrong = replaced(withGaps([0]), 20, String((Number(KEY[20]) + 1) % 10));
    expect(failureOf(() => parseRecoveryKeyPattern(wrong)).details.rows).toEqual([3]);
  });

  test("one in a row, in up to six rows, leaves one key", () => {
    expect([...completions(withGaps([3, 8, 23, 30, 39, 63]))]).toEqual([KEY]);
    expect([...completions(KEY)]).toEqual([KEY]);
  });

  test("the completions are all keys that fit, counted before", () => {
    const gaps = fc.uniqueArray(fc.nat(63), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(key, gaps, (right, at) => {
        const pattern = at.reduce((text, i) => replaced(text, i, "?"), right);
        const found = [...completions(parseRecoveryKeyPattern(pattern))];
        expect(found.length).toBe(countCompletions(pattern));
        expect(new Set(found).size).toBe(found.length);
        expect(found).toContain(right);
        for (const candidate of found) {
          expect(parseRecoveryKey(candidate)).toBe(candidate);
          expect(Array.from(candidate).every((digit, i) => pattern[i] === "?" || pattern[i] === digit)).toBe(true);
        }
      }),
      { numRuns: 50 },
    );
  });

  test("there are never more than 100,000", () => {
    const worst = withGaps([8, 9, 10, 12, 13, 15]);
    expect(countCompletions(worst)).toBe(100_000);
    let count = 0;
    for (const _ of completions(worst)) count++;
    expect(count).toBe(100_000);
    expect(countCompletions(withGaps([0, 1, 2, 8, 9, 10]))).toBe(10_000);
  });
});
