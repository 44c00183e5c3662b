import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { CHUNK } from "../../reference/core/chunks.js";
import { LABELS } from "../../reference/core/derive.js";
import { DIGEST_PIECE } from "../../reference/core/digest.js";
import { ERROR_CODES } from "../../reference/core/errors.js";
import { PRF_SALT, VAULT_ID } from "../../reference/core/header.js";
import { WRITER_ID } from "../../reference/core/header-details.js";
import { LIMITS } from "../../reference/core/limits.js";
import { MIN_PADDED } from "../../reference/core/padding.js";
import { PRF_RESULT } from "../../reference/core/passkey.js";
import { ID_BYTES } from "../../reference/core/rule.js";
import { ROOT_KEY, SLOT_ID, SLOT_SALT } from "../../reference/core/slot.js";
import { FIELD_LIMITS, refusesAbove } from "./field-limits.js";
import { readJson } from "./load.js";

/** The rows of the tables of a chapter that have this many cells. */
function rows(chapter: string, cells: number): string[][] {
  const text = readFileSync(new URL(`../../spec/${chapter}`, import.meta.url), "utf8");
  return text
    .split("\n")
    .filter((line) => line.startsWith("| ") && !line.startsWith("|---"))
    .map((line) => line.slice(2, -2).split(/ (?<!\\)\| /))
    .filter((row) => row.length === cells);
}

describe("the list of error codes", () => {
  it("is the same in the specification, the reference and the schemas of the vectors", () => {
    const listed = rows("11-errors.md", 3)
      .map(([code]) => code!)
      .filter((code) => /^[a-z]+\.[a-z-]+$/.test(code));
    expect(listed).toEqual([...ERROR_CODES]);
    expect(readJson("schema/common.json").$defs.code.enum).toEqual([...ERROR_CODES]);
  });
});

describe("the table of labels", () => {
  it("is the same in the specification and the reference", () => {
    const labels = rows("02-notation.md", 5)
      .map(([label]) => /^`(.+)`$/.exec(label!)?.[1])
      .filter((label) => label !== undefined);
    expect(labels.slice(0, 8)).toEqual(Object.values(LABELS));
  });
});

describe("the table of limits", () => {
  const limits = new Map(
    rows("12-limits.md", 5)
      .filter(([, value]) => /^[0-9]+$/.test(value!))
      .map(([name, value, unit, code]) => [name!, { value: Number(value), unit: unit!, code: code! }]),
  );
  const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  /** Sizes that the reference calls by another name than a limit. */
  const constants: Record<string, number> = {
    "prf-output": PRF_RESULT,
    "vault-id": VAULT_ID,
    "slot-id": SLOT_ID,
    "slot-salt": SLOT_SALT,
    "prf-salt": PRF_SALT,
    "root-key": ROOT_KEY,
    "writer-id": WRITER_ID,
    "minimum-padded": MIN_PADDED,
    "seal-chunk": CHUNK,
    "digest-piece": DIGEST_PIECE,
    id: ID_BYTES,
  };

  it("has every limit of the reference, with its value", () => {
    const wrong = Object.entries(LIMITS).filter(([name, value]) => limits.get(kebab(name))?.value !== value);
    expect(wrong).toEqual([]);
  });

  it("has the sizes that the reference uses", () => {
    const wrong = Object.entries(constants).filter(([name, value]) => limits.get(name)?.value !== value);
    expect(wrong).toEqual([]);
  });

  it.each(Object.keys(FIELD_LIMITS))("%s is the largest that a frame may have", (name) => {
    const limit = limits.get(name);
    expect(limit?.code).toBe("content.limit-exceeded");
    expect(refusesAbove(name, limit!.value)).toEqual({ at: undefined, above: "content.limit-exceeded" });
  });

  it("has no other limit of frames", () => {
    const known = new Set([...Object.keys(FIELD_LIMITS), ...Object.keys(LIMITS).map(kebab), ...Object.keys(constants)]);
    const others = [...limits].filter(([name, { code }]) => code === "content.limit-exceeded" && !known.has(name));
    expect(others.map(([name]) => name)).toEqual([]);
  });
});
