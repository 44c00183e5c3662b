import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { buildOnce, keepsakeJson, temporaryFolder } from "../../../reference/test/command-harness.js";
import { saved } from "../../report/test/saved.js";
import { OPERATION_NAMES } from "../ladder.js";
import { conformance } from "./conformance.js";

beforeAll(buildOnce, 120_000);

const has = (program: string, option: string) => spawnSync(program, [option]).status === 0;
const LANGUAGES: readonly [
  lang: string,
  start: readonly string[],
  build: readonly string[] | undefined,
  here: boolean,
][] = [
  ["typescript", ["node", "testee.js"], undefined, true],
  ["python", ["python3", "testee.py"], undefined, has("python3", "--version")],
  ["go", ["./testee"], ["go", "build", "-o", "testee", "."], has("go", "version")],
];

it("knows every operation of the protocol", () => {
  const schemas = readdirSync("conformance/schema/operations").map((file) => file.replace(/\.json$/, ""));
  expect([...OPERATION_NAMES].sort()).toEqual(schemas.sort());
});

describe.each(LANGUAGES)("the template for %s", (lang, start, build, here) => {
  const make = async () => {
    const folder = temporaryFolder();
    expect((await conformance(folder, "init", "mine", "--lang", lang)).code).toBe(0);
    return join(folder, "mine");
  };
  const compile = (folder: string) => {
    if (build !== undefined) expect(spawnSync(build[0]!, build.slice(1), { cwd: folder }).status).toBe(0);
  };

  it("names every operation, in the order of the ladder", async () => {
    const folder = await make();
    const table = readdirSync(folder).find((file) => file.startsWith("operations"))!;
    const text = readFileSync(join(folder, table), "utf8");
    const names = [...text.matchAll(/^\s+"?([a-z][a-z.-]*)"?:\s+(?:None|nil|null),/gm)].map(([, name]) => name);
    expect(names).toEqual(OPERATION_NAMES);
  });

  it.runIf(here)("starts, and says that everything is unsupported", async () => {
    const folder = await make();
    compile(folder);
    const args = ["conformance", "smoke", "--", ...start];
    const run = await conformance(folder, ...args.slice(1));
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.stdout).toContain("The testee starts and answers. Write next: padme");
    expect(run.stdout).toContain("Sealing: all unsupported");
  });

  it.runIf(here)("passes with the first operation of its README", async () => {
    const folder = await make();
    addFirstOperation(folder, lang);
    compile(folder);
    const run = await conformance(
      folder,
      "run",
      "--only",
      "vector/padding/padme-*",
      "--validate-protocol",
      "--",
      ...start,
    );
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.stdout).toMatch(/[1-9]\d* pass/);
    expect(run.stdout).not.toContain("skip");
  });
});

/** Does what README.md says: the function goes into the file, and its name into the table. */
function addFirstOperation(folder: string, lang: string): void {
  const [, code = ""] = /```\w+\n([\s\S]*?)```\n/.exec(
    readFileSync(join(folder, "README.md"), "utf8").split("## The first operation")[1]!,
  )!;
  const file = readdirSync(folder).find((name) => name.startsWith("operations"))!;
  const path = join(folder, file);
  const text = readFileSync(path, "utf8");
  if (lang === "python") {
    const [before, after] = text.split("OPERATIONS = {\n");
    writeFileSync(path, `${before}${code}${after!.replace('    "padme": None,\n', "")}`);
  } else if (lang === "go") {
    const imports = 'package main\n\nimport (\n\t"encoding/json"\n\t"math/bits"\n)\n';
    writeFileSync(
      path,
      `${text.replace("package main\n", imports).replace(/"padme":\s+nil,/, '"padme": padme,')}\n${code}`,
    );
  } else {
    writeFileSync(path, `${text.replace("padme: null,", "padme,")}\n${code}`);
  }
}

it("leaves a folder alone that is not empty", async () => {
  const folder = temporaryFolder();
  saved(folder, "file", "mine");
  const run = await conformance(folder, "init", ".", "--lang", "python");
  expect(run.code).toBe(2);
  expect(run.stderr).toContain(". is not an empty folder");
  expect(readdirSync(folder)).toEqual(["file"]);
  expect((await conformance(folder, "init", "file", "--lang", "python")).code).toBe(2);
});

it("says what was made", async () => {
  const folder = temporaryFolder();
  const made = await keepsakeJson<{ start: string }>(folder, ["conformance", "init", "new", "--lang", "go"]);
  expect(made.start).toBe("./testee");
});
