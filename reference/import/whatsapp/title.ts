import { baseName, type ExportSource, folderName, type SourceFile } from "../source.js";
import { clean, shorten } from "./characters.js";
import { collect } from "./phrase-book.js";
import { LANGUAGES } from "./phrases.js";

const TITLES = collect(LANGUAGES, (phrases) => phrases.titles).map((phrase) => {
  const at = phrase.indexOf("{x}");
  return { before: fold(phrase.slice(0, at)), after: fold(phrase.slice(at + 3)) };
});

function fold(text: string): string {
  return clean(text).normalize("NFC").replaceAll("_", " ").toLowerCase();
}

/** UTF-16 code units of a title; at most 3 times as many bytes, which is below 1024. */
export const MAX_TITLE = 340;

/** The chat's name in the name of an exported file, without extension; undefined if it does not look like one. */
export function titleIn(name: string): string | undefined {
  const text = clean(name).normalize("NFC").trim();
  const folded = fold(text);
  for (const { before, after } of TITLES) {
    if (folded.length > before.length + after.length && folded.startsWith(before) && folded.endsWith(after)) {
      const title = text.slice(before.length, text.length - after.length).trim();
      if (title !== "") return shorten(title, MAX_TITLE);
    }
  }
  return undefined;
}

/** The chat's name as its files give it: the text's, the folder's, or the zip's. */
export function titleOfFiles(source: ExportSource, text: SourceFile): string | undefined {
  const outer = [baseName(folderName(text.path)), baseName(source.name)].map((name) => titleIn(withoutCopy(name)));
  return titleIn(withoutExtension(baseName(text.path))) ?? outer.find((title) => title !== undefined);
}

/** A name for a chat that nothing else names. */
export function fallbackTitle(source: ExportSource, text: SourceFile): string {
  for (const name of [baseName(text.path), baseName(source.name)]) {
    const plain = withoutExtension(name).trim();
    if (plain !== "" && plain !== "_chat") return shorten(clean(plain).normalize("NFC"), MAX_TITLE);
  }
  return "WhatsApp";
}

function withoutExtension(name: string): string {
  return name.replace(/\.(txt|zip)$/iu, "");
}

/** Programs that save a file twice call the second "name (2)" or "name copy". */
function withoutCopy(name: string): string {
  return withoutExtension(name).replace(/ ?(\(\d{1,2}\)|copy)$/iu, "");
}
