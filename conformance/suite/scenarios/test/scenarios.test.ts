import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { OPERATIONS } from "../../../testee/operations.js";
import { cases } from "../index.js";
import { contextOf } from "./harness.js";

const register: { slug: string; chapter: string }[] = JSON.parse(
  readFileSync(new URL("../../../../spec/requirements.json", import.meta.url), "utf8"),
);
const slugs = new Set(register.map(({ slug }) => slug));
const chapters = new Set(register.map(({ chapter }) => chapter));

describe("scenarios", () => {
  it("have ids of their own", () => {
    const ids = cases().map(({ id }) => id);
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
  });

  it.each(cases())("$id names requirements, operations and a chapter that exist", (each) => {
    expect(each.requirements.filter((slug) => !slugs.has(slug))).toEqual([]);
    expect(each.requirements.length).toBeGreaterThan(0);
    expect(each.operations.filter((operation) => !(operation in OPERATIONS))).toEqual([]);
    expect(chapters.has(each.chapter)).toBe(true);
  });

  it.each(cases())("$id accepts the reference", { timeout: 120_000 }, async (each) => {
    await each.run(contextOf(OPERATIONS));
  });
});
