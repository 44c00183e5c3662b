import { isMark } from "./characters.js";
import type { Layout } from "./header.js";
import { foldPhrase, matchSystem, type PhraseBook, phraseBook } from "./phrase-book.js";
import { LANGUAGES, type Language } from "./phrases.js";

/** Finds out from the app's own words in which languages an export is written. */
export interface LanguageScan {
  /** @param rest - what follows date and time on the first line of a message */
  add(rest: string, layout: Layout): void;
  /** Languages that were met, the most frequent first. */
  ranked(): Language[];
}

/** The longest of the app's phrases is shorter. */
const MAX_PHRASE = 400;
/** Notices are compared with every phrase of every language, so only so many of them are. */
const MAX_NOTICES = 2000;

let books: readonly { readonly language: Language; readonly book: PhraseBook }[] | undefined;

/** Starts a count. */
export function createLanguageScan(): LanguageScan {
  books ??= LANGUAGES.map((language) => ({ language, book: phraseBook([language]) }));
  const known = books;
  const scores = known.map(() => 0);
  let notices = 0;
  const count = (fits: (book: PhraseBook) => boolean) => {
    const hits = known.map(({ book }) => fits(book));
    const number = hits.filter(Boolean).length;
    // A phrase that several languages share says less about each.
    hits.forEach((hit, at) => {
      if (hit) scores[at] = (scores[at] as number) + 1 / number;
    });
  };
  return {
    add(rest, layout) {
      if (rest.length > MAX_PHRASE) return;
      const colon = rest.indexOf(": ");
      const body = colon < 0 ? rest : rest.slice(colon + 2);
      const folded = foldPhrase(body);
      const mark = lastMark(folded);
      count(({ exact, edited, attachedAndroid, attachedIos }) => {
        if (exact.has(folded) || edited.has(mark) || attachedAndroid.has(mark)) return true;
        return mark.startsWith("<") && attachedIos.some((template) => template.match(mark.slice(1, -1)) !== undefined);
      });
      const notice = layout === "android" ? colon < 0 : body !== "" && isMark(body.charCodeAt(0));
      if (notice && notices++ < MAX_NOTICES) {
        const text = layout === "android" ? rest : body;
        count((book) => matchSystem(book, text) !== undefined);
      }
    },
    ranked() {
      return known
        .map(({ language }, at) => ({ language, score: scores[at] as number }))
        .filter(({ score }) => score > 0)
        .sort((a, b) => b.score - a.score)
        .map(({ language }) => language);
    },
  };
}

/** The last part of a text in angle brackets, with them, or in parentheses, without. */
function lastMark(text: string): string {
  if (text.endsWith(">")) return text.slice(Math.max(0, text.lastIndexOf("<")));
  if (text.endsWith(")")) return text.slice(text.lastIndexOf("(") + 1, -1);
  return "";
}
