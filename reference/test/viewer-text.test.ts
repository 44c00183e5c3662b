import fc from "fast-check";
import { parseFragment } from "parse5";
import { describe, expect, it } from "vitest";
import { richText } from "../arbitraries/frame.js";
import { TextStyleStyle as Style, type Text } from "../core/proto/types.js";
import { createDirectory } from "../viewer/directory.js";
import { html, markupOf } from "../viewer/html.js";
import { findLinks } from "../viewer/links.js";
import { isFewEmoji, renderText } from "../viewer/text.js";

const directory = createDirectory();
directory.contacts.set("bob", { id: "bob", displayName: "Bob" });

const render = (text: Text) => markupOf(renderText(directory, text));

/** A text of which each style covers the word given with it. */
function styled(body: string, ...styles: [word: string, style: number][]): Text {
  return { body, styles: styles.map(([word, style]) => ({ start: body.indexOf(word), length: word.length, style })) };
}

function textOf(markup: string): string {
  let text = "";
  const visit = (node: { value?: string; childNodes?: unknown[] }) => {
    text += node.value ?? "";
    for (const child of node.childNodes ?? []) visit(child as typeof node);
  };
  visit(parseFragment(markup) as Parameters<typeof visit>[0]);
  return text;
}

describe("styled text", () => {
  it("has its styles, also where they overlap", () => {
    expect(render(styled("one two", ["one", Style.BOLD], ["two", Style.MONOSPACE]))).toBe(
      "<b>one</b> <code>two</code>",
    );
    expect(render(styled("abcdef", ["abcd", Style.BOLD], ["cdef", Style.ITALIC]))).toBe(
      "<b>ab</b><b><i>cd</i></b><i>ef</i>",
    );
    expect(render(styled("abc", ["a", 0], ["b", 99]))).toBe("abc");
  });

  it("has quotations and lists as blocks that end their line", () => {
    expect(render(styled("a\nquote\nb", ["quote", Style.QUOTE_BLOCK]))).toBe("a\n<blockquote>quote</blockquote>b");
    expect(render(styled("1\n2\nb", ["1\n2", Style.LIST], ["2", Style.BOLD]))).toBe(
      '<div class="list">1\n<b>2</b></div>b',
    );
  });

  it("has links that say nothing about where they stand", () => {
    const link = '<a href="https://example.org/a?b=1&amp;c" target="_blank" rel="noopener noreferrer">';
    expect(render({ body: "see https://example.org/a?b=1&c." })).toBe(
      `see ${link}https://example.org/a?b=1&amp;c</a>.`,
    );
    expect(render(styled("https://example.org/a?b=1&c", ["example", Style.BOLD]))).toBe(
      `${link}https://<b>example</b>.org/a?b=1&amp;c</a>`,
    );
  });

  it("has mentions, with the name where the text has only a stand-in", () => {
    const mentions = [{ start: 3, length: 4, contactId: "bob" }];
    expect(render({ body: "Hi @Rob!", mentions })).toBe('Hi <span class="mention">@Rob</span>!');
    expect(render({ body: "Hi \ufffc!", mentions: [{ start: 3, length: 1, contactId: "bob" }] })).toBe(
      'Hi <span class="mention">@Bob</span>!',
    );
    expect(render({ body: "x.example.com", mentions: [{ start: 2, length: 7, contactId: "bob" }] })).toContain(
      "mention",
    );
  });

  it("keeps every character, whatever the styles, even beyond the end", () => {
    // Beyond the rules of frames, but for one: no span splits a surrogate pair.
    const wild = fc.record({ start: fc.nat(60), length: fc.nat(60), style: fc.nat(8), contactId: fc.constant("bob") });
    const text = fc.tuple(richText(), fc.array(wild, { maxLength: 12 }), fc.array(wild, { maxLength: 4 }));
    fc.assert(
      fc.property(text, ([{ body: given = "", styles = [], mentions = [] }, more, others]) => {
        const body = given.replace(/[\u{10000}-\u{10ffff}]/gu, "xx");
        const markup = render({ body, styles: [...styles, ...more], mentions: [...mentions, ...others] });
        // Line ends beside blocks go, stand-ins become names, and what must not be in a page is replaced.
        const bare = (one: string) => one.replace(/[\n\r\ufffc]|@Unknown|@Bob|[\p{Cc}\p{Cs}\p{Cn}\ufffd]/gu, "");
        expect(bare(textOf(markup))).toBe(bare(body));
      }),
    );
  });

  it("stays short with as many styles as the format allows", () => {
    const body = "a.com ".repeat(40_000);
    const spans = Array.from({ length: 4096 }, (_, index) => ({ start: index, length: 200_000 - index }));
    const styles = spans.map((span, index) => ({ ...span, style: index % 8 }));
    const mentions = spans.map((span, index) => ({ start: span.start * 7, length: 3, contactId: `c${index}` }));
    const markup = render({ body, styles, mentions });
    expect(markup.length).toBeLessThan(30_000_000);
  });
});

describe("findLinks", () => {
  it("finds http and https only", () => {
    const links = (text: string) =>
      findLinks(text).map(({ start, end, url }) => [text.slice(start, end), markupOf(html`<a href="${url}">`)]);
    expect(links("(www.example.org) https://müller.example/ü?x#y, a@b.ch ftp://a.ch //c.ch javascript:x")).toEqual([
      ["www.example.org", '<a href="http://www.example.org/">'],
      ["https://müller.example/ü?x#y", '<a href="https://xn--mller-kva.example/%C3%BC?x#y">'],
    ]);
    expect(links("no link here. None")).toEqual([]);
  });
});

describe("isFewEmoji", () => {
  it("is true for one to three emoji and nothing else", () => {
    for (const few of ["🙂", "❤️🏔️", "👩🏽‍❤️‍💋‍👨🏿👍🇨🇭", "1️⃣".slice(1)]) expect(isFewEmoji(few), few).toBe(true);
    for (const other of ["", "1", "a🙂", "🙂🙂🙂🙂", "🙂 🙂 !", "#"]) expect(isFewEmoji(other), other).toBe(false);
  });
});
