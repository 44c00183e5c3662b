import fc from "fast-check";
import { casesOf, type Property } from "./chapter.js";
import { freeDigits, key } from "./drawn.js";
import { ascii } from "./oracle.js";
import { property } from "./property.js";
import { checkDigit, generate, recoveryKeyOf, rowsOf, wrongRows } from "./recovery-digits.js";

/** The first digit of scripts of which readers of any age know the digits. */
const SCRIPTS = [0x30, 0x660, 0x6f0, 0x966, 0xe50, 0x1040, 0xff10, 0x1d7ce, 0x1d7d8, 0x1d7f6, 0x104a0];
const SPACES = [" ", "\t", "\n", "\r\n", "\u000b", "\u0085", "\u00a0", "\u1680", "\u2003", "\u2028", "\u3000"];
const DASHES = ["-", "\u00ad", "\u2010", "\u2013", "\u2015", "\u2212", "\ufe58", "\ufe63", "\uff0d"];
const INVISIBLE = ["\u061c", "\u200b", "\u200f", "\u202a", "\u202e", "\u2060", "\u2066", "\u2069", "\ufeff"];
/** What looks like a digit or a separator and is neither. */
const OTHERS = [
  "a",
  "O",
  "l",
  "²",
  "½",
  "Ⅷ",
  "①",
  "٫",
  ".",
  ",",
  "_",
  "?",
  "*",
  "/",
  "\u0000",
  "一",
  "😀",
  "\u2016",
  "\u2065",
];

const digitOf = (script: number, digit: string) => String.fromCodePoint(script + Number(digit));
const recoveryKey = () => freeDigits().map(recoveryKeyOf);

/** A key as somebody may type it. */
const typed = () =>
  fc
    .tuple(
      recoveryKey(),
      fc.array(fc.constantFrom(...SCRIPTS), { minLength: 1, maxLength: 4 }),
      fc.array(fc.tuple(fc.nat(64), fc.constantFrom(...SPACES, ...DASHES, ...INVISIBLE)), {
        maxLength: 30,
        size: "max",
      }),
    )
    .map(([digits, scripts, separators]) => {
      const characters = Array.from(digits, (digit, i) => digitOf(scripts[i % scripts.length]!, digit));
      const before = (at: number) => separators.filter(([place]) => place === at).map(([, text]) => text);
      return {
        digits,
        text: characters.flatMap((character, i) => [...before(i), character]).join("") + before(64).join(""),
      };
    });

const replaceAt = (text: string, at: number, by: string) => text.slice(0, at) + by + text.slice(at + 1);

/** Ways in which people get a key wrong, of which the check digits notice every one. */
const mistake = () =>
  fc
    .tuple(recoveryKey(), fc.nat(63), fc.integer({ min: 1, max: 9 }), fc.constantFrom("digit", "swap", "row"))
    .map(([digits, at, by, kind]) => {
      if (kind === "digit") return replaceAt(digits, at, String((Number(digits[at]) + by) % 10));
      if (kind === "swap") {
        const first = at % 8 === 7 ? at - 1 : at;
        return replaceAt(replaceAt(digits, first, digits[first + 1]!), first + 1, digits[first]!);
      }
      const rows = rowsOf(digits);
      const [one, other] = [Math.floor(at / 8), (Math.floor(at / 8) + 1 + (by % 7)) % 8];
      [rows[one], rows[other]] = [rows[other]!, rows[one]!];
      return rows.join("");
    });

const properties: readonly Property[] = [
  {
    name: "generate",
    title: "A recovery key is made of the bytes below 250, and each row has its check digit",
    requirements: ["recovery-generate"],
    operations: ["recovery-key.generate"],
    features: ["seed"],
    why: "A byte mod 10 without leaving out the last six makes some digits likelier than others.",
    run: (context) =>
      property(context, [key()], async (seed) => {
        await context.expect("recovery-key.generate", { seed }, { ok: { digits: generate(seed) } });
      }),
  },
  {
    name: "check-digit",
    title: "The check digit of a row depends on the row and its seven digits",
    requirements: ["recovery-check-rows"],
    operations: ["recovery-key.check-digit"],
    why: "A program says which row is wrong while it is typed.",
    run: (context) =>
      property(context, [fc.integer({ min: 1, max: 8 }), fc.stringMatching(/^[0-9]{7}$/)], async (row, digits) => {
        const check = checkDigit(row, digits);
        await context.expect("recovery-key.check-digit", { row, digits }, { ok: { check } });
      }),
  },
  {
    name: "format",
    title: "A key is shown as eight rows of two groups, and the rows parse to the key",
    requirements: ["recovery-display"],
    operations: ["recovery-key.format", "recovery-key.parse"],
    level: "should",
    why: "What one program prints another reads.",
    run: (context) =>
      property(context, [recoveryKey()], async (digits) => {
        const rows = rowsOf(digits).map((row) => `${row.slice(0, 4)} ${row.slice(4)}`);
        await context.expect("recovery-key.format", { digits }, { ok: { rows } });
        await context.expect("recovery-key.parse", { text: rows.join("\n") }, { ok: { digits } });
      }),
  },
  {
    name: "parse",
    title: "A key parses with spaces, dashes and invisible characters anywhere, in the digits of any script",
    requirements: [
      "recovery-digits-any-script",
      "recovery-ignore-space",
      "recovery-ignore-dashes",
      "recovery-ignore-invisible",
    ],
    operations: ["recovery-key.parse"],
    why: "Keyboards, messengers and word processors put in what people do not see.",
    run: (context) =>
      property(context, [typed()], async ({ digits, text }) => {
        await context.expect("recovery-key.parse", { text }, { ok: { digits } });
      }),
  },
  {
    name: "parse-mistakes",
    title: "A wrong digit, two neighbours or two rows exchanged are noticed, and their rows are named",
    requirements: ["recovery-check-rows"],
    operations: ["recovery-key.parse"],
    why: "Who typed 64 digits must learn which eight to look at again.",
    run: (context) =>
      property(context, [mistake()], async (text) => {
        const rows = wrongRows(text);
        const expectation =
          rows.length === 0
            ? { ok: { digits: text } }
            : { reject: { codes: ["key.recovery-check-digit"], details: { rows } } };
        await context.expect("recovery-key.parse", { text }, expectation);
      }),
  },
  {
    name: "parse-count",
    title: "Any number of digits but 64 is refused, with the number",
    requirements: ["recovery-digit-count", "recovery-error-place"],
    operations: ["recovery-key.parse"],
    why: "A missing digit would otherwise be called a wrong row.",
    run: (context) =>
      property(
        context,
        [fc.nat(130).filter((n) => n !== 64), fc.stringMatching(/^[0-9]{1,5}$/)],
        async (count, start) => {
          const text = start.repeat(count).slice(0, count);
          const reject = { codes: ["key.recovery-malformed"], details: { digits: count } };
          await context.expect("recovery-key.parse", { text }, { reject });
        },
      ),
  },
  {
    name: "parse-other",
    title: "Any other character is refused, with the place of the next digit",
    requirements: ["recovery-other-character", "recovery-error-place", "completion-only-asked"],
    operations: ["recovery-key.parse"],
    why: "Leaving out what is not understood would let a letter pass for nothing.",
    run: (context) =>
      property(context, [typed(), fc.nat(64), fc.constantFrom(...OTHERS)], async ({ text }, at, other) => {
        const characters = Array.from(text);
        const isDigit = (character: string) => /\p{Nd}/u.test(character);
        const place = characters.findIndex((_, i) => characters.slice(0, i).filter(isDigit).length === at);
        const where = place < 0 ? characters.length : place;
        const before = characters.slice(0, where).filter(isDigit).length;
        const spoilt = [...characters.slice(0, where), other, ...characters.slice(where)].join("");
        const details = { row: Math.floor(before / 8) + 1, position: (before % 8) + 1 };
        const reject = { codes: ["key.recovery-malformed"], details };
        await context.expect("recovery-key.parse", { text: spoilt }, { reject });
      }),
  },
  {
    name: "parse-limit",
    title: "A text of up to 4096 bytes of UTF-8 is read, and none that is longer",
    requirements: ["recovery-input-limit"],
    operations: ["recovery-key.parse"],
    why: "The limit is in bytes: a text that counts characters accepts up to four times as much.",
    run: (context) =>
      property(
        context,
        [recoveryKey(), fc.constantFrom(" ", "\u00a0", "\u2003"), fc.integer({ min: -3, max: 3 })],
        async (digits, filler, off) => {
          const size = ascii(filler).length;
          const count = Math.floor((4096 - 64) / size) + off;
          const text = digits + filler.repeat(count);
          const fits = ascii(text).length <= 4096;
          const expectation = fits ? { ok: { digits } } : { reject: { codes: ["input.limit-exceeded"] } };
          await context.expect("recovery-key.parse", { text }, expectation);
        },
      ),
  },
  {
    name: "complete",
    title: "Unreadable digits have as many fillings as the check digits leave, and one is found where one is left",
    requirements: ["completion-limit", "completion-check-digit", "completion-no-guess"],
    operations: ["recovery-key.complete"],
    why: "A check digit replaces one unreadable digit of its row, no more.",
    run: (context) =>
      property(
        context,
        [
          recoveryKey(),
          fc.uniqueArray(fc.tuple(fc.nat(63), fc.constantFrom("?", "_", "*", ".")), {
            maxLength: 8,
            selector: ([at]) => at,
          }),
          fc.option(fc.tuple(fc.nat(63), fc.integer({ min: 1, max: 9 })), { nil: undefined, freq: 4 }),
        ],
        async (digits, marks, wrong) => {
          let text = marks.reduce((key, [at, mark]) => replaceAt(key, at, mark), digits);
          const gaps = rowsOf(text).map((row) => row.replace(/[0-9]/g, "").length);
          if (wrong !== undefined) {
            const [at, by] = wrong;
            // A row with gaps can be filled whatever its other digits are.
            if (gaps[Math.floor(at / 8)] !== 0) return;
            text = replaceAt(text, at, String((Number(digits[at]) + by) % 10));
          }
          const candidates = gaps.reduce((product, k) => product * 10 ** Math.max(0, k - 1), 1);
          const code =
            marks.length > 6 ? "key.recovery-malformed" : wrong === undefined ? undefined : "key.recovery-check-digit";
          const ok = { candidates, ...(candidates === 1 ? { digits } : {}) };
          await context.expect(
            "recovery-key.complete",
            { text },
            code === undefined ? { ok } : { reject: { codes: [code] } },
          );
        },
        { cost: 4 },
      ),
  },
];

/** Chapter 3. */
export const recoveryKeys = casesOf("03-recovery-key.md", properties);
