import { type DefaultTreeAdapterTypes, parse } from "parse5";
import { expect, it } from "vitest";
import { matrixHtml } from "../html/matrix.js";
import { htmlReport } from "../html/page.js";
import { matrixOf } from "../matrix.js";
import { readRegister } from "../register.js";
import { sampleCase, sampleFailure, sampleRun } from "./sample-run.js";

type Element = DefaultTreeAdapterTypes.Element;

const register = readRegister();

function elementsOf(markup: string): Element[] {
  const found: Element[] = [];
  const walk = (node: DefaultTreeAdapterTypes.Node) => {
    if ("tagName" in node) found.push(node);
    if ("childNodes" in node) for (const child of node.childNodes) walk(child);
  };
  walk(parse(markup));
  return found;
}

const attribute = (element: Element, name: string) => element.attrs.find((one) => one.name === name)?.value;

function textOf(node: DefaultTreeAdapterTypes.Node): string {
  if ("value" in node) return node.value;
  return "childNodes" in node ? node.childNodes.map(textOf).join("") : "";
}

const run = sampleRun([
  sampleCase("vector/sealing/open", "pass"),
  sampleCase("vector/sealing/wrong", "fail", { parent: "vector/sealing/open", mutation: "one bit is flipped" }),
  sampleCase("scenario/vault/prune", "skip", { reason: "vault.prune is not there", requirements: ["number-limit"] }),
]);
const page = htmlReport(run, register, new Map([[register[5]!.slug, "platform: no request shows it"]]));

it("holds all that it needs, and lets nothing else in", () => {
  const elements = elementsOf(page);
  const policy = elements.find((one) => attribute(one, "http-equiv") === "Content-Security-Policy");
  expect(attribute(policy!, "content")).toMatch(
    /^default-src 'none'; style-src 'sha256-.{44}'; script-src 'sha256-.{44}';/,
  );
  for (const element of elements) {
    for (const { name, value } of element.attrs) {
      expect(name.startsWith("on")).toBe(false);
      if (name === "src" || name === "href") expect(value).toMatch(/^#/);
    }
  }
  expect(elements.filter(({ tagName }) => ["link", "img", "iframe", "object"].includes(tagName))).toEqual([]);
});

it("escapes everything", () => {
  expect(elementsOf(page).some(({ tagName }) => tagName === "b")).toBe(false);
  expect(textOf(parse(page))).toContain('accepted <b>"it"</b> where object.auth is due');
});

it("shows of a failure the request with the changed bytes, the codes, the rule, and how to replay it", () => {
  const failure = elementsOf(page).find((one) => attribute(one, "id") === "case-vector-sealing-wrong")!;
  const text = textOf(failure);
  expect(text).toContain("one bit is flipped (made from vector/sealing/open)");
  expect(text).toContain("A reject with code object.auth or object.truncated");
  expect(text).toContain("A reader MUST check the tag of a chunk before it uses a byte of that chunk.");
  expect(text).toContain("spec/02-notation.md#sealing");
  expect(text).toContain("npx keepsake conformance replay vector/sealing/wrong --seed 42 -- node 'my testee.js'");
  expect(text).toContain("Traceback <most recent call last>");
  const marks = elementsOf(page).filter(({ tagName }) => tagName === "mark");
  const byte = (offset: number) => ((offset * 7) % 256).toString(16).padStart(2, "0");
  expect(marks.map(textOf)).toEqual([`${byte(3001)} ${byte(3002)}`]);
  expect(text).toContain("6,000 bytes, bytes 3001 to 3002 were changed");
});

it("has every requirement, with what the run shows of it", () => {
  const rows = elementsOf(page).filter((one) => attribute(one, "class") === "row requirement");
  expect(rows).toHaveLength(register.length);
  const stateOf = (slug: string) => {
    const row = rows.find((one) => attribute(one, "id") === `requirement-${slug}`)!;
    return textOf(
      elementsOf(page).find((one) => one.parentNode && isIn(one, row) && attribute(one, "class")?.startsWith("state"))!,
    );
  };
  expect(stateOf("seal-tag-before-use")).toBe("✗ not met");
  expect(stateOf("number-limit")).toBe("– skipped");
  expect(stateOf(register[5]!.slug)).toBe("excused");
  expect(textOf(rows[5]!)).toContain("platform: no request shows it");
  expect(stateOf(register[6]!.slug)).toBe("not tested");

  function isIn(one: Element, row: Element): boolean {
    for (let at = one.parentNode; at !== null; at = "parentNode" in at ? at.parentNode : null) {
      if ("attrs" in at && attribute(at, "id") === attribute(row, "id") && attribute(at, "id") !== undefined)
        return true;
    }
    return false;
  }
});

it("says what was not run", () => {
  const text = textOf(parse(page));
  expect(text).toContain("1 case failed; 2 of 5 cases were run.");
  expect(text).toContain("not selected: of a larger profile");
  expect(text).toContain("skipped: vault.prune is not among the operations of hello");
});

it("stays small with thousands of failures", () => {
  const failure = sampleFailure();
  const many = Array.from({ length: 3000 }, (_, index) => sampleCase(`vector/sealing/n${index}`, "fail", { failure }));
  const large = htmlReport(sampleRun(many), register, new Map());
  expect(large.length).toBeLessThan(10_000_000);
  expect(large).toContain("Values are shown for the first 200 failures only");
});

it("makes the table of several implementations as a page", () => {
  const page = matrixHtml(matrixOf([run]));
  expect(page).not.toContain("<script");
  expect(textOf(parse(page))).toContain("keepsake → Example");
});
