import { ar } from "./phrases/ar.js";
import { de } from "./phrases/de.js";
import { en } from "./phrases/en.js";
import { es } from "./phrases/es.js";
import { fr } from "./phrases/fr.js";
import { hi } from "./phrases/hi.js";
import { id } from "./phrases/id.js";
import { it } from "./phrases/it.js";
import { nl } from "./phrases/nl.js";
import { pt } from "./phrases/pt.js";
import { ru } from "./phrases/ru.js";
import { tr } from "./phrases/tr.js";

/** What an attachment that was left out is called; `media` is any of them. */
export type OmittedKind =
  | "media"
  | "image"
  | "video"
  | "videoNote"
  | "audio"
  | "gif"
  | "sticker"
  | "document"
  | "contact";

/** What the app itself says in a chat. `other`: recognised, of no kind of its own. */
export type SystemKind =
  | "encryption"
  | "groupCreated"
  | "memberAdded"
  | "memberRemoved"
  | "memberLeft"
  | "memberJoined"
  | "subjectChanged"
  | "avatarChanged"
  | "descriptionChanged"
  | "keyChanged"
  | "numberChanged"
  | "adminChanged"
  | "timerChanged"
  | "pinned"
  | "blocked"
  | "other";

/**
 * What one language of the app writes into an export.
 *
 * Placeholders: {x} anything, {f} a file name, {a} who acted, {b} to whom, {g} the name of a group. Words that mean the
 * owner stand in brackets: [a:You] acted, it happened [b:you]. Quotation marks, apostrophes, spaces and direction marks
 * of any kind match one another; a full stop at the end may be missing.
 */
export interface Phrases {
  /** Name of the exported file, without extension. */
  readonly titles?: readonly string[];
  /** Before and after noon, on 12-hour clocks. */
  readonly am?: readonly string[];
  readonly pm?: readonly string[];
  /** iPhone, between "<" and ">". */
  readonly attachedIos?: readonly string[];
  /** Android, in parentheses after the name of the file. */
  readonly attachedAndroid?: readonly string[];
  readonly omitted?: Partial<Record<OmittedKind, readonly string[]>>;
  readonly deleted?: readonly string[];
  readonly deletedByMe?: readonly string[];
  readonly deletedByAdmin?: readonly string[];
  /** At the end of an edited message. */
  readonly edited?: readonly string[];
  readonly viewOnce?: Partial<Record<"any" | "photo" | "video" | "voice", readonly string[]>>;
  readonly poll?: readonly string[];
  readonly option?: readonly string[];
  /** Before a link to a map. */
  readonly location?: readonly string[];
  readonly liveLocation?: readonly string[];
  readonly voiceCall?: readonly string[];
  readonly videoCall?: readonly string[];
  readonly missedVoiceCall?: readonly string[];
  readonly missedVideoCall?: readonly string[];
  readonly missedGroupVoiceCall?: readonly string[];
  readonly missedGroupVideoCall?: readonly string[];
  /** After the name of a call. */
  readonly noAnswer?: readonly string[];
  readonly callBack?: readonly string[];
  readonly answeredElsewhere?: readonly string[];
  /** Units of a duration. */
  readonly hours?: readonly string[];
  readonly minutes?: readonly string[];
  readonly seconds?: readonly string[];
  readonly system?: Partial<Record<SystemKind, readonly string[]>>;
  /** The owner, where a name would stand before a message. */
  readonly you?: readonly string[];
  /** Between two names of a list. */
  readonly and?: readonly string[];
}

/**
 * A language of the app. `seen`: stands in published exports of real chats, or in public programs that read such exports
 * in that language. `assumed`: made from `seen` by analogy or from the app's screens, not verified against an export.
 * A phrase that is wrong costs little: the line is kept as text.
 */
export interface Language {
  readonly code: string;
  readonly seen: Phrases;
  readonly assumed: Phrases;
}

/** Every language that the importer knows. Adding one: a file beside the others, and its name here. */
export const LANGUAGES: readonly Language[] = [en, es, pt, de, fr, it, nl, hi, id, ar, ru, tr];
