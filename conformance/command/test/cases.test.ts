import { beforeAll, expect, it } from "vitest";
import { buildOnce, keepsakeJson, temporaryFolder } from "../../../reference/test/command-harness.js";
import { conformance } from "./conformance.js";

beforeAll(buildOnce, 120_000);

it("lists the cases that a selection leaves", async () => {
  const folder = temporaryFolder();
  const run = await conformance(folder, "list", "--only", "vector/padding/*");
  expect(run.code).toBe(0);
  const lines = run.stdout.trim().split("\n");
  expect(lines.at(-1)).toMatch(/^\d+ cases, [\d,]+ not selected$/);
  expect(lines.slice(0, -2).every((line) => line.startsWith("vector/padding/"))).toBe(true);
  const listed = await keepsakeJson<{ id: string }[]>(folder, ["conformance", "list", "--only", "vector/padding/*"]);
  expect(listed).toHaveLength(lines.length - 2);
  expect((await conformance(folder, "list", "--only", "nothing/*")).code).toBe(2);
});

it("shows a damaged vector with the bytes that distinguish it from its parent", async () => {
  const run = await conformance(temporaryFolder(), "show", "vector/sealing/open-wrong-tag");
  expect(run.code).toBe(0);
  expect(run.stdout).toContain("Made from vector/sealing/seal-32");
  expect(run.stdout).toContain("MUST [@seal-tag-before-use] spec/02-notation.md#sealing");
  expect(run.stdout).toMatch(/ciphertext: 104 bytes\n(.*\n)*? +000060 {2}31 a1 3d 56 87 c8 6a\[47\]/);
  expect(run.stdout).toContain("expected reject: object.auth");
});

it("offers cases that are near a wrong id", async () => {
  const run = await conformance(temporaryFolder(), "show", "vector/open-wrong-tag");
  expect(run.code).toBe(2);
  expect(run.stderr).toContain("Did you mean vector/sealing/open-wrong-tag");
});
