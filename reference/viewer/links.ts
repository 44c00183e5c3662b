/** Web addresses in a text. */
import { LinkifyIt } from "linkify-it";
import { type SafeUrl, webUrl } from "./html.js";

// Only http and https: a click must never start a program or carry a script.
const finder = new LinkifyIt({ fuzzyLink: true, fuzzyEmail: false });
for (const other of ["ftp:", "mailto:", "//"]) finder.add(other, null);

export interface FoundLink {
  /** UTF-16 offsets. */
  readonly start: number;
  readonly end: number;
  readonly url: SafeUrl;
}

/** The web addresses of a text, in order, not overlapping. */
export function findLinks(text: string): FoundLink[] {
  if (!text.includes(".") && !text.includes("://")) return [];
  return (finder.match(text) ?? []).flatMap(({ index, lastIndex, url }) => {
    const safe = webUrl(url);
    return safe === undefined ? [] : [{ start: index, end: lastIndex, url: safe }];
  });
}
