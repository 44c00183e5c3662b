import fc from "fast-check";
import * as proto from "../core/proto/types.js";
import { bytes, enumOf, few, id, maybeId, text, uint32, uint64 } from "./scalars.js";

// Every arbitrary gives values that `validateFrame` accepts. Every part that may be unset is unset now and then.

/** A record of which only some keys are always there. */
function message<T, K extends keyof T>(
  model: { [Key in keyof T]: fc.Arbitrary<T[Key]> },
  ...requiredKeys: K[]
): fc.Arbitrary<Partial<T> & Pick<T, K>> {
  return fc.record(model, { requiredKeys }) as fc.Arbitrary<Partial<T> & Pick<T, K>>;
}

const phones = () => few(text(64));

/** A reference to an object. */
export const reference = (): fc.Arbitrary<proto.ObjectReference> =>
  fc.record({
    id: bytes(32),
    key: bytes(32),
    length: fc.oneof(fc.nat(100_000), fc.constantFrom(0, 2 ** 40)),
    digest: bytes(32),
  });

/** A file, there or not. */
export const attachment = (): fc.Arbitrary<proto.Attachment> =>
  fc.oneof(
    message({ ...attachmentParts(), object: reference() }, "id", "object"),
    message({ ...attachmentParts(), missing: enumOf(proto.AttachmentMissing) }, "id"),
  );

const attachmentParts = () => ({
  id: id(),
  kind: enumOf(proto.AttachmentKind),
  mediaType: fc.oneof(fc.constantFrom("image/jpeg", "video/mp4"), text(256)),
  fileName: text(1024),
  width: uint32(),
  height: uint32(),
  durationMs: uint64(),
  thumbnail: reference(),
  waveform: fc.uint8Array({ maxLength: 1024 }),
});

/** Text with spans that split no surrogate pair. `mentioned` gives the ids of contacts. */
export function richText(mentioned: fc.Arbitrary<string> = id()): fc.Arbitrary<proto.Text> {
  return text(4096).chain((body) => {
    const places = [0];
    for (const character of body) places.push(places.at(-1)! + character.length);
    const span = fc
      .tuple(fc.nat(places.length - 1), fc.nat(places.length - 1))
      .map(([a, b]) => ({ start: places[Math.min(a, b)]!, length: Math.abs(places[a]! - places[b]!) }));
    const style = fc.tuple(span, enumOf(proto.TextStyleStyle)).map(([at, kind]) => ({ ...at, style: kind }));
    const mention = fc.tuple(span, mentioned).map(([at, contactId]) => ({ ...at, contactId }));
    return message({ body: fc.constant(body), styles: few(style), mentions: few(mention) }, "body");
  });
}

/** Ids for what a frame refers to; by default any. */
export interface Names {
  readonly contact: fc.Arbitrary<string>;
  readonly chat: fc.Arbitrary<string>;
  readonly group: fc.Arbitrary<string>;
}
const ANY: Names = { contact: id(), chat: id(), group: id() };
const orNone = (arbitrary: fc.Arbitrary<string>) => fc.oneof(fc.constant(""), arbitrary);

export const account = ({ contact }: Names = ANY): fc.Arbitrary<proto.Account> =>
  message(
    { selfContactId: contact, displayName: text(1024), phoneNumber: text(64), avatar: attachment(), about: text(4096) },
    "selfContactId",
  );

export const settings = (): fc.Arbitrary<proto.Settings> =>
  message({
    readReceipts: fc.boolean(),
    typingIndicators: fc.boolean(),
    linkPreviews: fc.boolean(),
    defaultExpireTimerMs: uint64(),
    preferredReactions: fc.array(text(64), { maxLength: 64 }),
  });

export const contact = (): fc.Arbitrary<proto.Contact> =>
  message(
    {
      id: id(),
      displayName: text(1024),
      profileName: text(1024),
      phoneNumbers: phones(),
      avatar: attachment(),
      blocked: fc.boolean(),
      about: text(4096),
    },
    "id",
  );

export const group = (names: Names = ANY): fc.Arbitrary<proto.Group> =>
  message(
    {
      id: id(),
      subject: text(1024),
      description: text(16_384),
      avatar: attachment(),
      createdAtMs: uint64(),
      createdBy: orNone(names.contact),
      members: few(
        message(
          { contactId: names.contact, role: enumOf(proto.GroupMemberRole), joinedAtMs: uint64(), leftAtMs: uint64() },
          "contactId",
        ),
      ),
      onlyAdminsWrite: fc.boolean(),
    },
    "id",
  );

export const stickerPack = (): fc.Arbitrary<proto.StickerPack> =>
  message(
    {
      id: id(),
      title: text(1024),
      publisher: text(1024),
      stickers: few(message({ image: attachment(), emoji: text(64) }, "image")),
    },
    "id",
  );

export function chat(names: Names = ANY): fc.Arbitrary<proto.Chat> {
  const parts = {
    id: id(),
    title: text(1024),
    archived: fc.boolean(),
    pinnedOrder: uint32(),
    mutedUntilMs: uint64(),
    markedUnread: fc.boolean(),
    unreadCount: uint32(),
    expireTimerMs: uint64(),
    wallpaper: attachment(),
    draft: richText(names.contact),
  };
  return fc.oneof(
    message({ ...parts, contactId: names.contact }, "id", "contactId"),
    message({ ...parts, groupId: names.group }, "id", "groupId"),
    message(parts, "id"),
  );
}

const location = (): fc.Arbitrary<proto.Location> =>
  message({
    // No -0: JSON has only one zero.
    latitude: degrees(90),
    longitude: degrees(180),
    name: text(1024),
    address: text(4096),
    accuracy: fc
      .oneof(fc.constantFrom(0, 5e-324, 100_000_000), fc.double({ min: 0, max: 100, noNaN: true }))
      .map((n) => n + 0),
  });

const degrees = (most: number) =>
  fc.oneof(fc.constantFrom(-most, most, 1e-7), fc.double({ min: -most, max: most, noNaN: true })).map((n) => n + 0);

const callSummary = (): fc.Arbitrary<proto.CallSummary> =>
  message({
    medium: enumOf(proto.CallSummaryMedium),
    outcome: enumOf(proto.CallSummaryOutcome),
    durationMs: uint64(),
    groupCall: fc.boolean(),
  });

const some = <T>(arbitrary: fc.Arbitrary<T>) => fc.array(arbitrary, { minLength: 1, maxLength: 4 });

/** One arbitrary for each kind of content of a message. */
export function contents({ contact: person }: Names = ANY) {
  return {
    text: message({
      text: richText(person),
      linkPreviews: few(
        message({ url: text(8192), title: text(1024), description: text(16_384), image: attachment() }),
      ),
    }),
    media: message({ attachments: some(attachment()), caption: richText(person) }, "attachments"),
    sticker: message({ image: attachment(), emoji: text(64), stickerPackId: maybeId() }, "image"),
    location: message({ location: location() }),
    liveLocation: message({ last: location(), endedAtMs: uint64(), caption: richText(person) }),
    contactCards: fc.record({
      cards: some(
        message({ displayName: text(1024), vcard: text(262_144), phoneNumbers: phones(), file: attachment() }),
      ),
    }),
    poll: message({
      question: text(4096),
      options: few(message({ text: text(4096), voterIds: few(id()), anonymousVotes: uint32() })),
      maxChoices: uint32(),
      endsAtMs: uint64(),
      closed: fc.boolean(),
    }),
    event: message({
      title: text(1024),
      description: text(16_384),
      startsAtMs: uint64(),
      endsAtMs: uint64(),
      location: location(),
      canceled: fc.boolean(),
      responses: few(message({ contactId: person, answer: enumOf(proto.EventResponseAnswer) }, "contactId")),
    }),
    call: message({ summary: callSummary() }),
    system: message({
      kind: enumOf(proto.SystemContentKind),
      text: text(16_384),
      actorId: maybeId(),
      subjectIds: few(id()),
    }),
    deleted: message({ deletedBy: maybeId(), deletedAtMs: uint64() }),
    viewOnce: message({ kind: enumOf(proto.AttachmentKind), viewed: fc.boolean() }),
  };
}

export function chatMessage(names: Names = ANY): fc.Arbitrary<proto.Message> {
  const parts = {
    id: id(),
    chatId: names.chat,
    authorId: orNone(names.contact),
    sentAtMs: uint64(),
    receivedAtMs: uint64().map((time) => time || 1),
    expiresAtMs: uint64(),
    expireTimerMs: uint64(),
    quote: message({
      messageId: maybeId(),
      authorId: maybeId(),
      text: richText(names.contact),
      attachmentKind: enumOf(proto.AttachmentKind),
    }),
    reactions: fc.uniqueArray(message({ authorId: id(), emoji: text(64), sentAtMs: uint64() }, "authorId"), {
      maxLength: 4,
      selector: ({ authorId }) => authorId,
    }),
    edits: few(message({ replacedAtMs: uint64(), text: richText(names.contact) })),
    editedAtMs: uint64(),
    edited: fc.boolean(),
    forward: message({ hops: uint32(), originalAuthor: text(1024) }),
    starred: fc.boolean(),
    pinnedUntilMs: uint64(),
    receipts: few(message({ contactId: maybeId(), status: enumOf(proto.ReceiptStatus), atMs: uint64() })),
  };
  const required = ["id", "chatId", "receivedAtMs"] as const;
  const kinds = Object.entries(contents(names)).map(([name, content]) =>
    fc.tuple(message(parts, ...required), content).map(([rest, said]): proto.Message => ({ ...rest, [name]: said })),
  );
  return fc.oneof(message(parts, ...required), ...kinds);
}

export const call = (names: Names = ANY): fc.Arbitrary<proto.Call> =>
  message(
    {
      id: id(),
      receivedAtMs: uint64().map((time) => time || 1),
      initiatorId: orNone(names.contact),
      participantIds: few(names.contact),
      chatId: orNone(names.chat),
      summary: callSummary(),
    },
    "id",
    "receivedAtMs",
  );

/** One arbitrary for each kind of frame, by the name of its item. */
export function frames(names: Names = ANY) {
  return {
    account: account(names).map((item): proto.Frame => ({ account: item })),
    settings: settings().map((item): proto.Frame => ({ settings: item })),
    contact: contact().map((item): proto.Frame => ({ contact: item })),
    group: group(names).map((item): proto.Frame => ({ group: item })),
    stickerPack: stickerPack().map((item): proto.Frame => ({ stickerPack: item })),
    chat: chat(names).map((item): proto.Frame => ({ chat: item })),
    message: chatMessage(names).map((item): proto.Frame => ({ message: item })),
    call: call(names).map((item): proto.Frame => ({ call: item })),
  };
}

/** Any frame. */
export const frame = (names: Names = ANY): fc.Arbitrary<proto.Frame> => {
  const { message: messages, ...others } = frames(names);
  return fc.oneof({ weight: 7, arbitrary: messages }, ...Object.values(others));
};

/** A frame of a kind that version 1.0 does not know. */
export const unknownFrame = (): fc.Arbitrary<proto.Frame> =>
  few(unknownField()).map((fields) => ({ $unknowns: [Uint8Array.of(0xf8, 0x07, 0), ...fields] }));

/** The bytes of a field whose number (100 to 115) no message uses. */
export const unknownField = (): fc.Arbitrary<Uint8Array> =>
  fc.oneof(
    fc.tuple(fc.nat(15), fc.nat(127)).map(([n, value]) => Uint8Array.of(...tag(100 + n, 0), value)),
    fc.tuple(fc.nat(15), bytes(8)).map(([n, value]) => Uint8Array.of(...tag(100 + n, 1), ...value)),
    fc
      .tuple(fc.nat(15), fc.uint8Array({ maxLength: 60 }))
      .map(([n, value]) => Uint8Array.of(...tag(100 + n, 2), value.length, ...value)),
    fc.tuple(fc.nat(15), bytes(4)).map(([n, value]) => Uint8Array.of(...tag(100 + n, 5), ...value)),
  );

function tag(number: number, wireType: number): number[] {
  const value = number * 8 + wireType;
  return [(value & 127) | 128, value >>> 7];
}
