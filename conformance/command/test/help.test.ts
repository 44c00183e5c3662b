import { beforeAll, expect, it } from "vitest";
import { buildOnce, keepsake, temporaryFolder } from "../../../reference/test/command-harness.js";
import { conformanceVerbs } from "../verbs.js";

beforeAll(buildOnce, 120_000);

it("shows an example of every verb", async () => {
  const folder = temporaryFolder();
  for (const { usage } of conformanceVerbs) {
    const words = usage.split(" ").filter((word) => !/[<[]/.test(word));
    const run = await keepsake(folder, [...words, "--help"]);
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.stdout).toContain("Example:\n  $ keepsake ");
  }
});

it("is the reference as a testee", async () => {
  // Standard input is empty: it ends at once.
  expect(await keepsake(temporaryFolder(), ["testee"])).toEqual({ code: 0, stdout: "", stderr: "" });
});
