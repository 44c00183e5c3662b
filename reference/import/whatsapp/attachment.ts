import { clean, trimMarks } from "./characters.js";
import type { Context } from "./interpret.js";
import { foldPhrase, type PhraseBook } from "./phrase-book.js";
import type { OmittedKind } from "./phrases.js";

/** A message that names a file, or that says that one was left out. */
export interface FoundAttachment {
  /** The file's name in the export; undefined if it was left out. */
  readonly file?: string;
  readonly omitted?: OmittedKind;
  /** The name under which a document was sent, where the text gives it. */
  readonly documentName?: string;
  readonly caption: string;
}

/** The longest name of a file, and what stands around it. */
const MAX_MARK = 1200;

/**
 * Looks for an attachment in what somebody sent.
 *
 * An iPhone writes `<attached: name>` at the end, after the caption or after the name of a document and its number of
 * pages; Android writes `name (file attached)` on the first line and the caption below it.
 */
export function findAttachment(
  body: string,
  { book, layout }: Pick<Context, "book" | "layout">,
): FoundAttachment | undefined {
  const lineEnd = body.indexOf("\n");
  const first = lineEnd < 0 ? body : body.slice(0, lineEnd);
  const rest = lineEnd < 0 ? "" : body.slice(lineEnd + 1);
  const plain = androidAttachment(first, rest, book) ?? wholeOmitted(first, rest, book);
  if (plain !== undefined || layout === "android") return plain ?? endOmitted(body, book);
  return (
    iosAttachment(body, "", book) ??
    (rest === "" ? undefined : iosAttachment(first, rest, book)) ??
    endOmitted(body, book)
  );
}

function androidAttachment(first: string, rest: string, book: PhraseBook): FoundAttachment | undefined {
  const text = clean(first).trimEnd();
  if (!text.endsWith(")") || text.length > MAX_MARK) return undefined;
  const open = text.lastIndexOf(" (");
  if (open <= 0 || !book.attachedAndroid.has(foldPhrase(text.slice(open + 2, -1)))) return undefined;
  const file = text.slice(0, open).trim();
  return /\.[^.\s]{1,10}$/u.test(file) ? { file, caption: rest } : undefined;
}

function wholeOmitted(first: string, rest: string, book: PhraseBook): FoundAttachment | undefined {
  if (first.length > MAX_MARK) return undefined;
  const phrase = book.exact.get(foldPhrase(first));
  return phrase?.what === "omitted" ? { omitted: phrase.kind, caption: rest } : undefined;
}

function iosAttachment(text: string, rest: string, book: PhraseBook): FoundAttachment | undefined {
  const end = clean(text.slice(-MAX_MARK)).trimEnd();
  if (!end.endsWith(">")) return undefined;
  const open = end.lastIndexOf("<");
  if (open < 0) return undefined;
  const mark = end.slice(open + 1, -1).trim();
  for (const template of book.attachedIos) {
    const file = template.match(mark)?.file;
    if (file === undefined) continue;
    const before = trimMarks(text.slice(0, text.lastIndexOf("<")));
    const documentName = documentOf(before, file);
    return documentName === undefined
      ? { file, caption: before === "" ? rest : before + (rest === "" ? "" : `\n${rest}`) }
      : { file, documentName, caption: rest };
  }
  return undefined;
}

/** `name.pdf • 2 pages` before the mark is the name of the document, not a caption. */
function documentOf(before: string, file: string): string | undefined {
  const name = (before.split(" • ", 1)[0] as string).trim();
  const plain = clean(name).normalize("NFC").toLowerCase();
  return plain !== "" && clean(file).normalize("NFC").toLowerCase().endsWith(plain) ? name : undefined;
}

/** `caption <mark>image omitted`, `name.pdf • 2 pages <mark>document omitted`: the direction mark is the app's own. */
function endOmitted(body: string, book: PhraseBook): FoundAttachment | undefined {
  const mark = body.lastIndexOf("\u200e");
  if (mark > 0 && body.length - mark < MAX_MARK) {
    const phrase = book.exact.get(foldPhrase(body.slice(mark)));
    if (phrase?.what === "omitted") return omittedAfter(trimMarks(body.slice(0, mark)), phrase.kind);
  }
  if (body.length > MAX_MARK || body.includes("\n")) return undefined;
  // "name.pdf • 2 pages document omitted", without marks: every end of the line is tried, as pages are words too.
  if (!/\.[^.\s]{1,10}\s/u.test(body)) return undefined;
  const words = clean(body).trim().split(" ");
  for (let at = 1; at < words.length && at < 40; at++) {
    const phrase = book.exact.get(foldPhrase(words.slice(at).join(" ")));
    if (phrase?.what === "omitted" && phrase.kind === "document") {
      return omittedAfter(words.slice(0, at).join(" "), "document");
    }
  }
  return undefined;
}

function omittedAfter(before: string, omitted: OmittedKind): FoundAttachment {
  if (omitted !== "document") return { omitted, caption: before };
  const documentName = (before.split(" • ", 1)[0] as string).trim();
  return /\.[^.\s]{1,10}$/u.test(documentName) ? { omitted, documentName, caption: "" } : { omitted, caption: before };
}
