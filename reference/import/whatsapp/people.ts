import { cleanName, comparable, shorten } from "./characters.js";
import { contactId, nameKey, phoneNumberOf } from "./ids.js";
import type { Person } from "./template.js";

/** Somebody who wrote in a chat, or whom its notices name. */
export interface KnownPerson {
  readonly id: string;
  readonly name: string;
  readonly phoneNumber: string | undefined;
  /** True if the export shows the name that they gave themselves, as it does for people not in the address book. */
  readonly stranger: boolean;
}

/** The people of an export, by {@link nameKey}. */
export type People = Map<string, KnownPerson>;

/** UTF-16 code units of a name; at most 3 times as many bytes, which is below 1024. */
const MAX_NAME = 340;

/** Adds a person. @returns false if the name is none */
export function addPerson(people: People, name: string): boolean {
  const shown = shorten(cleanName(name), MAX_NAME);
  const key = nameKey(name);
  if (shown === "") return false;
  if (people.has(key)) return true;
  const stranger = /^[\s\u200e\u200f\u202a-\u202e\u2066-\u2069]*[~∼˜]/u.test(name.slice(0, 20));
  people.set(key, { id: contactId(name), name: shown, phoneNumber: phoneNumberOf(name), stranger });
  return true;
}

/** Splits "Ana, Ben and Carla" into people. The word for "and" depends on the language. */
export function listPeople(person: Person | undefined, and: readonly string[]): Person[] {
  if (person === undefined) return [];
  if (person.me) return [person];
  const names: Person[] = [];
  const parts = person.name.split(/[,،] ?/u);
  parts.forEach((part, at) => {
    const last = at === parts.length - 1 ? splitLast(part, and) : [part];
    for (const name of last) if (name.trim() !== "") names.push({ me: false, name: name.trim() });
  });
  return names;
}

function splitLast(part: string, and: readonly string[]): string[] {
  for (const word of and) {
    const middle = ` ${comparable(word)} `;
    const at = part.indexOf(middle);
    if (at > 0) return [part.slice(0, at), part.slice(at + middle.length)];
    if (part.startsWith(middle.trimStart())) return [part.slice(middle.length - 1)];
  }
  return [part];
}
