import { utf8 } from "../../../reference/core/bytes.js";
import type { Values } from "../case.js";
import { loadVector } from "../vectors/load.js";
import { BYTE_FAMILIES, type Family, pair } from "./mutations.js";
import type { Base, Prepared } from "./tampering.js";

const ZERO = 0x30;
const ROW = 8;
const ROWS = 8;

function changed(bytes: Uint8Array, from: number, replacement: Uint8Array, what: string) {
  const copy = bytes.slice();
  copy.set(replacement, from);
  return { bytes: copy, from, to: from + replacement.length, what };
}

/** What people do to a key that they copy by hand. Made for the form without separators. */
const HAND_FAMILIES: readonly Family[] = [
  {
    name: "every-digit",
    title: "each digit read as each other one",
    count: (length) => length * 9,
    make(bytes, index) {
      const [at, step] = [Math.floor(index / 9), 1 + (index % 9)];
      const digit = (bytes[at]! - ZERO + step) % 10;
      return changed(bytes, at, Uint8Array.of(ZERO + digit), `digit ${at + 1} is read as ${digit}`);
    },
  },
  {
    name: "every-neighbour-swap",
    title: "each two neighbours swapped",
    count: (length) => length - 1,
    make: (bytes, index) =>
      changed(
        bytes,
        index,
        Uint8Array.of(bytes[index + 1]!, bytes[index]!),
        `digits ${index + 1} and ${index + 2} change places`,
      ),
  },
  {
    name: "every-row-swap",
    title: "each two rows swapped",
    count: () => (ROWS * (ROWS - 1)) / 2,
    make(bytes, index) {
      const [low, high] = pair(index);
      const row = (i: number) => bytes.slice(i * ROW, (i + 1) * ROW);
      const first = changed(bytes, low * ROW, row(high), `rows ${low + 1} and ${high + 1} change places`);
      return { ...changed(first.bytes, high * ROW, row(low), first.what), from: low * ROW, to: (high + 1) * ROW };
    },
  },
  {
    name: "every-extra-digit",
    title: "each digit inserted at each place",
    count: (length) => (length + 1) * 10,
    make(bytes, index) {
      const [at, digit] = [Math.floor(index / 10), index % 10];
      const longer = new Uint8Array(bytes.length + 1);
      longer.set(bytes.subarray(0, at));
      longer.set(bytes.subarray(at), at + 1);
      return changed(longer, at, Uint8Array.of(ZERO + digit), `a ${digit} stands before digit ${at + 1}`);
    },
  },
];

const WHY =
  "The check digit of a row tells every single wrong digit and every swap of neighbours, and differs from row to row, so that rows in a wrong order are told too.";

/** Parses text of which each byte is one character. */
function prepared(text: string, digits: string): Prepared {
  return {
    bytes: utf8(text),
    args: (bytes) => ({ text: Buffer.from(bytes).toString("latin1") }),
    acceptable: (ok: Values) => ok.digits === digits,
    details: ["row", "position", "digits", "rows"],
  };
}

const SHARED = {
  chapter: "03-recovery-key.md",
  requirements: ["recovery-other-character", "recovery-digit-count", "recovery-check-rows"],
  operation: "recovery-key.parse",
  argument: "text",
  why: WHY,
};

const digitsOf = (): string => loadVector("recovery-key", "recovery-parse-plain").inputs.text;

/** A recovery key, plain and in rows. */
export const recoveryKeyBases: readonly Base[] = [
  {
    ...SHARED,
    name: "recovery-key",
    title: "A recovery key",
    families: [...HAND_FAMILIES, ...BYTE_FAMILIES],
    prepare: () => prepared(digitsOf(), digitsOf()),
  },
  {
    ...SHARED,
    name: "recovery-key-rows",
    title: "A recovery key in rows",
    prepare: () =>
      prepared(
        digitsOf()
          .replace(/(.{4})(.{4})/g, "$1 $2\n")
          .trim(),
        digitsOf(),
      ),
  },
];
