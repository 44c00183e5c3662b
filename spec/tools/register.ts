import { listFiles, readText } from "./files.js";
import { type Block, parseBlocks, plainText } from "./markdown.js";
import {
  isSlug,
  type Level,
  rowAsSentence,
  type Sentence,
  splitSentences,
  UNUSED_KEYWORDS,
  withoutSlugs,
} from "./sentences.js";

/** One normative statement of the specification, as it stands in spec/requirements.json. */
export interface Requirement {
  /** Stable name, never reused. */
  slug: string;
  level: Level;
  /** The sentence, without Markdown. */
  text: string;
  /** File in spec/. */
  chapter: string;
  /** Anchor of the heading above it. */
  section: string;
}

/** Something a person has to repair. */
export interface Problem {
  file: string;
  /** From 1; 0 where no single line is to blame. */
  line: number;
  message: string;
}

/** The section that defines the requirement words has to name them. */
const DEFINES_KEYWORDS = /BCP 14|RFC 2119|RFC2119|RFC 8174/;

/** Chapters in reading order: by name, with 10 after 9. */
export function chapterFiles(root: string): string[] {
  const order = new Intl.Collator("en", { numeric: true });
  return listFiles(root, "spec")
    .filter((path) => /^spec\/[^/]+\.md$/.test(path))
    .sort(order.compare);
}

function sentencesOf(block: Block): Sentence[] {
  if (block.kind === "heading") return [];
  return block.kind === "row" ? [rowAsSentence(block.text)] : splitSentences(block.text);
}

function tidy(text: string, kind: Block["kind"]): string {
  const bare = withoutSlugs(text);
  const cells = bare.replace(/^\s*\|/, "").replace(/(?<!\\)\|\s*$/, "");
  const joined =
    kind === "row"
      ? cells
          .split(/(?<!\\)\|/)
          .map((cell) => cell.trim())
          .join(" | ")
      : bare;
  return plainText(joined)
    .replaceAll("\\|", "|")
    .replace(/\s+([.,;:])/g, "$1");
}

/** Reads one chapter: its requirements in order, and what breaks the rules for slugs and requirement words. */
export function readChapter(chapter: string, source: string): { requirements: Requirement[]; problems: Problem[] } {
  const requirements: Requirement[] = [];
  const problems: Problem[] = [];
  const blocks = parseBlocks(source);
  const exempt = new Set(blocks.filter((block) => DEFINES_KEYWORDS.test(block.text)).map((block) => block.section));

  for (const block of blocks) {
    const report = (message: string) => problems.push({ file: `spec/${chapter}`, line: block.line, message });
    for (const sentence of sentencesOf(block)) {
      const text = tidy(sentence.text, block.kind);
      for (const { slug, level } of sentence.slugs) {
        if (!isSlug(slug)) report(`slug "${slug}" is not lower-case words joined by hyphens`);
        else if (level === undefined) report(`slug "${slug}" stands in a sentence without MUST, SHOULD or MAY`);
        else requirements.push({ slug, level, text, chapter, section: block.section });
      }
      if (exempt.has(block.section)) continue;
      if (sentence.level !== undefined && sentence.slugs.length === 0)
        report(`${sentence.level} without a slug: ${text}`);
      if (UNUSED_KEYWORDS.test(text)) report(`write MUST, SHOULD or MAY instead: ${text}`);
    }
  }
  return { requirements, problems };
}

/** Reads every chapter below `root`/spec. */
export function readRegister(root: string): { requirements: Requirement[]; problems: Problem[] } {
  const chapters = chapterFiles(root).map((path) => readChapter(path.slice("spec/".length), readText(root, path)));
  const requirements = chapters.flatMap((chapter) => chapter.requirements);
  const problems = chapters.flatMap((chapter) => chapter.problems);
  const first = new Map<string, Requirement>();
  for (const requirement of requirements) {
    const earlier = first.get(requirement.slug);
    if (earlier === undefined) first.set(requirement.slug, requirement);
    else {
      const message = `slug "${requirement.slug}" is used twice, first in spec/${earlier.chapter}#${earlier.section}`;
      problems.push({ file: `spec/${requirement.chapter}`, line: 0, message });
    }
  }
  return { requirements, problems };
}

/** The text of spec/requirements.json. */
export function formatRegister(requirements: Requirement[]): string {
  return `${JSON.stringify(requirements, null, 2)}\n`;
}
