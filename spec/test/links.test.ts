import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { checkCitations } from "../tools/citations.js";
import { checkFigures, svgFault } from "../tools/figures.js";
import { checkLinks, findLinks, resolveLink } from "../tools/links.js";
import { chapterFiles, readRegister } from "../tools/register.js";

const folders: string[] = [];

/** A repository of its own for one test. */
function repository(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), "keepsake-spec-"));
  folders.push(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe("links", () => {
  it("finds inline links, pictures, definitions and HTML, but none in code", () => {
    const { links } = findLinks('[a](x.md "t") ![b](y.svg)\n`[c](z.md)`\n[d]: w.md\n<img alt="e" src="v.svg">\n');
    expect(links.map((link) => [link.target, link.line])).toEqual([
      ["x.md", 1],
      ["y.svg", 1],
      ["w.md", 3],
      ["v.svg", 4],
    ]);
  });

  it("finds references without a definition", () => {
    const { undefinedReferences } = findLinks("[a][one] [b][] [`c`][] t[x][y] \n\n[one]: x.md\n[`c`]: y.md\n");
    expect(undefinedReferences).toEqual([{ target: "b", line: 1 }]);
  });

  it("resolves against the folder of the file, or the root", () => {
    expect(resolveLink("spec/a.md", "../proto/b%20c.proto#L3")).toEqual({ path: "proto/b c.proto", anchor: "L3" });
    expect(resolveLink("spec/a.md", "/README.md")).toEqual({ path: "README.md", anchor: "" });
    expect(resolveLink("spec/a.md", "#here")).toEqual({ path: "spec/a.md", anchor: "here" });
  });

  it("reports dead files and anchors only", () => {
    const root = repository({
      "README.md":
        "# Top\n\n[ok](spec/) [ok](spec/a.md#one) [no](spec/a.md#two) [no](b.md) [ok](#top) [web](https://x.y/z)\n",
      "spec/a.md": '# One\n\n<a id="three"></a> [ok](../README.md) [ok](#three)\n',
    });
    expect(checkLinks(root).problems.map((problem) => problem.message)).toEqual([
      "dead anchor: spec/a.md#two",
      "dead link: b.md",
    ]);
  });
});

describe("figures", () => {
  it("accepts a well-formed picture", () => {
    const svg = '<?xml version="1.0"?>\n<!-- x -->\n<svg viewBox="0 0 1 1"><g a="1"><path d="M0"/></g>&amp;</svg>\n';
    expect(svgFault(svg)).toBeUndefined();
  });

  it.each([
    ["an unclosed element", "<svg><g></svg>"],
    ["a missing end", "<svg>"],
    ["a bare ampersand", "<svg><text>a & b</text></svg>"],
    ["an unquoted attribute", "<svg a=1></svg>"],
    ["an attribute given twice", '<svg a="1" a="2"/>'],
    ["two roots", "<svg/><svg/>"],
    ["another root", "<html></html>"],
    ["text around the root", "hello <svg/>"],
    ["nothing", ""],
  ])("rejects %s", (_, source) => {
    expect(svgFault(source)).toBeTypeOf("string");
  });

  it("reports a figure that nothing shows", () => {
    const root = repository({ "spec/figures/a.svg": "<svg/>", "spec/figures/b.svg": "<svg/>" });
    expect(checkFigures(root, new Set(["spec/figures/a.svg"])).map((problem) => problem.file)).toEqual([
      "spec/figures/b.svg",
    ]);
  });
});

describe("citations", () => {
  it("reports unknown slugs in code, schemas and vectors", () => {
    const root = repository({
      "reference/core/a.ts": "// [@known]\n// [@unknown-code]\n",
      "proto/keepsake/v1/a.proto": "// [@unknown-schema]\n",
      "vectors/a.json": '{"cases":[{"requirements":["known","unknown-vector"]},{"requirement":"unknown-single"}]}',
      "README.md": "[@not-cited]\n",
    });
    expect(checkCitations(root, new Set(["known"])).map(({ file, line, message }) => [file, line, message])).toEqual([
      ["proto/keepsake/v1/a.proto", 1, 'cites the unknown requirement "unknown-schema"'],
      ["reference/core/a.ts", 2, 'cites the unknown requirement "unknown-code"'],
      ["vectors/a.json", 0, 'cites the unknown requirement "unknown-vector"'],
      ["vectors/a.json", 0, 'cites the unknown requirement "unknown-single"'],
    ]);
  });
});

describe("chapters", () => {
  it("come in reading order, and share one set of slugs", () => {
    const root = repository({
      "spec/10-last.md": "It MUST x [@same].\n",
      "spec/9-first.md": "It MUST x [@same].\n",
      "spec/figures/readme.md": "It MUST x [@elsewhere].\n",
    });
    expect(chapterFiles(root)).toEqual(["spec/9-first.md", "spec/10-last.md"]);
    expect(readRegister(root).problems.map((problem) => [problem.file, problem.message])).toEqual([
      ["spec/10-last.md", 'slug "same" is used twice, first in spec/9-first.md#'],
    ]);
  });
});
