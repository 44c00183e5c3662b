import fc from "fast-check";
import { parseFragment } from "parse5";
import { describe, expect, it } from "vitest";
import {
  attributes,
  fileUrl,
  fragmentUrl,
  type HtmlValue,
  html,
  inlineElement,
  markupOf,
  webUrl,
} from "../viewer/html.js";

const show = (...args: Parameters<typeof html>) => markupOf(html(...args));
const value = (text: unknown) => text as HtmlValue;

describe("html", () => {
  it("escapes what is filled in, but not what it made itself", () => {
    expect(show`<p title="${'"<'}">${"<b>&'"}${html`<i>${1}</i>`}${["<", html`<br>`]}</p>`).toBe(
      '<p title="&quot;&lt;">&lt;b&gt;&amp;&apos;<i>1</i>&lt;<br></p>',
    );
    expect(show`<p>${undefined}${null}${false}${0}</p>`).toBe("<p>0</p>");
  });

  it("gives back any text as one text node, and any attribute as it was", () => {
    // What HTML calls an error in text is replaced, and line ends are made equal, as in every page.
    const text = fc.string({ unit: "binary" }).map((one) => one.replace(/[\p{Cc}\p{Cs}\p{Cn}]/gu, "?"));
    fc.assert(
      fc.property(text, (one) => {
        const [element] = parseFragment(show`<p title="${one}">x${one}</p>`).childNodes;
        expect(element).toMatchObject({ attrs: [{ name: "title", value: one }], childNodes: [{ value: `x${one}` }] });
      }),
    );
  });

  it("replaces what must not stand in a page", () => {
    expect(show`${"a\u0000b\u001b\ufffe\ud800c\n\t"}`).toBe("a\ufffdb\ufffd\ufffd\ufffdc\n\t");
  });

  it("takes only an address of webUrl or fileUrl where an address stands", () => {
    expect(show`<a href="${webUrl("https://example.org/?a=1&b='\"<>")}">x</a>`).toBe(
      '<a href="https://example.org/?a=1&amp;b=%27%22%3C%3E">x</a>',
    );
    expect(() => html`<a href="${"https://example.org"}">x</a>`).toThrow(TypeError);
    expect(() => html`<a href="${html`x`}">x</a>`).toThrow(TypeError);
    expect(() => html`<a href="x${fileUrl(0, "a.html")}">x</a>`).toThrow(TypeError);
    expect(() => html`<p>${value(fileUrl(0, "a.html"))}</p>`).toThrow(TypeError);
  });

  it("refuses holes that escaping does not make safe", () => {
    const name = "b";
    expect(() => html`<a onclick="${"x"}">`).toThrow(TypeError);
    expect(() => html`<a style="${"x"}">`).toThrow(TypeError);
    expect(() => html`<iframe srcdoc="${"x"}">`).toThrow(TypeError);
    expect(() => html`<a title=${"x"}>`).toThrow(TypeError);
    expect(() => html`<a title='${"x"}'>`).toThrow(TypeError);
    expect(() => html`<${name}>`).toThrow(TypeError);
    expect(() => html`<a ${name}="x">`).toThrow(TypeError);
    expect(() => html`<script>${"x"}</script>`).toThrow(TypeError);
    expect(() => html`<style>${"x"}</style>`).toThrow(TypeError);
    expect(() => html`<!-- ${"x"} -->`).toThrow(TypeError);
    expect(() => html`<p title="${html`x`}">`).toThrow(TypeError);
    expect(() => html`<p>${value({ toString: () => "<b>" })}</p>`).toThrow(TypeError);
    expect(() => html`<p>${value(true)}</p>`).toThrow(TypeError);
  });

  it("is not fooled by signs inside of quoted values", () => {
    expect(show`<p title="a > b" lang="${'"'}">${"<"}</p>`).toBe('<p title="a > b" lang="&quot;">&lt;</p>');
  });
});

describe("addresses", () => {
  it("are http or https and nothing else", () => {
    for (const text of [
      "javascript:alert(1)",
      " javascript:alert(1)",
      "java\nscript:alert(1)",
      "data:text/html,x",
      "file:///etc/passwd",
      "//example.org",
      "example.org",
      "blob:https://example.org/1",
      "",
    ]) {
      expect(webUrl(text), text).toBeUndefined();
    }
    fc.assert(
      fc.property(
        fc.oneof(
          fc.webUrl(),
          fc.string(),
          fc.string().map((tail) => `https:${tail}`),
        ),
        (text) => {
          const url = webUrl(text);
          if (url !== undefined) expect(show`<a href="${url}"></a>`).toMatch(/^<a href="https?:\/\/[^"<>]*"><\/a>$/);
        },
      ),
    );
  });

  it("of files are plain names below the top", () => {
    expect(show`<a href="${fileUrl(2, "chats/1-a/2.html", "m3")}"></a>`).toBe(
      '<a href="../../chats/1-a/2.html#m3"></a>',
    );
    for (const path of ["../x", "/x", "a//b", "a/../b", ".x", "x:y", "a b", 'a"b', "ä", ""]) {
      expect(() => fileUrl(0, path), path).toThrow(TypeError);
    }
    expect(() => fileUrl(0, "a", '"')).toThrow(TypeError);
    expect(() => fragmentUrl("a b")).toThrow(TypeError);
  });
});

describe("attributes", () => {
  it("leaves out what is undefined and writes the name of what is true", () => {
    expect(show`<p ${attributes({ title: '"', hidden: true, lang: undefined, max: 3 })}>`).toBe(
      '<p title="&quot;" hidden max="3">',
    );
    expect(() => attributes({ onclick: "x" })).toThrow(TypeError);
    expect(() => attributes({ style: "x" })).toThrow(TypeError);
    expect(() => attributes({ href: "x" })).toThrow(TypeError);
    expect(() => attributes({ "a b": "x" })).toThrow(TypeError);
  });
});

describe("inlineElement", () => {
  it("refuses a source that would end its element", () => {
    expect(markupOf(inlineElement("script", "a < b && c"))).toBe("<script>a < b && c</script>");
    expect(() => inlineElement("script", '"</script>"')).toThrow(TypeError);
    expect(() => inlineElement("style", "/* <!-- */")).toThrow(TypeError);
  });
});
