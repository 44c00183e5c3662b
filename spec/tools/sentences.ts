import { maskCode } from "./markdown.js";

/** The requirement words of BCP 14 that the specification uses. */
export type Level = "MUST" | "MUST NOT" | "SHOULD" | "SHOULD NOT" | "MAY";

/** Words that BCP 14 defines too. One word for one strength keeps the register simple, so these are not used. */
export const UNUSED_KEYWORDS = /\b(?:SHALL(?: NOT)?|REQUIRED|(?:NOT )?RECOMMENDED|OPTIONAL)\b/;

const KEYWORD = /\b(?:MUST|SHOULD)(?: NOT)?\b|\bMAY\b/g;
const SLUG = /\[@([^\]\s]*)\]/g;
const SLUG_FORM = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
/** A full stop after one of these ends no sentence. */
const ABBREVIATION = /\b(?:e\.g|i\.e|cf|vs|etc|approx|no|sec|resp)\.$/i;
/** End of a sentence with any slugs that trail its full stop, then white space, then something that can open the next. */
const SENTENCE_END = /[.!?]["'”’)*_]*(?:\s*\[@[^\]\s]*\])*(?=\s+["'“‘(*_]*(?:[\p{Lu}\p{N}`]|\[(?!@)))/gu;

/** One `[@slug]` and the part of the sentence, from the slug before it, that it names. */
export interface SlugUse {
  slug: string;
  level: Level | undefined;
}

/** A sentence of a paragraph or list item, or a whole table row. */
export interface Sentence {
  text: string;
  level: Level | undefined;
  slugs: SlugUse[];
}

export function isSlug(text: string): boolean {
  return SLUG_FORM.test(text);
}

/** The strongest requirement word; of two that are equally strong, the first. */
function strongestLevel(masked: string): Level | undefined {
  const found = (masked.match(KEYWORD) ?? []) as Level[];
  const rank = (level: Level) => ["MAY", "SHOULD", "MUST"].indexOf(level.replace(" NOT", ""));
  return found.reduce<Level | undefined>((best, next) => {
    return best === undefined || rank(next) > rank(best) ? next : best;
  }, undefined);
}

/** Removes slug markers and the space before them. */
export function withoutSlugs(text: string): string {
  return text.replace(/\s*\[@[^\]\s]*\]/g, "");
}

function readSentence(text: string, masked: string): Sentence {
  const whole = strongestLevel(masked);
  const slugs: SlugUse[] = [];
  let from = 0;
  for (const match of masked.matchAll(SLUG)) {
    // "MUST do this [@a] and SHOULD do that [@b]": each slug takes the level of its own part.
    const level = strongestLevel(masked.slice(from, match.index)) ?? whole;
    from = match.index + match[0].length;
    slugs.push({ slug: match[1] ?? "", level });
  }
  return { text: text.trim(), level: whole, slugs };
}

/** Splits the text of a block into sentences. */
export function splitSentences(text: string): Sentence[] {
  const masked = maskCode(text);
  const ends = [...masked.matchAll(SENTENCE_END)]
    .filter((match) => !ABBREVIATION.test(masked.slice(0, match.index + 1)))
    .map((match) => match.index + match[0].length);
  return [...ends, masked.length]
    .map((end, index, all) => {
      const start = index === 0 ? 0 : (all[index - 1] ?? 0);
      return readSentence(text.slice(start, end), masked.slice(start, end));
    })
    .filter((sentence) => sentence.text !== "");
}

/** A table row is one requirement: its cells are read together. */
export function rowAsSentence(text: string): Sentence {
  return readSentence(text, maskCode(text));
}
