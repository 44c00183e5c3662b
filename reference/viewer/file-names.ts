/** Names of files and folders that no sender can bend. */
import filenamify from "filenamify/browser";

/** Most file systems allow 255 bytes; the rest is for a number and an ending. */
const MAX_NAME_BYTES = 180;

const encoder = new TextEncoder();
const graphemes = new Intl.Segmenter();

/**
 * A short ASCII name for addresses: lower-case letters, digits and single hyphens, "" if nothing is left.
 */
export function slug(text: string, maxLength = 40): string {
  const ascii = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const words = ascii.replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
  return words.slice(0, maxLength).replace(/-+$/, "");
}

/** Cuts a name to a number of UTF-8 bytes without splitting what a reader sees as one character. */
function cutTo(name: string, maxBytes: number): string {
  if (encoder.encode(name).length <= maxBytes) return name;
  let kept = "";
  let bytes = 0;
  for (const { segment } of graphemes.segment(name)) {
    bytes += encoder.encode(segment).length;
    if (bytes > maxBytes) break;
    kept += segment;
  }
  return kept;
}

/** A name that people can read and that Windows, macOS and Linux accept, or `fallback` if nothing is left of it. */
export function safeName(text: string, fallback: string, maxBytes = MAX_NAME_BYTES): string {
  const name = cutTo(filenamify(text, { replacement: "_", maxLength: MAX_NAME_BYTES }), maxBytes)
    .replace(/[. ]+$/, "")
    .replace(/^[. ]+/, "");
  // A leading hyphen reads as an option in a shell, a leading tilde as a home folder.
  return /^[_\s]*$/.test(name) ? fallback : name.replace(/^[-~]/, "_");
}

/**
 * Makes names unique in one folder: the second "a.jpg" becomes "a (2).jpg". Names that differ only in case or in
 * Unicode form are equal, because they are on macOS and Windows.
 */
export function createUniqueNames(): (base: string, extension: string) => string {
  const used = new Map<string, number>();
  const claim = (name: string) => {
    const key = name.normalize("NFKC").toLowerCase();
    const count = (used.get(key) ?? 0) + 1;
    used.set(key, count);
    return count;
  };
  return (base, extension) => {
    const ending = extension === "" ? "" : `.${extension}`;
    let name = base + ending;
    for (let count = claim(name); count > 1; count = claim(name)) name = `${base} (${count})${ending}`;
    return name;
  };
}
