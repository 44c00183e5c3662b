import type { Frame } from "../core/proto/types.js";

const WORDS =
  "see you at the station tomorrow then I bring the photos from last summer and something sweet für später ☕".split(
    " ",
  );
const START = Date.UTC(2024, 0, 1);
const PEOPLE = 8;

/** The frames that messages need before them. */
export function directoryFrames(): Frame[] {
  const contacts = Array.from({ length: PEOPLE }, (_, i) => ({
    contact: { id: `contact-${i}`, displayName: `Person ${i}` },
  }));
  return [
    { account: { selfContactId: "contact-0", displayName: "Person 0" } },
    ...contacts,
    { chat: { id: "chat-0", contactId: "contact-1" } },
  ];
}

/** A string of one piece: one that was joined is put together only when it is first read, at the cost of the reader. */
const flat = (text: string) => Buffer.from(text).toString();

/** A message of about 200 bytes: text of a usual length, now and then a quote, a reaction or a style. */
export function messageFrame(index: number): Frame {
  const receivedAtMs = START + index * 30_000;
  const body = flat(Array.from({ length: 20 }, (_, i) => WORDS[(index * 7 + i * i) % WORDS.length]).join(" "));
  return {
    message: {
      id: flat(`m-${index.toString(16).padStart(16, "0")}`),
      chatId: "chat-0",
      authorId: flat(`contact-${index % PEOPLE}`),
      sentAtMs: receivedAtMs - 1200,
      receivedAtMs,
      text: { text: index % 5 === 0 ? { body, styles: [{ start: 0, length: 3, style: 1 }] } : { body } },
      ...(index % 7 === 0 && {
        quote: { messageId: "m-0000000000000000", authorId: "contact-1", text: { body: "see you" } },
      }),
      ...(index % 3 === 0 && { reactions: [{ authorId: "contact-2", emoji: "👍", sentAtMs: receivedAtMs + 5000 }] }),
      ...(index % PEOPLE === 0 && { receipts: [{ contactId: "contact-1", status: 4, atMs: receivedAtMs + 900 }] }),
    },
  };
}
