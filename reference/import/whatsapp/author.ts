import { clean } from "./characters.js";
import { nameKey, OWNER } from "./ids.js";
import { foldPhrase, matchSystem, type PhraseBook } from "./phrase-book.js";
import type { Captures } from "./template.js";

/** Splits what follows date and time into the author and the text. */
export type AuthorSplitter = (rest: string) => Authored;

/** A text and who wrote it; `authorKey` is the {@link nameKey}, {@link OWNER} for "You", "" for nobody. */
export interface Authored {
  readonly author: string | undefined;
  readonly authorKey: string;
  readonly body: string;
}

/** The longest name that the app allows is 25 characters; address books allow more. */
const MAX_NAME = 128;

/**
 * Notices have no author, but may have a colon in the name of a group: a name that is met for the first time is taken
 * for one only if the whole line is no notice.
 */
export function createAuthorSplitter(book: PhraseBook): AuthorSplitter {
  const keys = new Map<string, string>();
  return (rest) => {
    const colon = colonAfterName(rest);
    if (colon === undefined) return { author: undefined, authorKey: "", body: rest };
    const author = rest.slice(0, colon);
    let authorKey = keys.get(author);
    if (authorKey === undefined) {
      const notice = matchSystem(book, rest);
      if (notice !== undefined && !hasColon(notice.captures)) return { author: undefined, authorKey: "", body: rest };
      authorKey = book.you.has(foldPhrase(author)) ? OWNER : nameKey(author);
      keys.set(author, authorKey);
    }
    return { author, authorKey, body: rest.slice(colon + (rest[colon + 1] === " " ? 2 : 1)) };
  };
}

function colonAfterName(rest: string): number | undefined {
  const end = rest.indexOf("\n");
  const line = end < 0 ? rest : rest.slice(0, end);
  const colon = line.indexOf(": ");
  // Where the text is empty, an editor may have dropped the space.
  const at = colon >= 0 ? colon : line.endsWith(":") ? line.length - 1 : -1;
  return at > 0 && at <= MAX_NAME && clean(line.slice(0, at)).trim() !== "" ? at : undefined;
}

function hasColon({ actor, subject }: Captures): boolean {
  return [actor, subject].some((person) => person !== undefined && !person.me && person.name.includes(": "));
}
