/** One of every kind of message, for tests of the viewer and the exports. */
import {
  AttachmentKind,
  CallSummaryMedium,
  CallSummaryOutcome,
  EventResponseAnswer,
  type Frame,
  GroupMemberRole,
  ReceiptStatus,
  SystemContentKind,
} from "../core/proto/types.js";
import { chatWithAlice } from "./viewer-sample-chat.js";
import { ALICE, attachment, BOB, conversation, DAY, NOOR, SAMPLE_START, SELF, say } from "./viewer-sample-kit.js";

const START = SAMPLE_START;

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
