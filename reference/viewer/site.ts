/** What all pages of one written folder share. */
import type { Clock } from "./clock.js";
import type { Directory } from "./directory.js";
import type { MediaStore } from "./media-store.js";
import type { Pictures } from "./pictures.js";
import type { SearchWriter } from "./search-pages.js";
import type { Sink } from "./sink.js";

/** Where a message stands. */
export interface MessagePlace {
  readonly path: string;
  readonly anchor: string;
}

export interface Site {
  readonly directory: Directory;
  readonly clock: Clock;
  readonly sink: Sink;
  readonly media: MediaStore;
  readonly pictures: Pictures;
  readonly search: SearchWriter;
  /** Most messages on one page of a chat. Asked for when all chats are known. */
  readonly pageLength: () => number;
  /** Messages that later ones may quote. */
  readonly placeOf: (messageId: string) => MessagePlace | undefined;
  readonly remember: (messageId: string, place: MessagePlace) => void;
}

/** Quotes are nearly always of recent messages; older ones are shown without a link, and memory stays bounded. */
const PLACES_KEPT = 50_000;

export function createPlaces(): Pick<Site, "placeOf" | "remember"> {
  // Two generations: deleting the oldest entry of one large Map again and again is slow.
  let recent = new Map<string, MessagePlace>();
  let former = new Map<string, MessagePlace>();
  return {
    placeOf: (messageId) => recent.get(messageId) ?? former.get(messageId),
    remember(messageId, place) {
      if (recent.size >= PLACES_KEPT) {
        former = recent;
        recent = new Map();
      }
      recent.set(messageId, place);
    },
  };
}
