/** A round trip with nothing but the core. core-alone.test.ts bundles it and runs it outside of Node. */
import {
  archiveStore,
  backup,
  bytesSource,
  chooseSnapshot,
  collect,
  createMemoryStore,
  createVault,
  defaultProvider,
  type Frame,
  forEachAttachment,
  frameToJson,
  generateRecoveryKey,
  nobleProvider,
  openArchive,
  openAttachment,
  openVault,
  packArchive,
  readFrames,
  secureRandomness,
  setDefaultProvider,
} from "../core/index.js";

const PHOTO = new Uint8Array(50_000).map((_, i) => i * 7);

const FRAMES: readonly Frame[] = [
  { account: { selfContactId: "me" } },
  { contact: { id: "me", displayName: "Sam" } },
  { chat: { id: "chat", title: "Notes" } },
  { message: { id: "1", chatId: "chat", authorId: "me", receivedAtMs: 1, text: { text: { body: "héllo 😀" } } } },
  {
    message: {
      id: "2",
      chatId: "chat",
      authorId: "me",
      receivedAtMs: 2,
      media: { attachments: [{ id: "p", kind: 1 }] },
    },
  },
];

const asText = (frame: Frame) => JSON.stringify(frameToJson(frame));

/** Backs up, packs an archive, restores from it, and says which provider did it. Throws if anything differs. */
export async function roundTrip(pure: boolean): Promise<string> {
  if (pure) setDefaultProvider(nobleProvider);
  const secret = { kind: "recovery-key", digits: generateRecoveryKey(secureRandomness) } as const;
  const store = createMemoryStore();
  const vault = await createVault(store, { slots: [{ secret }] });
  await backup(vault, {
    frames: FRAMES,
    openAttachment: async () => ({
      length: PHOTO.length,
      async *read() {
        yield PHOTO;
      },
    }),
  });
  const archive = await collect(packArchive(store));
  const restored = await openVault(archiveStore(await openArchive(bytesSource(archive))), secret);
  const frames: Frame[] = [];
  for await (const frame of readFrames(restored, await chooseSnapshot(restored))) frames.push(frame);
  const expected = FRAMES.map(asText);
  const photos: Promise<Uint8Array>[] = [];
  const found = frames.map((frame) => {
    forEachAttachment(frame, (attachment) => {
      photos.push(collect(openAttachment(restored, attachment)));
      // What the writer added; the digest is that of the bytes compared below.
      delete attachment.object;
    });
    return asText(frame);
  });
  if (JSON.stringify(found) !== JSON.stringify(expected)) throw new Error(`frames differ: ${found.join("\n")}`);
  const [photo = new Uint8Array(), ...others] = await Promise.all(photos);
  if (others.length > 0 || photo.length !== PHOTO.length || photo.some((byte, i) => byte !== PHOTO[i])) {
    throw new Error("the photo differs");
  }
  return defaultProvider().name;
}
