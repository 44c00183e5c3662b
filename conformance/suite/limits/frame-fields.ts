import type { Attachment, Frame, Message, Text } from "../../../reference/core/proto/codec.js";

const x = (length: number) => "x".repeat(length);
const many = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const say = (change: Message): Frame => ({
  message: { id: "m1", chatId: "c1", authorId: "me", receivedAtMs: 1, ...change },
});
const text = (value: Text) => say({ text: { text: value } });
const media = (change: Attachment) => say({ media: { attachments: [{ id: "a1", ...change }] } });
const contact = (change: object): Frame => ({ contact: { id: "friend", ...change } });
const location = (change: object) => say({ location: { location: change } });
const live = (last: object) => say({ liveLocation: { last } });

/** For each limit of a field of frames, frames in which fields are as large as given. */
export const FIELD_LIMITS: Readonly<Record<string, readonly ((n: number) => Frame)[]>> = {
  "display-name": [
    (n) => contact({ displayName: x(n) }),
    (n) => contact({ profileName: x(n) }),
    (n) => ({ account: { selfContactId: "me", displayName: x(n) } }),
    (n) => ({ group: { id: "g1", subject: x(n) } }),
    (n) => ({ stickerPack: { id: "p1", title: x(n) } }),
    (n) => ({ stickerPack: { id: "p1", publisher: x(n) } }),
    (n) => ({ chat: { id: "c1", title: x(n) } }),
    (n) => say({ text: { linkPreviews: [{ url: "u", title: x(n) }] } }),
    (n) => location({ name: x(n) }),
    (n) => live({ name: x(n) }),
    (n) => say({ event: { title: x(n) } }),
  ],
  "phone-number": [
    (n) => contact({ phoneNumbers: [x(n)] }),
    (n) => ({ account: { selfContactId: "me", phoneNumber: x(n) } }),
  ],
  "phone-numbers": [(n) => contact({ phoneNumbers: many(n, String) })],
  about: [(n) => contact({ about: x(n) }), (n) => ({ account: { selfContactId: "me", about: x(n) } })],
  description: [
    (n) => ({ group: { id: "g1", description: x(n) } }),
    (n) => say({ event: { title: "t", description: x(n) } }),
    (n) => say({ text: { linkPreviews: [{ url: "u", description: x(n) }] } }),
    (n) => say({ system: { text: x(n) } }),
  ],
  "preferred-reactions": [(n) => ({ settings: { preferredReactions: many(n, String) } })],
  "group-members": [(n) => ({ group: { id: "g1", members: many(n, (i) => ({ contactId: `${i}` })) } })],
  "pack-stickers": [(n) => ({ stickerPack: { id: "p1", stickers: many(n, (i) => ({ image: { id: `${i}` } })) } })],
  emoji: [
    (n) => say({ reactions: [{ authorId: "me", emoji: x(n) }] }),
    (n) => say({ sticker: { image: { id: "a1" }, emoji: x(n) } }),
    (n) => ({ settings: { preferredReactions: [x(n)] } }),
    (n) => ({ stickerPack: { id: "p1", stickers: [{ image: { id: "a1" }, emoji: x(n) }] } }),
  ],
  "text-body": [
    (n) => text({ body: x(n) }),
    (n) => say({ text: {}, edits: [{ text: { body: x(n) } }] }),
    (n) => say({ liveLocation: { caption: { body: x(n) } } }),
    (n) => say({ media: { attachments: [{ id: "a1" }], caption: { body: x(n) } } }),
  ],
  "text-styles": [(n) => text({ body: "a", styles: many(n, () => ({ length: 1, style: 1 })) })],
  "text-mentions": [(n) => text({ body: "a", mentions: many(n, () => ({ length: 1, contactId: "me" })) })],
  reactions: [(n) => say({ reactions: many(n, (i) => ({ authorId: `${i}`, emoji: "!" })) })],
  receipts: [(n) => say({ receipts: many(n, (i) => ({ contactId: `${i}` })) })],
  edits: [(n) => say({ edits: many(n, () => ({})) })],
  "link-previews": [(n) => say({ text: { linkPreviews: many(n, () => ({ url: "u" })) } })],
  address: [(n) => location({ address: x(n) })],
  latitude: [(n) => location({ latitude: n }), (n) => location({ latitude: -n }), (n) => live({ latitude: n })],
  longitude: [(n) => location({ longitude: n }), (n) => location({ longitude: -n })],
  accuracy: [(n) => location({ accuracy: n })],
  url: [(n) => say({ text: { linkPreviews: [{ url: x(n) }] } })],
  "media-attachments": [(n) => say({ media: { attachments: many(n, (i) => ({ id: `${i}` })) } })],
  "media-type": [(n) => media({ mediaType: x(n) })],
  "file-name": [(n) => media({ fileName: x(n) })],
  waveform: [(n) => media({ waveform: new Uint8Array(n) })],
  "contact-cards": [(n) => say({ contactCards: { cards: many(n, (i) => ({ displayName: `${i}` })) } })],
  vcard: [(n) => say({ contactCards: { cards: [{ vcard: x(n) }] } })],
  "poll-question": [(n) => say({ poll: { question: x(n) } }), (n) => say({ poll: { options: [{ text: x(n) }] } })],
  "poll-options": [(n) => say({ poll: { options: many(n, () => ({})) } })],
  "poll-voters": [(n) => say({ poll: { options: [{ voterIds: many(n, String) }] } })],
  "event-responses": [(n) => say({ event: { responses: many(n, (i) => ({ contactId: `${i}` })) } })],
  "call-participants": [(n) => ({ call: { id: "k1", receivedAtMs: 1, participantIds: many(n, String) } })],
  "system-subjects": [(n) => say({ system: { subjectIds: many(n, String) } })],
  "original-author": [(n) => say({ forward: { originalAuthor: x(n) } })],
};
