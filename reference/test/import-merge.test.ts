import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareOrderKeys, orderKey } from "../core/order-key.js";
import { AttachmentMissing, type Frame } from "../core/proto/types.js";
import { mergeFrames, openExport } from "../import/index.js";
import { importText, memorySource, messagesOf, readFrames } from "./import-helpers.js";

async function* stream(frames: readonly Frame[]): AsyncGenerator<Frame> {
  yield* frames;
}

async function merge(previous: readonly Frame[], next: readonly Frame[]): Promise<Frame[]> {
  return readFrames(mergeFrames(stream(previous), stream(next)));
}

const reference = { id: new Uint8Array(32), key: new Uint8Array(32), digest: new Uint8Array(32), length: 5 };

/** As if the frames came from a vault. */
function stored(frames: readonly Frame[]): Frame[] {
  return structuredClone(frames as Frame[]).map((frame) => {
    const { message } = frame;
    for (const attachment of message?.media?.attachments ?? []) if (!attachment.missing) attachment.object = reference;
    return frame;
  });
}

const FILES = { "IMG-1.jpg": "photo", "STK-20240113-WA0001.webp": "sticker" };
const LINES = [
  "13/01/24, 10:00 - Ana: IMG-1.jpg (file attached)\ncaption\n",
  "13/01/24, 10:01 - Ben: STK-20240113-WA0001.webp (file attached)\n",
  "13/01/24, 10:02 - Ana: text\n",
  "13/01/24, 10:03 - Ben: more\n",
];
const BARE = [
  "13/01/24, 10:00 - Ana: <Media omitted>\ncaption\n",
  "13/01/24, 10:01 - Ben: <Media omitted>\n",
  ...LINES.slice(2),
  "14/01/24, 10:00 - Ana: new\n",
];
const options = { me: "Ana", chatName: "Ben" };

describe("a later export", () => {
  it("of the same text changes nothing", async () => {
    const { list } = await importText(LINES.join(""), { ...options, files: FILES });
    expect(await merge(list, list)).toEqual(list);
  });

  it("without files keeps those of the earlier one, and adds what is new", async () => {
    const before = stored((await importText(LINES.join(""), { ...options, files: FILES })).list);
    const { list: after } = await importText(BARE.join(""), options);
    const merged = messagesOf(await merge(before, after));
    expect(merged).toHaveLength(5);
    expect(merged[0]?.media).toEqual(messagesOf(before)[0]?.media);
    expect(merged[1]).toMatchObject({ sticker: { image: { fileName: "STK-20240113-WA0001.webp" } } });
    expect(merged[1]?.media).toBeUndefined();
    expect(merged[4]?.text?.text?.body).toBe("new");
  });

  it("with files gives them to messages that had none", async () => {
    const before = (await importText(BARE.join(""), options)).list;
    const { list: after } = await importText(LINES.join(""), { ...options, files: FILES });
    const merged = messagesOf(await merge(before, after));
    expect(merged).toHaveLength(5);
    expect(merged[0]?.media?.attachments?.[0]).toMatchObject({ fileName: "IMG-1.jpg" });
    expect(merged[0]?.media?.attachments?.[0]?.missing ?? AttachmentMissing.UNSPECIFIED).toBe(0);
  });

  it("of one chat leaves the others as they are, and keeps reactions and stars", async () => {
    const two = await openExport(
      [
        memorySource("a", { "WhatsApp Chat with Ben.txt": LINES.join("") }),
        memorySource("b", { "WhatsApp Chat with Cleo.txt": "12/01/24, 10:00 - Cleo: 1\n15/01/24, 10:00 - Ana: 2\n" }),
      ],
      { me: "Ana", timezone: "UTC" },
    );
    const before = await readFrames(two.frames);
    for (const { message } of before) {
      if (message?.text?.text?.body !== "more") continue;
      message.starred = true;
      message.reactions = [{ authorId: "x", emoji: "👍" }];
    }
    const after = (await importText(BARE.join(""), { me: "Ana", name: "WhatsApp Chat with Ben.txt" })).list;
    const merged = await merge(before, after);
    const bodies = messagesOf(merged).map(({ text }) => text?.text?.body);
    expect(bodies).toEqual(["1", undefined, undefined, "text", "more", "new", "2"]);
    expect(messagesOf(merged)[4]).toMatchObject({ starred: true, reactions: [{ emoji: "👍" }] });
    expect(merged.filter(({ chat }) => chat)).toHaveLength(2);
  });

  it("whose times are of another zone moves the messages instead of doubling them", async () => {
    const text =
      "13/01/24, 10:00 - Ana: a\n13/01/24, 23:00 - Ben: b\n14/01/24, 20:00 - Ana: c\n20/01/24, 10:00 - Ana: d\n";
    const before = (await importText(text, { ...options, timezone: "Pacific/Kiritimati" })).list;
    const { list: after } = await importText(text, { ...options, timezone: "Pacific/Pago_Pago" });
    expect(await merge(before, after)).toEqual(after);
    expect(await merge(after, before)).toEqual(before);
  });

  it("keeps frames of unknown kinds in their places", async () => {
    const { list } = await importText(LINES.join(""), options);
    const unknown: Frame = { $unknowns: [new Uint8Array([0x4a, 0])] };
    const before = list.flatMap((frame) => (frame.message ? [frame, unknown] : [frame]));
    const merged: Frame[] = [];
    for await (const frame of mergeFrames(stream(before), stream(list))) merged.push(frame);
    expect(merged).toEqual(before);
  });

  it("merges any two orders of any messages", async () => {
    const account: Frame = { account: { selfContactId: "me" } };
    const base: Frame[] = [account, { contact: { id: "me" } }, { chat: { id: "c", title: "c" } }];
    const side = fc.uniqueArray(
      fc.record({ id: fc.integer({ min: 0, max: 12 }), time: fc.integer({ min: 1, max: 200_000_000 }) }),
      { selector: ({ id }) => id },
    );
    const frames = (list: { id: number; time: number }[], body: string): Frame[] => [
      ...base,
      ...list
        .map(
          ({ id, time }): Frame => ({
            message: { id: `m${id}`, chatId: "c", receivedAtMs: time, text: { text: { body } } },
          }),
        )
        .sort((a, b) => compareOrderKeys(orderKey(a) ?? NONE, orderKey(b) ?? NONE)),
    ];
    await fc.assert(
      fc.asyncProperty(side, side, async (a, b) => {
        // A time zone moves a message by hours, not by days.
        const moved = b.map(({ id, time }) => {
          const before = a.find((other) => other.id === id);
          return { id, time: before === undefined ? time : before.time + (time % 90_000_000) };
        });
        const merged = messagesOf(await merge(frames(a, "old"), frames(moved, "new")));
        expect(merged.map(({ id }) => id).sort()).toEqual([...new Set([...a, ...b].map(({ id }) => `m${id}`))].sort());
        for (const { id, text } of merged) {
          expect(text?.text?.body).toBe(b.some((other) => `m${other.id}` === id) ? "new" : "old");
        }
      }),
    );
  });
});

const NONE = { rank: 0, timeMs: 0, id: "" };
