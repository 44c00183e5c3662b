import { describe, expect, it } from "vitest";
import { checkLock, formatLock, parseLock } from "../tools/lock.js";
import { headingAnchor, parseBlocks } from "../tools/markdown.js";
import { readChapter } from "../tools/register.js";
import { splitSentences } from "../tools/sentences.js";

function read(source: string) {
  return readChapter("02-header.md", source);
}

describe("the requirement register", () => {
  it("takes the sentence, its level and its section", () => {
    const { requirements, problems } = read(
      "# Header\n\n## Digest check\n\nText before. A reader MUST reject a header\nwhose `digest` differs from **ours**. [@header-digest-mismatch] More text.\n",
    );
    expect(problems).toEqual([]);
    expect(requirements).toEqual([
      {
        slug: "header-digest-mismatch",
        level: "MUST",
        text: "A reader MUST reject a header whose digest differs from ours.",
        chapter: "02-header.md",
        section: "digest-check",
      },
    ]);
  });

  it("accepts the slug before the full stop too", () => {
    const { requirements } = read("A writer SHOULD NOT wait [@no-wait]. Another MAY [@may-wait].");
    expect(requirements.map(({ slug, level, text }) => [slug, level, text])).toEqual([
      ["no-wait", "SHOULD NOT", "A writer SHOULD NOT wait."],
      ["may-wait", "MAY", "Another MAY."],
    ]);
  });

  it("takes the strongest word of a sentence, and of each part where a sentence has two slugs", () => {
    const { requirements } = read("It MAY stop but MUST NOT lie [@a]. It MUST run [@b] and SHOULD hurry [@c].");
    expect(requirements.map(({ slug, level }) => [slug, level])).toEqual([
      ["a", "MUST NOT"],
      ["b", "MUST"],
      ["c", "SHOULD"],
    ]);
  });

  it("reads list items, nested ones too, and table rows", () => {
    const { requirements, problems } = read(
      "- A MUST b [@one]\n  wrapped line.\n  - C MAY d. [@two]\n\n| field | rule |\n|---|---|\n| `a \\|\\| b` | MUST be 16 bytes [@three] |\n",
    );
    expect(problems).toEqual([]);
    expect(requirements.map(({ slug, text }) => [slug, text])).toEqual([
      ["one", "A MUST b wrapped line."],
      ["two", "C MAY d."],
      ["three", "a || b | MUST be 16 bytes"],
    ]);
  });

  it("reports a requirement word without a slug, with its line", () => {
    expect(read("# T\n\nFine.\nA reader MUST stop.\n").problems).toEqual([
      { file: "spec/02-header.md", line: 3, message: "MUST without a slug: A reader MUST stop." },
    ]);
  });

  it("reports slugs of the wrong form, slugs without a word, and words that are not used", () => {
    const messages = read("It MUST x [@Bad_Slug]. It does x [@calm]. It is REQUIRED.").problems.map((p) => p.message);
    expect(messages).toEqual([
      'slug "Bad_Slug" is not lower-case words joined by hyphens',
      'slug "calm" stands in a sentence without MUST, SHOULD or MAY',
      "write MUST, SHOULD or MAY instead: It is REQUIRED.",
    ]);
  });

  it("ignores code, comments and the section that defines the words", () => {
    const source = [
      "## Conventions",
      "",
      "The words MUST and MAY are as in BCP 14; REQUIRED is not used. See `[@slug]`.",
      "",
      "## Next",
      "",
      "```",
      "It MUST not count. [@fenced]",
      "```",
      "",
      "    It MUST not count. [@indented]",
      "",
      "Inline `MUST [@inline]` does not count. <!-- MUST [@hidden] -->",
    ].join("\n");
    expect(read(source)).toEqual({ requirements: [], problems: [] });
  });
});

describe("sentences and headings", () => {
  it("does not split after abbreviations, in code or before lower case", () => {
    const texts = splitSentences("See e.g. RFC 5869. Use `a. B` now. It is v. small. (Then) stop.").map((s) => s.text);
    expect(texts).toEqual(["See e.g. RFC 5869.", "Use `a. B` now.", "It is v. small.", "(Then) stop."]);
  });

  it("makes anchors as GitHub does", () => {
    expect(headingAnchor("3.2 The `header`: slots & keys")).toBe("32-the-header-slots--keys");
    expect(parseBlocks("# A b\n\n## A b\n\nx\n").map((block) => block.section)).toEqual(["a-b", "a-b-1", "a-b-1"]);
  });

  it("keeps text after an indented list item apart from code", () => {
    const texts = parseBlocks("1. One\n\n    still one\n\n        code\n\ntext\n").map((block) => block.text);
    expect(texts).toEqual(["One", "still one", "text"]);
  });
});

describe("spec/slugs.lock", () => {
  it("adds new slugs and keeps old ones, sorted", () => {
    expect(formatLock(parseLock("b\nold retired\n"), ["c", "a"])).toBe("a\nb\nc\nold retired\n");
  });

  it("reports slugs that were removed, came back or are not listed", () => {
    const messages = checkLock(parseLock("gone\nkept\nold retired\n"), new Set(["kept", "old", "new"]));
    expect(messages.map((problem) => problem.message.split(":")[0])).toEqual([
      'slug "gone" was removed',
      'slug "old" is retired and cannot be used again',
      "not listed, run npm run spec",
    ]);
  });
});
