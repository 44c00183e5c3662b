import type { Message } from "../../core/proto/types.js";
import type { SourceFile } from "../source.js";
import { shorten } from "./characters.js";
import { parseVcards } from "./vcard.js";

/** A card may hold this much; a file that is longer stays a file. */
const MAX_VCARD = 262_144;
const MAX_NAME = 340;
const MAX_CARDS = 256;

/**
 * Replaces the one card of a message, which is a file, by the cards in that file; the first keeps the file. A file that
 * cannot be read as cards stays what it is.
 */
export async function readCards(message: Message, file: SourceFile): Promise<void> {
  const text = await readText(file);
  const cards = text === undefined ? [] : parseVcards(text);
  if (cards.length === 0 || cards.length > MAX_CARDS) return;
  const [whole] = message.contactCards?.cards ?? [];
  message.contactCards = {
    cards: cards.map(({ name, numbers, text: vcard }, at) => ({
      displayName: shorten(name, MAX_NAME),
      vcard,
      ...(numbers.length === 0 ? {} : { phoneNumbers: [...numbers] }),
      ...(at === 0 && whole?.file != null ? { file: whole.file } : {}),
    })),
  };
}

async function readText(file: SourceFile): Promise<string | undefined> {
  const { length, read } = await file.open();
  if (length > MAX_VCARD) return undefined;
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  try {
    for await (const piece of read()) text += decoder.decode(piece, { stream: true });
    return text + decoder.decode();
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
