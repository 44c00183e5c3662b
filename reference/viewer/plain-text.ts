/** Messages in words: for the chat list, quotes, the search and `messages.txt`. */
import {
  AttachmentKind,
  type CallSummary,
  CallSummaryMedium,
  CallSummaryOutcome,
  type Message,
  type PollOption,
  type Text,
} from "../core/proto/types.js";
import { duration } from "./clock.js";
import { type Directory, personName } from "./directory.js";
import { systemText } from "./system-text.js";

const KINDS: Readonly<Record<number, string>> = {
  [AttachmentKind.PHOTO]: "Photo",
  [AttachmentKind.VIDEO]: "Video",
  [AttachmentKind.GIF]: "GIF",
  [AttachmentKind.VOICE_NOTE]: "Voice message",
  [AttachmentKind.AUDIO]: "Audio",
  [AttachmentKind.DOCUMENT]: "Document",
  [AttachmentKind.STICKER]: "Sticker",
  [AttachmentKind.IMAGE]: "Image",
};

/** "Photo", "Voice message" */
export function kindName(kind: number | undefined): string {
  return KINDS[kind ?? 0] ?? "File";
}

/** A text with its mentions written out: some apps store only a stand-in character there. */
export function plainText(directory: Directory, text: Text | null | undefined): string {
  const body = text?.body ?? "";
  let result = "";
  let end = 0;
  const mentions = [...(text?.mentions ?? [])].sort((a, b) => (a.start ?? 0) - (b.start ?? 0));
  for (const { start = 0, length = 0, contactId } of mentions) {
    if (start < end || body.slice(start, start + length) !== "\ufffc") continue;
    result += `${body.slice(end, start)}@${personName(directory, contactId)}`;
    end = start + length;
  }
  return result + body.slice(end);
}

/** "Missed video call", "Voice call, 4:05" */
export function callText(summary: CallSummary | null | undefined): string {
  const medium = summary?.medium === CallSummaryMedium.VIDEO ? "video call" : "voice call";
  const call = summary?.groupCall ? `group ${medium}` : medium;
  const outcome = {
    [CallSummaryOutcome.MISSED]: "Missed ",
    [CallSummaryOutcome.DECLINED]: "Declined ",
    [CallSummaryOutcome.CANCELED]: "Cancelled ",
  }[summary?.outcome ?? 0];
  const length = summary?.durationMs ? `, ${duration(summary.durationMs)}` : "";
  return outcome === undefined ? `${call[0]!.toUpperCase()}${call.slice(1)}${length}` : outcome + call + length;
}

function mediaText(directory: Directory, media: NonNullable<Message["media"]>): string {
  const attachments = media.attachments ?? [];
  const names = attachments.map((one) => (one.kind === AttachmentKind.DOCUMENT && one.fileName) || kindName(one.kind));
  const same = names.length > 1 && names.every((name) => name === names[0]);
  const files = same ? `${names.length} × ${names[0]}` : names.join(", ");
  const caption = plainText(directory, media.caption);
  return caption === "" ? files : `${files}: ${caption}`;
}

function joined(...parts: (string | undefined)[]): string {
  return parts.filter((part) => part).join(", ");
}

/** What a message says, in words. May have several lines. */
export function messageText(directory: Directory, message: Message): string {
  const { text, media, sticker, location, liveLocation, contactCards, poll, event, call, system, deleted, viewOnce } =
    message;
  if (text) return plainText(directory, text.text);
  if (media) return mediaText(directory, media);
  if (sticker) return sticker.emoji ? `Sticker ${sticker.emoji}` : "Sticker";
  if (location) return `Location: ${placeText(location.location)}`;
  if (liveLocation) return joined("Live location", plainText(directory, liveLocation.caption));
  if (contactCards) {
    const cards = (contactCards.cards ?? []).map((card) => joined(card.displayName, ...(card.phoneNumbers ?? [])));
    return `Contact: ${cards.join("\n")}`;
  }
  if (poll) {
    const options = (poll.options ?? []).map((option) => `• ${option.text} (${votesOf(option)})`);
    return `Poll: ${[poll.question, ...options].join("\n")}`;
  }
  if (event) return `${event.canceled ? "Cancelled event" : "Event"}: ${joined(event.title, event.description)}`;
  if (call) return callText(call.summary);
  if (system) return systemText(directory, message);
  if (deleted) return deletedText(directory, message);
  if (viewOnce) return `View-once ${kindName(viewOnce.kind).toLowerCase()}`;
  return "A message of a kind that this program does not know";
}

/** "Old bridge, Main Street 1, 46.94800, 7.44740" */
export function placeText(
  place: { name?: string; address?: string; latitude?: number; longitude?: number } | null | undefined,
): string {
  if (!place) return "unknown";
  return joined(place.name, place.address, coordinates(place));
}

/** Degrees with five decimals: a metre. */
export function coordinates(place: { latitude?: number; longitude?: number }): string {
  return `${(place.latitude ?? 0).toFixed(5)}, ${(place.longitude ?? 0).toFixed(5)}`;
}

/** "You deleted this message" */
export function deletedText(directory: Directory, { deleted, authorId }: Message): string {
  const by = deleted?.deletedBy;
  if (!by) return "This message was deleted";
  const whose = by === authorId || !authorId ? "this message" : `a message of ${personName(directory, authorId)}`;
  return `${personName(directory, by)} deleted ${whose}`;
}

/** Votes of known and unknown people together. */
export function votesOf({ voterIds = [], anonymousVotes = 0 }: PollOption): number {
  return voterIds.length + anonymousVotes;
}

/** Who reacted with what, the same reactions together. */
export function reactionsByEmoji({ reactions = [] }: Message): Map<string, string[]> {
  const byEmoji = new Map<string, string[]>();
  for (const { emoji = "", authorId = "" } of reactions) {
    const authors = byEmoji.get(emoji);
    if (authors === undefined) byEmoji.set(emoji, [authorId]);
    else authors.push(authorId);
  }
  return byEmoji;
}
