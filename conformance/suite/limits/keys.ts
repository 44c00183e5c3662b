import { loadVector } from "../vectors/load.js";
import { accepted, type Limit, rejected } from "./limit.js";
import { limitOf } from "./table.js";

const digitsOf = (): string => loadVector("recovery-key", "recovery-parse-plain").inputs.text;
const TOO_MUCH = "input.limit-exceeded";

const PARSE = { chapter: "03-recovery-key.md", operation: "recovery-key.parse" };

/** Limits of recovery keys and of what a passkey gives. */
export const keyLimits: readonly Limit[] = [
  {
    ...PARSE,
    name: "recovery-key/recovery-key-input",
    row: "recovery-key-input",
    title: "The length of what is typed or pasted",
    requirements: ["recovery-input-limit", "recovery-ignore-space"],
    why: "The limit is on the bytes of the text as UTF-8, before anything is left out of it.",
    *probes() {
      const digits = digitsOf();
      const most = limitOf("recovery-key-input");
      for (const [space, size] of [
        [" ", 1],
        ["\u{a0}", 2],
        ["\u{3000}", 3],
      ] as const) {
        const padded = digits + space.repeat(Math.floor((most - digits.length) / size));
        const full = padded + " ".repeat(most - Buffer.byteLength(padded));
        yield { what: `${most} bytes`, args: { text: full }, expectation: accepted({ digits }) };
        yield { what: `${most + 1} bytes`, args: { text: `${full} ` }, expectation: rejected(TOO_MUCH) };
      }
      for (const length of [100_000, 4_000_000]) {
        yield { what: `${length} digits`, args: { text: "1".repeat(length) }, expectation: rejected(TOO_MUCH) };
        yield { what: `${length} spaces`, args: { text: " ".repeat(length) }, expectation: rejected(TOO_MUCH) };
      }
    },
  },
  {
    ...PARSE,
    name: "recovery-key/recovery-key-digits",
    row: "recovery-key-digits",
    title: "The number of digits",
    requirements: ["recovery-digit-count"],
    why: "A recovery key has 64 digits. The number is checked before the check digits.",
    *probes() {
      const digits = digitsOf();
      yield { what: "64 digits", args: { text: digits }, expectation: accepted({ digits }) };
      for (const count of [0, 1, 8, 56, 63]) {
        const text = digits.slice(0, count);
        yield { what: `${count} digits`, args: { text }, expectation: rejected("key.recovery-malformed") };
      }
      for (const more of ["0", digits.slice(0, 8), digits]) {
        const text = digits + more;
        yield { what: `${text.length} digits`, args: { text }, expectation: rejected("key.recovery-malformed") };
      }
    },
  },
  {
    chapter: "03-recovery-key.md",
    operation: "recovery-key.complete",
    name: "recovery-key/unreadable-digits",
    row: "unreadable-digits",
    title: "The number of digits that cannot be read",
    requirements: ["completion-limit", "completion-check-digit"],
    why: "Six marks have at most 100,000 fillings; a seventh would have more than anyone should try.",
    *probes() {
      const digits = digitsOf();
      const marked = (count: number, apart: number) =>
        [...digits].map((digit, i) => (i % apart === 0 && i / apart < count ? "?" : digit)).join("");
      const inOneRow = accepted({ candidates: limitOf("recovery-key-candidates") });
      yield { what: "6 marks in one row", args: { text: marked(6, 1) }, expectation: inOneRow };
      yield { what: "6 marks in six rows", args: { text: marked(6, 8) }, expectation: accepted({ candidates: 1 }) };
      for (const [count, apart] of [
        [7, 1],
        [7, 8],
        [64, 1],
      ] as const) {
        yield {
          what: `${count} marks`,
          args: { text: marked(count, apart) },
          expectation: rejected("key.recovery-malformed"),
        };
      }
    },
  },
  {
    chapter: "04-passkey.md",
    operation: "passkey.result",
    name: "passkey/prf-output",
    row: "prf-output",
    title: "The size of what a passkey gives",
    requirements: ["prf-output-length"],
    why: "Only exactly 32 bytes are an output of the PRF.",
    *probes() {
      const size = limitOf("prf-output");
      for (const form of ["buffer", "view"]) {
        for (const length of [size, 0, 1, size - 1, size + 1, 64, 1_000_000]) {
          const bytes = new Uint8Array(length).fill(7);
          yield {
            what: `a ${form} of ${length} bytes`,
            args: { result: { form, bytes } },
            expectation: length === size ? accepted({ output: bytes }) : rejected("key.prf-missing"),
          };
        }
      }
    },
  },
];
