import { damm } from "../../reference/core/damm.js";
import { seededRandomness } from "../../reference/core/randomness.js";
import { generateRecoveryKey, parseRecoveryKeyPattern } from "../../reference/core/recovery-key.js";
import { completions } from "../../reference/core/recovery-key-completion.js";
import { digits, parsed, refused, rows, wrongAt } from "./recovery-key-parse.js";
import { SEED, seedOf } from "./seed.js";
import type { Accepted, Layer, Rejected } from "./vector.js";

function* made(): Generator<Accepted> {
  const common = { requirements: ["recovery-generate"], operation: "generate" };
  for (let n = 0; n < 4; n++) {
    const seed = n === 0 ? SEED : seedOf(n);
    const randomness = seededRandomness(seed);
    yield {
      ...common,
      id: `recovery-generate-${n}`,
      title: "A key from named randomness",
      inputs: { seed },
      ok: { digits: generateRecoveryKey(randomness) },
      intermediates: { block: randomness("recovery-key/0", 80) },
      comment: "Bytes of 250 or more in the block are skipped.",
    };
  }
  yield {
    id: "recovery-format",
    title: "Eight rows of two groups",
    requirements: ["recovery-display"],
    operation: "format",
    inputs: { digits },
    ok: { rows },
    comment: "ASCII digits, one space.",
  };
  for (let row = 1; row <= 8; row++) {
    yield {
      id: `recovery-check-digit-${row}`,
      title: `The check digit of row ${row}`,
      requirements: ["recovery-generate"],
      operation: "check-digit",
      inputs: { row, digits: "1234567" },
      ok: { check: damm(row, "1234567") },
      comment: "The same digits have another check digit in every row.",
    };
  }
}

function* completed(): Generator<Accepted | Rejected> {
  const mark = (character: string, ...at: number[]) =>
    [...digits].map((digit, i) => (at.includes(i) ? character : digit)).join("");
  const patterns: [string, string, string, string][] = [
    ["one", mark("?", 5), "completion-no-guess", "One mark in a row has one filling."],
    [
      "two-rows",
      mark("_", 7).slice(0, 8) + mark("*", 12).slice(8, 16) + digits.slice(16),
      "completion-no-guess",
      "Two marks in two rows have one filling.",
    ],
    [
      "two",
      mark(".", 40, 44),
      "completion-no-guess",
      "Two marks in a row have ten fillings: none is chosen without a header.",
    ],
    ["six", mark("?", 0, 1, 2, 3, 4, 5), "completion-limit", "Six marks in a row have 100,000 fillings."],
    ["six-rows", mark("?", 0, 8, 16, 24, 32, 40), "completion-limit", "Six marks in six rows have one filling."],
  ];
  for (const [name, text, requirement, comment] of patterns) {
    const keys = [...completions(parseRecoveryKeyPattern(text))];
    yield {
      id: `recovery-complete-${name}`,
      title: `Unreadable digits: ${name}`,
      requirements: [requirement],
      operation: "complete",
      inputs: { text },
      ok: { candidates: keys.length, ...(keys.length === 1 ? { digits: keys[0]! } : {}) },
      comment,
    };
  }
  yield {
    id: "recovery-complete-seven",
    title: "Seven unreadable digits",
    requirements: ["completion-limit"],
    operation: "complete",
    inputs: { text: mark("?", 0, 8, 16, 24, 32, 40, 48) },
    reject: { code: "key.recovery-malformed" },
    parent: "recovery-complete-six-rows",
    mutation: "a seventh digit is marked",
    comment: "One mark too many.",
  };
  const wrong = wrongAt(63);
  yield {
    id: "recovery-complete-wrong-row",
    title: "A wrong row without a mark",
    requirements: ["completion-check-digit"],
    operation: "complete",
    inputs: { text: `${wrong.slice(0, 5)}?${wrong.slice(6)}` },
    reject: { code: "key.recovery-check-digit", rows: [8] },
    parent: "recovery-complete-one",
    mutation: "the last digit is one higher",
    comment: "Rows that can be read are checked.",
  };
}

/** Reading, showing, making and completing recovery keys. */
export function recoveryKeyLayer(): Layer {
  return {
    layer: "recovery-key",
    spec: "spec/03-recovery-key.md",
    notes: [
      "`row`, `position` and `digits` of a key.recovery-malformed are those of the specification; `rows` are all wrong rows.",
      "`complete` is completion without a header: the number of candidates, and the key if there is one only.",
    ],
    vectors: [...parsed(), ...refused(), ...made(), ...completed()],
  };
}
