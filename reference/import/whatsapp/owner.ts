import { importError } from "../problem.js";
import type { Exploration } from "./explore.js";
import { contactId, nameKey, OWNER } from "./ids.js";

/** Whose export it is. */
export interface Owner {
  readonly id: string;
  /** Empty if the owner wrote nothing and nobody said who it is. */
  readonly name: string;
  readonly key: string;
  /** True if that name wrote in at least one chat. */
  readonly wrote: boolean;
}

/**
 * Decides who the owner is: whom the user names, else whom the chats give away. In a chat with one person the other
 * author is the owner; so is who wrote a message that "you" deleted.
 *
 * @throws KeepsakeError input.malformed, reason owner, with the names to choose from, if nothing settles it
 */
export function findOwner(chats: readonly Exploration[], me: string | undefined): Owner {
  const wrote = (key: string) => chats.some(({ authors }) => authors.has(key));
  if (me !== undefined) {
    const key = nameKey(me);
    if (key === "") throw new RangeError("me is empty: give the name that stands before your own messages.");
    return { id: contactId(me), name: nameOf(chats, key) ?? me.trim(), key, wrote: wrote(key) };
  }
  const guesses = chats.map(guess);
  const keys = new Set(guesses.filter((key) => key !== undefined && key !== "") as string[]);
  const [key] = keys;
  if (keys.size === 1 && key !== undefined) {
    const name = nameOf(chats, key) as string;
    return { id: contactId(name), name, key, wrote: true };
  }
  if (keys.size === 0 && guesses.every((guessed) => guessed === "")) {
    return { id: contactId(OWNER), name: "", key: OWNER, wrote: false };
  }
  throw undecided(chats);
}

function nameOf(chats: readonly Exploration[], key: string): string | undefined {
  for (const { authors } of chats) {
    const author = authors.get(key);
    if (author !== undefined) return author.name;
  }
  return undefined;
}

/** The owner's key by this chat alone; "" if the owner did not write in it; undefined if nothing settles it. */
function guess({ title, group, authors, owners }: Exploration): string | undefined {
  const [owner] = owners;
  if (owners.size === 1) return owner;
  if (authors.size === 0) return "";
  const contact = nameKey(title);
  if (group || !authors.has(contact)) return undefined;
  return [...authors.keys()].find((key) => key !== contact) ?? "";
}

const MAX_CHOICES = 50;

function undecided(chats: readonly Exploration[]): Error {
  const names = new Map<string, { name: string; messages: number }>();
  for (const { authors } of chats) {
    for (const [key, { name, messages }] of authors) {
      names.set(key, { name, messages: messages + (names.get(key)?.messages ?? 0) });
    }
  }
  const choices = [...names.values()].sort((a, b) => b.messages - a.messages).map(({ name }) => name);
  const shown = choices.slice(0, 5).map((name) => `"${name}"`);
  const more = choices.length > shown.length ? ` (and ${choices.length - shown.length} more)` : "";
  return importError("owner", `Nothing in the chat says who you are: set me to one of ${shown.join(", ")}${more}.`, {
    option: "me",
    choices: choices.slice(0, MAX_CHOICES),
  });
}
