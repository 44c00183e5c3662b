/** A chat of two, with nearly every kind of message. */
import {
  AttachmentKind,
  AttachmentMissing,
  CallSummaryMedium,
  CallSummaryOutcome,
  ReceiptStatus,
  SystemContentKind,
} from "../core/proto/types.js";
import {
  ALICE,
  attachment,
  conversation,
  DAY,
  photo,
  read,
  reference,
  SAMPLE_START,
  SELF,
  type Spoken,
  STYLED,
  say,
} from "./viewer-sample-kit.js";

const START = SAMPLE_START;

export const chatWithAlice = conversation("chat-alice", START, [
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
    text: { text: STYLED },
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
