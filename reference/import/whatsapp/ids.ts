import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { clean, cleanName } from "./characters.js";

/** Ids are made from what an export says, so that the same chat gets the same ids from every export of it. */
function makeId(parts: readonly string[]): string {
  const text = parts.map((part) => `${part.length}:${part}`).join("");
  return `wa-${bytesToHex(sha256(utf8ToBytes(text)).subarray(0, 16))}`;
}

/** A phone number as exports write numbers of people without a name, as E.164; undefined for a name. */
export function phoneNumberOf(name: string): string | undefined {
  const text = cleanName(name);
  if (!/^\+\d[\d ().-]{5,30}$/u.test(text)) return undefined;
  const digits = text.replace(/\D/gu, "");
  return digits.length <= 15 ? `+${digits}` : undefined;
}

/** What makes two names one person: the number, or the name without marks and case. */
export function nameKey(name: string): string {
  return phoneNumberOf(name) ?? cleanName(name).normalize("NFC").toLowerCase();
}

/** The key of the owner where "You" stands for a name. No name has such a character. */
export const OWNER = "\u0000owner";

/** Id of the person with that name or number. */
export function contactId(name: string): string {
  return makeId(["contact", nameKey(name)]);
}

/** What makes two exports one chat: its title, whichever system wrote it. */
function titleKey(title: string): string {
  return clean(title).normalize("NFC").replace(/\s+/gu, " ").trim().toLowerCase();
}

/** Id of the chat with that title. Whether it is a group does not count: an early export may not tell. */
export function chatId(title: string): string {
  return makeId(["chat", titleKey(title)]);
}

/** Id of the group with that title. */
export function groupId(title: string): string {
  return makeId(["group", titleKey(title)]);
}

/** What tells one message of a chat from all others. */
export interface MessageKey {
  readonly chatId: string;
  /** Minutes on the wall, since 1970: iPhones write seconds, Androids do not. */
  readonly minute: number;
  /** Empty for what the chat itself says. */
  readonly author: string;
  /** What it says, without anything that depends on whether files were exported. */
  readonly text: string;
  /** "" normally; names the rare ways in which two messages can share all of the above. */
  readonly mark: string;
}

/** The key of a message before it is numbered among its equals. */
export function messageKey(key: MessageKey): string {
  return makeId([key.chatId, String(key.minute), key.author, key.text, key.mark]);
}

/** Id of the `ordinal`-th message, from 0, with that key. */
export function messageId(key: string, ordinal: number): string {
  return ordinal === 0 ? key : makeId([key, String(ordinal)]);
}
