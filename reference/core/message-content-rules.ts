import { checkAttachment } from "./attachment-rules.js";
import { contentOf, countContents } from "./frame-kind.js";
import type {
  ContactCard,
  ContactCardContent,
  DeletedContent,
  EventContent,
  EventResponse,
  LinkPreview,
  LiveLocationContent,
  Location,
  LocationContent,
  MediaContent,
  Message,
  PollContent,
  PollOption,
  StickerContent,
  SystemContent,
  TextContent,
} from "./proto/types.js";
import {
  between,
  each,
  type Fault,
  id,
  ids,
  malformed,
  optional,
  optionalId,
  required,
  some,
  text,
  texts,
} from "./rule.js";
import { checkText } from "./text-rules.js";

const NAME_BYTES = 1024;
const PHRASE_BYTES = 4096;
const DESCRIPTION_BYTES = 16_384;
const MANY = 65_536;

/** What a message says. Spec: Content, Message. */
export function checkContent(value: Message): Fault | undefined {
  if (countContents(value) > 1) return malformed("content", "is more than one");
  switch (contentOf(value)) {
    case "text":
      return optional("text", value.text, checkTextContent);
    case "media":
      return optional("media", value.media, checkMedia);
    case "sticker":
      return optional("sticker", value.sticker, checkSticker);
    case "location":
      return optional("location", value.location, checkLocationContent);
    case "liveLocation":
      return optional("liveLocation", value.liveLocation, checkLiveLocation);
    case "contactCards":
      return optional("contactCards", value.contactCards, checkContactCards);
    case "poll":
      return optional("poll", value.poll, checkPoll);
    case "event":
      return optional("event", value.event, checkEvent);
    case "system":
      return optional("system", value.system, checkSystem);
    case "deleted":
      return optional("deleted", value.deleted, checkDeleted);
    // A call, a view-once placeholder and unknown content have nothing but numbers. [@oneof-unset] [@enum-unknown]
    default:
      return undefined;
  }
}

function checkTextContent(value: TextContent): Fault | undefined {
  return optional("text", value.text, checkText) ?? each("linkPreviews", value.linkPreviews, 16, checkLinkPreview);
}

function checkLinkPreview(value: LinkPreview): Fault | undefined {
  return (
    text("url", value.url, 8192) ??
    text("title", value.title, NAME_BYTES) ??
    text("description", value.description, DESCRIPTION_BYTES) ??
    optional("image", value.image, checkAttachment)
  );
}

function checkMedia(value: MediaContent): Fault | undefined {
  // [@media-nonempty]
  return some("attachments", value.attachments, 64, checkAttachment) ?? optional("caption", value.caption, checkText);
}

function checkSticker(value: StickerContent): Fault | undefined {
  // [@sticker-image]
  return (
    required("image", value.image, checkAttachment) ??
    text("emoji", value.emoji, 64) ??
    optionalId("stickerPackId", value.stickerPackId)
  );
}

function checkLocation(value: Location): Fault | undefined {
  return (
    between("latitude", value.latitude, -90, 90) ??
    between("longitude", value.longitude, -180, 180) ??
    text("name", value.name, NAME_BYTES) ??
    text("address", value.address, PHRASE_BYTES) ??
    between("accuracy", value.accuracy, 0, 100_000_000)
  );
}

function checkLocationContent(value: LocationContent): Fault | undefined {
  return optional("location", value.location, checkLocation);
}

function checkLiveLocation(value: LiveLocationContent): Fault | undefined {
  return optional("last", value.last, checkLocation) ?? optional("caption", value.caption, checkText);
}

function checkContactCards(value: ContactCardContent): Fault | undefined {
  // [@cards-nonempty]
  return some("cards", value.cards, 256, checkContactCard);
}

function checkContactCard(value: ContactCard): Fault | undefined {
  return (
    text("displayName", value.displayName, NAME_BYTES) ??
    text("vcard", value.vcard, 262_144) ??
    texts("phoneNumbers", value.phoneNumbers, 32, 64) ??
    optional("file", value.file, checkAttachment)
  );
}

function checkPoll(value: PollContent): Fault | undefined {
  return text("question", value.question, PHRASE_BYTES) ?? each("options", value.options, 128, checkPollOption);
}

function checkPollOption(value: PollOption): Fault | undefined {
  return text("text", value.text, PHRASE_BYTES) ?? ids("voterIds", value.voterIds, MANY);
}

function checkEvent(value: EventContent): Fault | undefined {
  return (
    text("title", value.title, NAME_BYTES) ??
    text("description", value.description, DESCRIPTION_BYTES) ??
    optional("location", value.location, checkLocation) ??
    each("responses", value.responses, MANY, checkEventResponse)
  );
}

function checkEventResponse(value: EventResponse): Fault | undefined {
  return id("contactId", value.contactId);
}

function checkSystem(value: SystemContent): Fault | undefined {
  return (
    text("text", value.text, DESCRIPTION_BYTES) ??
    optionalId("actorId", value.actorId) ??
    ids("subjectIds", value.subjectIds, MANY)
  );
}

function checkDeleted(value: DeletedContent): Fault | undefined {
  return optionalId("deletedBy", value.deletedBy);
}
