import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesFor } from "../arbitraries/bytes-for.js";
import { backup } from "../core/backup.js";
import { deviceState, encodeState } from "../core/device-state.js";
import { AttachmentKind, type Message } from "../core/proto/types.js";
import { forget, prune } from "../core/prune.js";
import { rotate } from "../core/slots.js";
import { createMemoryStore } from "../core/store-memory.js";
import type { Vault } from "../core/vault.js";
import { decryptAll, findIn, unreferenced } from "./life-decrypt.js";
import { type Act, day, framesOf, happen, inputOfPhone, newPhone, type Phone, past } from "./life-history.js";
import { allFrames, DAY, makeVault, NOW, recoverySlot } from "./vault-helpers.js";

/** A text that stands nowhere else. */
const words = (what: string) => `the ${what} that nobody should find`;
const bytes = (what: string) => bytesFor(words(what), 20_000);
/** Of a file, what a search would find even if only a part were left. */
const parts = (what: string) => [bytes(what).subarray(0, 40), bytes(what).subarray(-40)];
const at = NOW - 100 * DAY;

/** Messages of all kinds that hold something. Each word of theirs, and each file, is looked for. */
function secrets(more: Partial<Message> = {}): Message[] {
  const attachment = (id: string, kind: number = AttachmentKind.PHOTO) => ({
    id: words(`attachment ${id}`),
    kind,
    mediaType: `image/${id}-${id}`,
    fileName: words(`name ${id}`),
    waveform: bytesFor(`waveform ${id}`, 64),
  });
  const text = (what: string) => ({ body: words(what) });
  const contents: Partial<Message>[] = [
    {
      text: {
        text: text("text"),
        linkPreviews: [
          { url: words("link"), title: words("title"), description: words("site"), image: attachment("link") },
        ],
      },
      edits: [{ replacedAtMs: at, text: text("edit") }],
      quote: { messageId: words("quoted id"), authorId: "friend", text: text("quote") },
    },
    {
      media: {
        attachments: [attachment("photo"), attachment("video", AttachmentKind.VIDEO)],
        caption: text("caption"),
      },
      forward: { originalAuthor: words("author") },
      receipts: [{ contactId: words("receipt") }],
    },
    { sticker: { image: attachment("sticker", AttachmentKind.STICKER), stickerPackId: words("pack") } },
    { location: { location: { latitude: 1, longitude: 2, name: words("place"), address: words("address") } } },
    { contactCards: { cards: [{ displayName: words("card"), vcard: words("vcard"), file: attachment("card") }] } },
    { poll: { question: words("question"), options: [{ text: words("option"), voterIds: [words("voter")] }] } },
    { event: { title: words("event"), description: words("plan") } },
  ];
  return contents.map((content, index) => ({
    ...content,
    ...more,
    id: words(`message ${index}`),
    chatId: "chat",
    authorId: "friend",
    receivedAtMs: at + index,
    reactions: [{ authorId: words(`reaction ${index}`), emoji: `🗝${index}` }],
  }));
}

/** Every text and every piece of a file of the messages. */
function needlesOf(messages: readonly Message[], phone: Phone): (string | Uint8Array)[] {
  const found: (string | Uint8Array)[] = [];
  const walk = (value: unknown): void => {
    if (typeof value === "string" && (value.startsWith("the ") || /[-🗝]/u.test(value))) found.push(value);
    else if (value instanceof Uint8Array) found.push(value);
    else if (typeof value === "object" && value !== null) for (const item of Object.values(value)) walk(item);
  };
  walk(messages);
  const ids = found.filter((needle): needle is string => typeof needle === "string" && phone.contents.has(needle));
  return [...found, ...ids.flatMap((id) => parts(id)), ...ids.flatMap((id) => parts(`preview of ${id}`))];
}

/** Puts messages on the phone, with their files and previews. */
function addTo(phone: Phone, messages: readonly Message[]): void {
  for (const message of messages) phone.messages.set(message.id!, message);
  const attachments = JSON.stringify(messages).match(/the attachment [a-z]+ that nobody should find/g) ?? [];
  for (const id of attachments) {
    phone.contents.set(id, bytes(id));
    phone.thumbnails.set(id, bytes(`preview of ${id}`));
  }
}

/** Long texts only make the search long. */
const briefly = (act: Act): Act => (act.do === "text" ? { ...act, length: act.length % 300 } : act);

const save = (vault: Vault, phone: Phone, now: number) => backup(vault, { ...inputOfPhone(phone), now });

async function forgetAndPrune(vault: Vault): Promise<void> {
  const { sequence } = vault.latest!;
  await forget(
    vault,
    Array.from({ length: sequence - 1 }, (_, index) => index + 1),
  );
  await prune(vault, { now: NOW + 50 * DAY });
  await prune(vault, { now: NOW + 60 * DAY });
}

/** Ways in which messages go. */
const WAYS = ["deleted", "expired", "replaced", "cleared"] as const;

describe("a message that is gone from the device", () => {
  it.each(WAYS)(
    "(%s) is gone from the next backup, and after forget and prune from the store",
    async (way) => {
      await fc.assert(
        fc.asyncProperty(
          past,
          fc.array(day, { minLength: 1, maxLength: 3 }),
          fc.boolean(),
          async (before, days, rotates) => {
            const messages = secrets(way === "expired" ? { expireTimerMs: 90 * DAY, expiresAtMs: NOW + 5 * DAY } : {});
            const phone = newPhone();
            for (const act of before) happen(phone, briefly(act));
            addTo(phone, messages);
            const needles = needlesOf(messages, phone).filter(
              (needle) => way !== "replaced" || !/^the message \d/.test(String(needle)),
            );
            const ids = new Set(messages.map(({ id }) => id));
            const store = createMemoryStore();
            const vault = await makeVault(store, [recoverySlot]);
            await save(vault, phone, NOW);
            const all = await decryptAll(vault);
            for (const needle of needles) expect(findIn(all, [needle])).not.toEqual([]);

            for (const [index, acts] of days.entries()) {
              // Of these messages, no other may keep anything.
              for (const act of acts)
                if (act.do !== "edit" && act.do !== "react" && act.do !== "undelete") happen(phone, briefly(act));
              if (index > 0) continue;
              if (way === "deleted") for (const id of ids) phone.messages.delete(id!);
              if (way === "cleared") phone.messages.clear();
              if (way === "replaced") {
                for (const { id, chatId, receivedAtMs } of messages) {
                  phone.messages.set(id!, { id: id!, chatId: chatId!, receivedAtMs: receivedAtMs!, deleted: {} });
                }
              }
              if (rotates) await rotate(vault, { now: NOW + DAY });
              const { snapshot } = await save(vault, phone, NOW + 6 * DAY);
              const restored = await allFrames(vault, snapshot.sequence);
              const left = restored.filter(({ message }) => ids.has(message?.id) && message?.deleted == null);
              expect(left).toEqual([]);
              // It is still in the store, for the older snapshot.
              expect(findIn(await decryptAll(vault), needles)).not.toEqual([]);
            }
            await save(vault, phone, NOW + 8 * DAY);
            await forgetAndPrune(vault);
            expect(findIn(await decryptAll(vault), needles)).toEqual([]);
            expect(await unreferenced(vault)).toEqual([]);
            expect(
              findIn([{ name: "state", stored: encodeState(deviceState(vault)!), content: new Uint8Array() }], needles),
            ).toEqual([]);
          },
        ),
        { numRuns: 5 },
      );
    },
    300_000,
  );

  it("is still in what quotes it, until the device takes it out of there too", async () => {
    const phone = newPhone();
    const chat = { chatId: "chat", authorId: "friend" };
    phone.messages.set("a", { id: "a", ...chat, receivedAtMs: at, text: { text: { body: words("text") } } });
    const quote = { messageId: "a", authorId: "friend", text: { body: words("text") } };
    phone.messages.set("b", { id: "b", ...chat, receivedAtMs: at + 1, quote, text: { text: { body: "yes" } } });
    const vault = await makeVault(createMemoryStore(), [recoverySlot]);
    await save(vault, phone, NOW);
    phone.messages.delete("a");
    await save(vault, phone, NOW + DAY);
    await forgetAndPrune(vault);
    expect(findIn(await decryptAll(vault), [words("text")])).toHaveLength(1);
    phone.messages.set("b", { ...phone.messages.get("b")!, quote: { messageId: "a", authorId: "friend" } });
    await save(vault, phone, NOW + 2 * DAY);
    await forgetAndPrune(vault);
    expect(findIn(await decryptAll(vault), [words("text")])).toEqual([]);
    expect(framesOf(phone)).toHaveLength(6);
  });
});
