import { comparable } from "./characters.js";

/** What stood in the places of a template's placeholders. */
export interface Captures {
  /** Who acted; "me" for a word such as "You". */
  readonly actor?: Person;
  readonly subject?: Person;
  /** Name of a group. */
  readonly group?: string;
  /** Name of a file. */
  readonly file?: string;
}

/** The owner, or somebody by name. */
export type Person = { readonly me: true } | { readonly me: false; readonly name: string };

/** A phrase with placeholders, ready to be compared. */
export interface Template {
  /** Length of the words that must be there: of two templates that fit, the longer one is meant. */
  readonly weight: number;
  match(text: string): Captures | undefined;
}

type Slot = "a" | "b" | "g" | "f" | "x";

const PLACEHOLDER = /\{([abgfx])\}|\[([ab]):([^\]]*)\]/gu;

/** Compiles a phrase of the table. Matching looks at each character of the text a bounded number of times. */
export function compileTemplate(phrase: string): Template {
  const literals: string[] = [""];
  const slots: Slot[] = [];
  let actorIsMe = false;
  let subjectIsMe = false;
  let end = 0;
  for (const match of phrase.matchAll(PLACEHOLDER)) {
    const [all, slot, who, word = ""] = match;
    literals[literals.length - 1] += phrase.slice(end, match.index) + word;
    end = match.index + all.length;
    if (who === "a") actorIsMe = true;
    if (who === "b") subjectIsMe = true;
    if (slot !== undefined) {
      slots.push(slot as Slot);
      literals.push("");
    }
  }
  literals[literals.length - 1] += phrase.slice(end);
  const parts = literals.map(normalizePart);
  parts[parts.length - 1] = (parts.at(-1) as string).replace(/ ?\.$/u, "");
  return {
    weight: parts.reduce((sum, part) => sum + part.length, 0),
    match(text) {
      const found = split(text, parts, slots);
      if (found === undefined) return undefined;
      const named = captures(found, slots);
      return {
        ...named,
        ...(actorIsMe ? { actor: { me: true } as const } : {}),
        ...(subjectIsMe ? { subject: { me: true } as const } : {}),
      };
    },
  };
}

/** Like `comparable`, but spaces at the ends of a part belong to the phrase. */
function normalizePart(part: string): string {
  const [lead = ""] = /^\s*/u.exec(part) ?? [];
  if (lead.length === part.length) return part === "" ? "" : " ";
  const [tail = ""] = /\s*$/u.exec(part) ?? [];
  return (lead === "" ? "" : " ") + comparable(part) + (tail === "" ? "" : " ");
}

function split(text: string, parts: readonly string[], slots: readonly Slot[]): string[] | undefined {
  const [first = ""] = parts;
  if (slots.length === 0) return text === first ? [] : undefined;
  const last = parts.at(-1) as string;
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return undefined;
  const found: string[] = [];
  let at = first.length;
  for (let i = 0; i < slots.length; i++) {
    const least = slots[i] === "x" ? 0 : 1;
    const next = parts[i + 1] as string;
    const stop = i === slots.length - 1 ? text.length - last.length : text.indexOf(next, at + least);
    if (stop < at + least) return undefined;
    found.push(text.slice(at, stop));
    at = stop + next.length;
  }
  return found;
}

function captures(found: readonly string[], slots: readonly Slot[]): Captures {
  const value = (slot: Slot) => {
    const at = slots.indexOf(slot);
    return at < 0 ? undefined : found[at]?.trim();
  };
  const [a, b, g, f] = [value("a"), value("b"), value("g"), value("f")];
  return {
    ...(a === undefined ? {} : { actor: { me: false, name: a } as const }),
    ...(b === undefined ? {} : { subject: { me: false, name: b } as const }),
    ...(g === undefined ? {} : { group: g }),
    ...(f === undefined ? {} : { file: f }),
  };
}
