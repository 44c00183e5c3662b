/** One of every kind of message, for tests of the viewer and the exports. */
import { crc32, deflateSync } from "node:zlib";
import {
  type Attachment,
  AttachmentKind,
  AttachmentMissing,
  CallSummaryMedium,
  CallSummaryOutcome,
  EventResponseAnswer,
  type Frame,
  GroupMemberRole,
  type Message,
  ReceiptStatus,
  SystemContentKind,
  TextStyleStyle,
} from "../core/proto/types.js";

const DAY = 86_400_000;
/** Monday, 4 March 2024, 08:00 UTC */
export const SAMPLE_START = Date.UTC(2024, 2, 4, 8);

export const SELF = "contact-self";
export const ALICE = "contact-alice";
export const BOB = "contact-bob";
export const NOOR = "contact-noor";

/** A PNG of one smooth colour gradient. */
export function gradientPng(width: number, height: number, hue: number): Uint8Array {
  const rows = Buffer.alloc(height * (1 + width * 3));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * (1 + width * 3) + 1 + x * 3;
      for (let channel = 0; channel < 3; channel++) {
        const wave = Math.sin((hue + channel * 120) * (Math.PI / 180) + x / width + (2 * y) / height);
        rows[at + channel] = Math.round(140 + 90 * wave);
      }
    }
  }
  const chunk = (type: string, data: Uint8Array) => {
    const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
    const head = Buffer.alloc(4);
    const tail = Buffer.alloc(4);
    head.writeUInt32BE(data.length);
    tail.writeUInt32BE(crc32(body));
    return Buffer.concat([head, body, tail]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const parts = [chunk("IHDR", header), chunk("IDAT", deflateSync(rows)), chunk("IEND", new Uint8Array())];
  return new Uint8Array(Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), ...parts]));
}

let attachments = 0;

function reference(number: number) {
  return { length: 1, digest: new Uint8Array(32).fill(number) };
}

export function attachment(kind: number, more: Attachment = {}): Attachment {
  attachments++;
  return { id: `attachment-${attachments}`, kind, object: reference(attachments), ...more };
}

const photo = (more: Attachment = {}) =>
  attachment(AttachmentKind.PHOTO, { mediaType: "image/png", width: 1600, height: 1200, ...more });

/** Bytes for an attachment of the sample; each kind has a plausible file. */
export async function openSampleMedia({
  id = "",
  kind,
  mediaType,
  fileName,
}: Attachment): Promise<AsyncIterable<Uint8Array>> {
  if (fileName === "damaged.jpg") throw Object.assign(new Error("the photo is damaged"), { code: "object.auth" });
  const isPicture = mediaType?.startsWith("image/") || kind === AttachmentKind.PHOTO;
  const hue = [...id].reduce((sum, letter) => sum * 7 + letter.charCodeAt(0), 0) % 360;
  const bytes = isPicture ? gradientPng(160, 120, hue) : new TextEncoder().encode(`bytes of ${id}\n`);
  return (async function* () {
    yield bytes;
  })();
}

interface Spoken extends Omit<Message, "id" | "chatId" | "authorId"> {
  readonly by?: string;
  readonly after?: number;
}

let messages = 0;

/** Messages of one chat, some minutes apart. */
export function conversation(chatId: string, start: number, spoken: readonly Spoken[]): Frame[] {
  let time = start;
  return spoken.map(({ by = "", after = 60_000, ...message }) => {
    time += after;
    messages++;
    return {
      message: { id: `message-${messages}`, chatId, authorId: by, sentAtMs: time, receivedAtMs: time, ...message },
    };
  });
}

export const say = (by: string, body: string, more: Spoken = {}): Spoken => ({ by, text: { text: { body } }, ...more });

function read(atMs: number, ...contactIds: string[]) {
  return contactIds.map((contactId) => ({ contactId, status: ReceiptStatus.READ, atMs }));
}

const START = SAMPLE_START;

const styled =
  "Bold, italic, struck, mono, a spoiler.\nA quotation\nand a list:\none\ntwo\nBye @Bob, see https://example.org/path?a=1&b=2";
const at = (word: string) => ({ start: styled.indexOf(word), length: word.length });

const chatWithAlice = conversation("chat-alice", START, [
  { system: { kind: SystemContentKind.ENCRYPTION_NOTICE } },
  say(ALICE, "Good morning! Did you get home safely? 🙂"),
  say(SELF, "Yes, the night train was on time for once", { receipts: read(START + 200_000, ALICE) }),
  say(SELF, "Here is the view from my window this morning:", { receipts: read(START + 200_000, ALICE) }),
  {
    by: SELF,
    media: { attachments: [photo({ fileName: "IMG_0042.png" })], caption: { body: "Snow on the hills again" } },
    receipts: read(START + 300_000, ALICE),
    reactions: [{ authorId: ALICE, emoji: "😍" }],
    id: "message-view",
  } as Spoken,
  say(ALICE, "Beautiful!", {
    quote: {
      messageId: "message-view",
      authorId: SELF,
      text: { body: "Snow on the hills again" },
      attachmentKind: AttachmentKind.PHOTO,
    },
  }),
  say(ALICE, "❤️🏔️"),
  {
    by: ALICE,
    media: {
      attachments: [
        attachment(AttachmentKind.VOICE_NOTE, {
          mediaType: "audio/ogg; codecs=opus",
          durationMs: 23_400,
          waveform: Uint8Array.from({ length: 64 }, (_, index) =>
            Math.round(50 + 45 * Math.sin(index / 3) * Math.cos(index / 11)),
          ),
        }),
      ],
    },
  },
  {
    by: SELF,
    media: { attachments: [photo(), photo(), photo()] },
    receipts: [{ contactId: ALICE, status: ReceiptStatus.DELIVERED, atMs: START + 700_000 }],
  },
  {
    by: ALICE,
    media: {
      attachments: [
        attachment(AttachmentKind.VIDEO, {
          mediaType: "video/mp4",
          width: 1280,
          height: 720,
          durationMs: 12_000,
          thumbnail: reference(200),
        }),
      ],
    },
  },
  {
    by: ALICE,
    media: { attachments: [attachment(AttachmentKind.GIF, { mediaType: "video/mp4", width: 320, height: 240 })] },
  },
  { by: ALICE, sticker: { image: attachment(AttachmentKind.STICKER, { mediaType: "image/png" }), emoji: "🎉" } },
  {
    by: ALICE,
    media: {
      attachments: [
        attachment(AttachmentKind.DOCUMENT, { mediaType: "application/pdf", fileName: "Tickets for Saturday.pdf" }),
        attachment(AttachmentKind.DOCUMENT, { mediaType: "text/html", fileName: "page.html" }),
      ],
      caption: { body: "Tickets, and the page where I found them" },
    },
  },
  {
    by: SELF,
    media: {
      attachments: [
        attachment(AttachmentKind.AUDIO, { mediaType: "audio/mpeg", fileName: "Song.mp3", durationMs: 214_000 }),
      ],
    },
  },
  {
    by: ALICE,
    after: DAY,
    text: {
      text: {
        body: styled,
        styles: [
          { ...at("Bold"), style: TextStyleStyle.BOLD },
          { ...at("italic"), style: TextStyleStyle.ITALIC },
          { ...at("struck"), style: TextStyleStyle.STRIKETHROUGH },
          { ...at("mono"), style: TextStyleStyle.MONOSPACE },
          { ...at("spoiler"), style: TextStyleStyle.SPOILER },
          { ...at("A quotation"), style: TextStyleStyle.QUOTE_BLOCK },
          { ...at("one\ntwo"), style: TextStyleStyle.LIST },
        ],
        mentions: [{ ...at("@Bob"), contactId: BOB }],
      },
    },
  },
  {
    by: SELF,
    text: {
      text: { body: "Read this: https://example.com/article" },
      linkPreviews: [
        {
          url: "https://example.com/article",
          title: "How mountains keep their snow",
          description: "A long read about glaciers, shade and the memory of ice.",
          image: attachment(AttachmentKind.IMAGE, { mediaType: "image/png" }),
        },
      ],
    },
    receipts: [{ contactId: ALICE, status: ReceiptStatus.SENT }],
  },
  say(SELF, "Let us meet at seven", {
    edited: true,
    editedAtMs: START + DAY + 900_000,
    edits: [{ replacedAtMs: START + DAY + 900_000, text: { body: "Let us meet at six" } }],
    starred: true,
    receipts: read(START + DAY + 950_000, ALICE),
  }),
  {
    by: ALICE,
    location: {
      location: { latitude: 46.94798, longitude: 7.44743, name: "Old bridge", address: "River Street 1", accuracy: 12 },
    },
  },
  {
    by: ALICE,
    liveLocation: {
      last: { latitude: 46.95, longitude: 7.44 },
      endedAtMs: START + DAY + 4_000_000,
      caption: { body: "On my way" },
    },
  },
  {
    by: SELF,
    contactCards: {
      cards: [
        {
          displayName: "Dr Example",
          phoneNumbers: ["+41 31 000 00 00"],
          vcard: "BEGIN:VCARD\nVERSION:3.0\nFN:Dr Example\nEND:VCARD\n",
        },
      ],
    },
    receipts: [{ contactId: ALICE, status: ReceiptStatus.PENDING }],
  },
  say(ALICE, "Passed on from somebody else", { forward: { hops: 7, originalAuthor: "A newspaper" } }),
  {
    by: ALICE,
    call: { summary: { medium: CallSummaryMedium.VIDEO, outcome: CallSummaryOutcome.ANSWERED, durationMs: 754_000 } },
  },
  { by: ALICE, call: { summary: { medium: CallSummaryMedium.VOICE, outcome: CallSummaryOutcome.MISSED } } },
  { by: ALICE, deleted: { deletedBy: ALICE, deletedAtMs: START + DAY } },
  { by: ALICE, viewOnce: { kind: AttachmentKind.PHOTO, viewed: true } },
  { by: ALICE, media: { attachments: [photo({ object: null, missing: AttachmentMissing.OMITTED })] } },
  {
    by: ALICE,
    media: { attachments: [photo({ object: null, missing: AttachmentMissing.LOST, thumbnail: reference(201) })] },
  },
  {
    by: ALICE,
    media: {
      attachments: [
        attachment(AttachmentKind.VIDEO, {
          object: null,
          missing: AttachmentMissing.EXCLUDED,
          fileName: "holiday.mov",
        }),
      ],
    },
  },
  { by: ALICE, media: { attachments: [photo({ fileName: "damaged.jpg" })] } },
  say(ALICE, "This one disappears", { expireTimerMs: 7 * DAY, expiresAtMs: START + 9 * DAY }),
  say(SELF, "Could not be sent", { receipts: [{ contactId: ALICE, status: ReceiptStatus.FAILED }] }),
  { by: ALICE },
  say(SELF, "مرحبا، كيف حالك اليوم؟ نلتقي في السابعة عند الجسر القديم، أو نذهب إلى المقهى القريب من المحطة", {
    receipts: read(START + DAY, ALICE),
  }),
  say(ALICE, "שלום! מחר ב־7 זה מצוין 👍"),
]);

const chatWithGroup = conversation("chat-hikers", START + 3 * DAY, [
  { system: { kind: SystemContentKind.GROUP_CREATED, actorId: ALICE } },
  { system: { kind: SystemContentKind.MEMBER_ADDED, actorId: ALICE, subjectIds: [SELF, BOB, NOOR] } },
  say(ALICE, "Welcome everyone! Where shall we go on Sunday?", { pinnedUntilMs: START + 90 * DAY }),
  say(BOB, "Somewhere with a hut and soup 🍲", {
    reactions: [
      { authorId: ALICE, emoji: "😂" },
      { authorId: SELF, emoji: "😂" },
      { authorId: NOOR, emoji: "👍" },
    ],
  }),
  say(BOB, "And not before nine"),
  {
    by: NOOR,
    poll: {
      question: "Where to?",
      maxChoices: 1,
      closed: true,
      options: [
        { text: "The lake", voterIds: [ALICE, SELF, NOOR] },
        { text: "The long ridge", voterIds: [BOB] },
        { text: "Stay in bed" },
      ],
    },
  },
  {
    by: ALICE,
    event: {
      title: "Hike to the lake",
      description: "Meet at the station, platform 3. Details: https://example.org/lake",
      startsAtMs: START + 6 * DAY,
      endsAtMs: START + 6 * DAY + 8 * 3_600_000,
      location: { latitude: 46.6, longitude: 7.8, name: "The lake" },
      responses: [
        { contactId: ALICE, answer: EventResponseAnswer.GOING },
        { contactId: SELF, answer: EventResponseAnswer.GOING },
        { contactId: BOB, answer: EventResponseAnswer.MAYBE },
      ],
    },
  },
  say(SELF, "I am in! @\ufffc brings the soup", {
    text: { text: { body: "I am in! \ufffc brings the soup", mentions: [{ start: 9, length: 1, contactId: BOB }] } },
    receipts: [
      { contactId: ALICE, status: ReceiptStatus.READ, atMs: START + 4 * DAY },
      { contactId: BOB, status: ReceiptStatus.DELIVERED, atMs: START + 4 * DAY },
      { contactId: NOOR, status: ReceiptStatus.READ },
    ],
  }),
  say(BOB, "Deal", { quote: { authorId: SELF, text: { body: "brings the soup" }, messageId: "not-in-the-backup" } }),
  { system: { kind: SystemContentKind.MEMBER_LEFT, actorId: NOOR } },
  { deleted: { deletedBy: ALICE }, by: BOB },
]);

const notes = conversation("chat-notes", START + 2 * DAY, [say(SELF, "Buy soup"), say(SELF, "🥣")]);

const portrait = attachment(AttachmentKind.IMAGE, { mediaType: "image/png" });

/** All frames, in the order of a backup. */
export function sampleFrames(): Frame[] {
  const timeline = [...chatWithAlice, ...chatWithGroup, ...notes];
  const calls: Frame[] = [
    {
      call: {
        id: "call-1",
        receivedAtMs: START + 50_000,
        initiatorId: SELF,
        participantIds: [ALICE],
        summary: { medium: CallSummaryMedium.VIDEO, outcome: CallSummaryOutcome.ANSWERED, durationMs: 65_000 },
      },
    },
    {
      call: {
        id: "call-2",
        receivedAtMs: START + 2 * DAY,
        initiatorId: BOB,
        summary: { outcome: CallSummaryOutcome.MISSED },
      },
    },
  ];
  const time = ({ message, call }: Frame) => message?.receivedAtMs ?? call?.receivedAtMs ?? 0;
  return [
    { account: { selfContactId: SELF, displayName: "Sam Sample", phoneNumber: "+41000000000" } },
    {
      contact: {
        id: ALICE,
        displayName: "Alice",
        phoneNumbers: ["+41 00 000 00 01"],
        about: "On the mountain",
        avatar: portrait,
      },
    },
    { contact: { id: BOB, profileName: "Bob Builder", phoneNumbers: ["+41 00 000 00 02"] } },
    { contact: { id: NOOR, displayName: "نور" } },
    { contact: { id: SELF, displayName: "Sam Sample" } },
    {
      group: {
        id: "group-hikers",
        subject: "Sunday hikers 🥾",
        description: "Every other Sunday, if it does not rain. Plans: https://example.org/plans",
        createdAtMs: START + 3 * DAY,
        createdBy: ALICE,
        members: [
          { contactId: ALICE, role: GroupMemberRole.ADMIN },
          { contactId: BOB, role: GroupMemberRole.MEMBER },
          { contactId: SELF, role: GroupMemberRole.MEMBER },
          { contactId: NOOR, leftAtMs: START + 4 * DAY },
        ],
      },
    },
    { chat: { id: "chat-alice", contactId: ALICE, pinnedOrder: 1 } },
    { chat: { id: "chat-archived", contactId: BOB, archived: true } },
    {
      chat: {
        id: "chat-hikers",
        groupId: "group-hikers",
        unreadCount: 3,
        mutedUntilMs: Number.MAX_SAFE_INTEGER,
        draft: { body: "I will bring" },
      },
    },
    { chat: { id: "chat-notes", contactId: SELF } },
    ...[...timeline, ...calls].sort((a, b) => time(a) - time(b)),
  ];
}
