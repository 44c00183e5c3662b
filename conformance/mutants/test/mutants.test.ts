/** Every mutant is one edit that can be made, of a requirement that there is. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PACKAGE_ROOT } from "../../package-root.js";
import { MUTANTS } from "../all.js";
import { edit } from "../bundle.js";
import { mutantId } from "../mutant.js";

const register: readonly { slug: string }[] = JSON.parse(
  readFileSync(join(PACKAGE_ROOT, "spec/requirements.json"), "utf8"),
);
const slugs = new Set(register.map(({ slug }) => slug));

describe("mutants", () => {
  it("have names of their own", () => {
    expect(new Set(MUTANTS.map(mutantId)).size).toBe(MUTANTS.length);
  });

  it.each(MUTANTS.map((mutant) => [mutantId(mutant), mutant] as const))("%s", (_, mutant) => {
    expect(slugs.has(mutant.requirement)).toBe(true);
    const code = readFileSync(join(PACKAGE_ROOT, "reference", mutant.file), "utf8");
    expect(edit(code, mutant)).not.toBe(code);
  });
});
