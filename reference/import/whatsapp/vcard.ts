/** One card of a contact file. */
export interface ParsedCard {
  readonly name: string;
  readonly numbers: readonly string[];
  /** As it stands in the file. */
  readonly text: string;
}

const MAX_CARDS = 256;
const MAX_NUMBERS = 32;

/**
 * Splits a file of contacts into cards and reads name and numbers of each (RFC 6350, and versions 2.1 and 3.0 as phones
 * write them). The text of a card is kept; whatever a line says that is not understood is left alone.
 */
export function parseVcards(text: string): ParsedCard[] {
  const cards: ParsedCard[] = [];
  const begin = /^BEGIN:VCARD/gimu;
  const end = /^END:VCARD/gimu;
  for (let start = begin.exec(text); start !== null && cards.length <= MAX_CARDS; start = begin.exec(text)) {
    end.lastIndex = start.index;
    const stop = end.exec(text);
    if (stop === null) break;
    cards.push(parseCard(text.slice(start.index, end.lastIndex)));
    begin.lastIndex = end.lastIndex;
  }
  return cards;
}

function parseCard(text: string): ParsedCard {
  let formatted = "";
  let structured = "";
  const numbers: string[] = [];
  for (const line of unfold(text)) {
    const colon = line.indexOf(":");
    if (colon < 0) continue;
    const [property = "", ...parameters] = line.slice(0, colon).split(";");
    const value = decode(line.slice(colon + 1), parameters);
    const name = property.slice(property.lastIndexOf(".") + 1).toUpperCase();
    if (name === "FN" && formatted === "") formatted = unescapeValue(value).trim();
    else if (name === "N" && structured === "") structured = nameOf(value);
    else if (name === "TEL" && numbers.length < MAX_NUMBERS) {
      const number = value.replace(/^tel:/iu, "").trim();
      if (number !== "" && number.length <= 20 && !numbers.includes(number)) numbers.push(number);
    }
  }
  return { name: formatted || structured, numbers, text };
}

/** Long lines go on in the next one after a space, or, in version 2.1, after a "=" at the end. */
function unfold(text: string): string[] {
  const lines: string[] = [];
  for (const line of text.split(/\r?\n/u)) {
    const last = lines.at(-1);
    if (last !== undefined && /^[ \t]/u.test(line)) lines[lines.length - 1] = last + line.slice(1);
    else if (last?.endsWith("=") && /QUOTED-PRINTABLE/iu.test(last)) lines[lines.length - 1] = last.slice(0, -1) + line;
    else lines.push(line);
  }
  return lines;
}

function decode(value: string, parameters: readonly string[]): string {
  if (!parameters.some((parameter) => /QUOTED-PRINTABLE/iu.test(parameter))) return value;
  const bytes: number[] = [];
  for (const [part, hex] of value.matchAll(/=([0-9A-F]{2})|[\s\S]/giu)) {
    if (hex === undefined) bytes.push(...new TextEncoder().encode(part));
    else bytes.push(Number.parseInt(hex, 16));
  }
  return new TextDecoder().decode(new Uint8Array(bytes));
}

function unescapeValue(value: string): string {
  return value.replace(/\\n/giu, " ").replace(/\\([,;:\\])/gu, "$1");
}

/** `Family;Given;Additional;Prefix;Suffix` in the order in which it is spoken. */
function nameOf(value: string): string {
  const [family = "", given = "", additional = "", prefix = "", suffix = ""] = value
    .split(/(?<!\\);/u)
    .map(unescapeValue);
  return [prefix, given, additional, family, suffix]
    .map((part) => part.trim())
    .filter(Boolean)
    .join(" ");
}
