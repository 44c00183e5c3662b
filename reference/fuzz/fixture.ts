import { packArchive } from "../core/archive-write.js";
import { backup } from "../core/backup.js";
import { concat, utf8 } from "../core/bytes.js";
import { deviceState, encodeState } from "../core/device-state.js";
import { currentEpoch, type Epoch } from "../core/epochs.js";
import { sealMark } from "../core/mark.js";
import { markName } from "../core/names.js";
import { encodeFrame } from "../core/proto/codec.js";
import { AttachmentKind, type Frame, SystemContentKind } from "../core/proto/types.js";
import { seededRandomness } from "../core/randomness.js";
import { generateRecoveryKey } from "../core/recovery-key.js";
import { readSegmentContent } from "../core/segment-read.js";
import { collect, listFiles } from "../core/store.js";
import { createMemoryStore } from "../core/store-memory.js";
import type { Vault } from "../core/vault.js";
import { createVault } from "../core/vault-create.js";
import { nodeProvider as provider } from "../node/provider-node.js";

/** 2026-01-15. */
const NOW = 1_768_435_200_000;

/** A few frames of different kinds: something for a mutation to hit. */
const FRAMES: readonly Frame[] = [
  { account: { selfContactId: "me", displayName: "Sam" } },
  { settings: { readReceipts: true, preferredReactions: ["👍"] } },
  { contact: { id: "friend", displayName: "Ana", phoneNumbers: ["+447700900001"] } },
  { contact: { id: "me" } },
  { group: { id: "group", subject: "Walks", members: [{ contactId: "friend", role: 2 }, { contactId: "me" }] } },
  { chat: { id: "chat", groupId: "group", pinnedOrder: 1 } },
  {
    message: {
      id: "1",
      chatId: "chat",
      authorId: "friend",
      sentAtMs: NOW - 9000,
      receivedAtMs: NOW - 8000,
      reactions: [{ authorId: "me", emoji: "👍", sentAtMs: NOW }],
      text: { text: { body: "Hello 😀 world", styles: [{ start: 0, length: 5, style: 1 }] } },
    },
  },
  {
    message: {
      id: "2",
      chatId: "chat",
      authorId: "me",
      receivedAtMs: NOW - 7000,
      quote: { messageId: "1", authorId: "friend", text: { body: "Hello" } },
      media: {
        attachments: [{ id: "photo", kind: AttachmentKind.PHOTO, mediaType: "image/jpeg", fileName: "a.jpg" }],
        caption: { body: "look" },
      },
    },
  },
  {
    message: {
      id: "3",
      chatId: "chat",
      receivedAtMs: NOW - 6000,
      system: { kind: SystemContentKind.MEMBER_ADDED, text: "Ana added you", subjectIds: ["me"] },
    },
  },
  {
    message: {
      id: "4",
      chatId: "chat",
      authorId: "friend",
      receivedAtMs: NOW - 5000,
      poll: { question: "When?", options: [{ text: "Now", voterIds: ["me"] }, { text: "Later" }] },
    },
  },
  {
    message: {
      id: "5",
      chatId: "chat",
      authorId: "me",
      receivedAtMs: NOW - 4000,
      location: { location: { latitude: 52.5, longitude: 13.4, name: "Here" } },
    },
  },
];

/** A small vault, and the files and contents in it that decoders are given. */
export interface Fixture {
  readonly vault: Vault;
  readonly epoch: Epoch;
  readonly digits: string;
  readonly header: Uint8Array;
  readonly snapshot: Uint8Array;
  readonly mark: Uint8Array;
  readonly archive: Uint8Array;
  readonly deviceState: Uint8Array;
  readonly segments: readonly Uint8Array[];
  readonly frames: readonly Uint8Array[];
}

/** Makes the vault. It is the same every time. */
export async function createFixture(): Promise<Fixture> {
  const randomness = seededRandomness(new Uint8Array(32).fill(1));
  const digits = generateRecoveryKey(randomness);
  const store = createMemoryStore();
  const slots = [{ secret: { kind: "recovery-key", digits }, label: "paper" }] as const;
  const vault = await createVault(store, { slots, provider, randomness, now: NOW, writerName: "phone" });
  const picture = utf8("not really a picture");
  await backup(vault, {
    frames: FRAMES,
    openAttachment: async () => ({
      length: picture.length,
      async *read() {
        yield picture;
      },
    }),
    now: NOW,
  });
  const epoch = currentEpoch(vault);
  const mark = { number: 1, epoch: 1, writerId: vault.writerId!, createdAtMs: NOW, objectIds: [new Uint8Array(32)] };
  const read = async (folder: string) => (await store.get((await listFiles(store, folder))[0]!.name))!;
  return {
    vault,
    epoch,
    digits,
    header: await read("headers/"),
    snapshot: await read("snapshots/"),
    mark: await sealMark(provider, epoch.keys, vault.vaultId, mark, () => randomness(`salt/${markName(1)}`, 24)),
    archive: concat(await collect(packArchive(store, { provider }))),
    deviceState: encodeState(deviceState(vault)!),
    segments: await Promise.all(vault.latest!.snapshot.segments.map((segment) => readSegmentContent(vault, segment))),
    frames: FRAMES.map(encodeFrame),
  };
}
