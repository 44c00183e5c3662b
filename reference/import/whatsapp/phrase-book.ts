import { comparable } from "./characters.js";
import type { Meridiem } from "./header.js";
import { LANGUAGES, type Language, type OmittedKind, type Phrases, type SystemKind } from "./phrases.js";
import { type Captures, compileTemplate, type Template } from "./template.js";

/** What a whole message means that consists of one known phrase. */
export type Phrase =
  | { readonly what: "omitted"; readonly kind: OmittedKind }
  | { readonly what: "deleted"; readonly byMe: boolean }
  | { readonly what: "viewOnce"; readonly kind: "any" | "photo" | "video" | "voice" }
  | { readonly what: "liveLocation" }
  | CallPhrase;

/** The name of a call; `missed` says that nobody answered. */
export interface CallPhrase {
  readonly what: "call";
  readonly medium: "voice" | "video";
  readonly missed: boolean;
  readonly group: boolean;
}

/** Phrases of some languages, ready to be looked up. All words are in the form of {@link foldPhrase}. */
export interface PhraseBook {
  readonly exact: ReadonlyMap<string, Phrase>;
  readonly edited: ReadonlySet<string>;
  readonly attachedAndroid: ReadonlySet<string>;
  readonly attachedIos: readonly Template[];
  readonly deletedByAdmin: readonly Template[];
  readonly viewOnce: readonly Template[];
  readonly system: readonly { readonly kind: SystemKind; readonly template: Template }[];
  /** Those of `system` that are recognised even where somebody's editor dropped the direction marks. */
  readonly plainSystem: readonly { readonly kind: SystemKind; readonly template: Template }[];
  readonly poll: ReadonlySet<string>;
  readonly option: readonly string[];
  readonly location: ReadonlySet<string>;
  readonly unanswered: ReadonlySet<string>;
  readonly callBack: ReadonlySet<string>;
  readonly answered: ReadonlySet<string>;
  /** Milliseconds of a unit of time. */
  readonly units: ReadonlyMap<string, number>;
  readonly you: ReadonlySet<string>;
  readonly and: readonly string[];
}

let lastText = "";
let lastFolded = "";

/** The form in which whole phrases are compared: also without case and without a full stop at the end. */
export function foldPhrase(text: string): string {
  // One message is compared with several groups of phrases in turn.
  if (text === lastText) return lastFolded;
  lastFolded = comparable(text).replace(/ ?\.$/u, "").replace(/\.>$/u, ">").toLowerCase();
  lastText = text;
  return lastFolded;
}

/** All phrases of one kind in some languages, what is seen before what is assumed. */
export function collect<T>(languages: readonly Language[], pick: (phrases: Phrases) => readonly T[] | undefined): T[] {
  return languages.flatMap(({ seen, assumed }) => [...(pick(seen) ?? []), ...(pick(assumed) ?? [])]);
}

/** Makes a book of some languages. Where two give one phrase two meanings, the first language's counts. */
export function phraseBook(languages: readonly Language[]): PhraseBook {
  const all = <T>(pick: (phrases: Phrases) => readonly T[] | undefined) => collect(languages, pick);
  const words = (pick: (phrases: Phrases) => readonly string[] | undefined) => new Set(all(pick).map(foldPhrase));
  const templates = (pick: (phrases: Phrases) => readonly string[] | undefined) => all(pick).map(compileTemplate);
  const system = all((phrases) => Object.entries(phrases.system ?? {}) as [SystemKind, string[]][])
    .flatMap(([kind, list]) => list.map((phrase) => ({ kind, template: compileTemplate(phrase) })))
    .sort((a, b) => b.template.weight - a.template.weight);
  const units = new Map<string, number>();
  const addUnits = (ms: number, list: Iterable<string>) => {
    for (const word of list) if (!units.has(word)) units.set(word, ms);
  };
  addUnits(
    3_600_000,
    words((phrases) => phrases.hours),
  );
  addUnits(
    60_000,
    words((phrases) => phrases.minutes),
  );
  addUnits(
    1000,
    words((phrases) => phrases.seconds),
  );
  return {
    exact: exactPhrases(languages),
    edited: words((phrases) => phrases.edited),
    attachedAndroid: words((phrases) => phrases.attachedAndroid),
    attachedIos: templates((phrases) => phrases.attachedIos),
    deletedByAdmin: templates((phrases) => phrases.deletedByAdmin),
    viewOnce: templates((phrases) => phrases.viewOnce?.any?.filter((phrase) => phrase.includes("{"))),
    system,
    plainSystem: system.filter(({ kind }) => kind === "encryption" || kind === "keyChanged"),
    poll: words((phrases) => phrases.poll),
    option: [...words((phrases) => phrases.option)],
    location: words((phrases) => phrases.location),
    unanswered: words((phrases) => phrases.noAnswer),
    callBack: words((phrases) => phrases.callBack),
    answered: words((phrases) => phrases.answeredElsewhere),
    units,
    you: words((phrases) => phrases.you),
    and: all((phrases) => phrases.and),
  };
}

function exactPhrases(languages: readonly Language[]): Map<string, Phrase> {
  const exact = new Map<string, Phrase>();
  const add = (list: readonly string[] | undefined, phrase: Phrase) => {
    for (const text of list ?? []) {
      const key = foldPhrase(text);
      if (!exact.has(key)) exact.set(key, phrase);
    }
  };
  const call = (medium: "voice" | "video", missed: boolean, group: boolean): CallPhrase => {
    return { what: "call", medium, missed, group };
  };
  for (const phrases of languages.flatMap(({ seen, assumed }) => [seen, assumed])) {
    for (const [kind, list] of Object.entries(phrases.omitted ?? {})) {
      add(list, { what: "omitted", kind: kind as OmittedKind });
      add(
        list.map((text) => `<${text}>`),
        { what: "omitted", kind: kind as OmittedKind },
      );
    }
    add(phrases.deleted, { what: "deleted", byMe: false });
    add(phrases.deletedByMe, { what: "deleted", byMe: true });
    for (const kind of ["any", "photo", "video", "voice"] as const) {
      add(phrases.viewOnce?.[kind], { what: "viewOnce", kind });
    }
    add(phrases.liveLocation, { what: "liveLocation" });
    add(phrases.voiceCall, call("voice", false, false));
    add(phrases.videoCall, call("video", false, false));
    add(phrases.missedVoiceCall, call("voice", true, false));
    add(phrases.missedVideoCall, call("video", true, false));
    add(phrases.missedGroupVoiceCall, call("voice", true, true));
    add(phrases.missedGroupVideoCall, call("video", true, true));
  }
  return exact;
}

/** Notices list names, but not more than a person reads. */
const MAX_NOTICE = 4000;

/**
 * What the app says in a system line, or undefined if no template fits.
 *
 * @param plain - compare only with `plainSystem`
 */
export function matchSystem(
  book: PhraseBook,
  text: string,
  plain = false,
): { kind: SystemKind; captures: Captures } | undefined {
  if (text.length > MAX_NOTICE) return undefined;
  const line = comparable(text).replace(/ ?\.$/u, "");
  for (const { kind, template } of plain ? book.plainSystem : book.system) {
    const captures = template.match(line);
    if (captures !== undefined) return { kind, captures };
  }
  return undefined;
}

/** The words for the halves of the day, in all languages. */
export const meridiem: Meridiem = (() => {
  const fold = (word: string) => word.toLowerCase().replace(/[.\s]/gu, "");
  const am = new Set(collect(LANGUAGES, (phrases) => phrases.am).map(fold));
  const pm = new Set(collect(LANGUAGES, (phrases) => phrases.pm).map(fold));
  return (word) => {
    const folded = fold(word);
    return am.has(folded) ? "am" : pm.has(folded) ? "pm" : undefined;
  };
})();
