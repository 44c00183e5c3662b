import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ERROR_CODES } from "../core/errors.js";
import { LIMITS } from "../core/limits.js";

/** The cells of every table row of a chapter. */
function rows(chapter: string): string[][] {
  const lines = readFileSync(new URL(`../../spec/${chapter}`, import.meta.url), "utf8").split("\n");
  return lines
    .filter((line) => line.startsWith("| "))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

test("the codes are those of the specification, in its order", () => {
  const codes = rows("11-errors.md").flatMap(([code = ""]) => (/^[a-z]+\.[a-z-]+$/.test(code) ? [code] : []));
  expect(ERROR_CODES).toEqual(codes);
});

test("every limit is the one of the specification", () => {
  const table = new Map(rows("12-limits.md").map(([name, value]) => [name, Number(value)]));
  for (const [name, value] of Object.entries(LIMITS)) {
    const kebab = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    expect([kebab, table.get(kebab)]).toEqual([kebab, value]);
  }
});
