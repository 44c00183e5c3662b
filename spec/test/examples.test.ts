import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { KeepsakeError } from "../../reference/core/errors.js";
import { FUNCTIONS } from "./example-functions.js";
import { type Example, readExamples, showResult } from "./examples.js";

const FOLDER = new URL("..", import.meta.url);
const read = (file: string) => readFileSync(new URL(file, FOLDER), "utf8");
const chapters = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".md"))
  .map((file) => [file, readExamples(read(file))] as const)
  .filter(([, examples]) => examples.length > 0);

async function run(example: Example): Promise<string> {
  const compute = FUNCTIONS[example.name];
  if (compute === undefined) throw new Error(`no function is called ${example.name}`);
  try {
    return showResult(await compute(example));
  } catch (error) {
    if (!(error instanceof KeepsakeError)) throw error;
    return `error ${error.code}`;
  }
}

describe.each(chapters)("the examples of %s", (_, examples) => {
  it.each(examples.map((example, i) => [i + 1, example.name, example] as const))(
    "%i: %s",
    async (_i, _name, example) => {
      expect(await run(example)).toBe(example.result);
    },
  );
});

describe("the list of functions in examples.md", () => {
  const listed = [...read("examples.md").matchAll(/^\| `([a-z0-9-]+)` \|/gm)].map((match) => match[1]);

  it("is that of the functions that can be run", () => {
    expect(listed.sort()).toEqual(Object.keys(FUNCTIONS).sort());
  });

  it("is used as a whole", () => {
    const used = new Set(chapters.flatMap(([, examples]) => examples.map(({ name }) => name)));
    expect(listed.filter((name) => !used.has(name!))).toEqual([]);
  });
});

describe("an example", () => {
  it("of an unknown function fails", async () => {
    const [example] = readExamples("```keepsake-example\nfunction: none\nresult = 00\n```\n");
    await expect(run(example!)).rejects.toThrow("no function is called none");
  });
});
