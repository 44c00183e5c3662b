import type { Location } from "../../core/proto/types.js";
import { clean } from "./characters.js";
import { foldPhrase, type PhraseBook } from "./phrase-book.js";

const MAX_LOCATION = 1000;
const LINK =
  /^https?:\/\/(?:maps\.google\.com\/|www\.google\.com\/maps\/?|maps\.apple\.com\/)\?(?:[^\s#]{0,200}&)?(?:q|ll|query)=(-?\d{1,3}(?:\.\d{1,20})?),(-?\d{1,3}(?:\.\d{1,20})?)$/u;

/**
 * Reads a shared place: `Location: https://maps.google.com/?q=51.5,-0.12`, or the link alone. Places without
 * coordinates, such as those of Foursquare, stay text.
 */
export function parseLocation(body: string, book: PhraseBook): Location | undefined {
  if (body.length > MAX_LOCATION) return undefined;
  const text = clean(body).trim();
  const start = text.lastIndexOf("http");
  if (start < 0) return undefined;
  const match = LINK.exec(text.slice(start));
  if (match === null || !isPrefix(text.slice(0, start), book)) return undefined;
  const latitude = Number(match[1]);
  const longitude = Number(match[2]);
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? { latitude, longitude } : undefined;
}

/** Nothing, or the word for "location" and a colon. */
function isPrefix(text: string, book: PhraseBook): boolean {
  const word = text.trim();
  return word === "" || (word.endsWith(":") && book.location.has(foldPhrase(word.slice(0, -1))));
}
