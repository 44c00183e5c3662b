import fc from "fast-check";
import { bytesFor } from "../arbitraries/bytes-for.js";
import { type Attachment, AttachmentKind, type Frame, type Message } from "../core/proto/types.js";
import { contentOf } from "./vault-helpers.js";

/** 2023-11-01: the first of the months in which a history takes place. */
const START = Date.UTC(2023, 10, 1);
const MONTHS = 26;

/** What a messenger holds, as it changes from day to day. */
export interface Phone {
  readonly contacts: Map<string, string>;
  readonly chats: Map<string, string>;
  readonly messages: Map<string, Message>;
  /** Bytes of attachments and of their thumbnails, by attachment id. */
  readonly contents: Map<string, Uint8Array>;
  readonly thumbnails: Map<string, Uint8Array>;
  /** Messages that were deleted, for the act that takes one back. */
  readonly bin: Message[];
  /** Number of the next id. */
  next: number;
}

export function newPhone(): Phone {
  return {
    contacts: new Map([
      ["friend", "Alex"],
      ["me", "Sam"],
    ]),
    chats: new Map([
      ["chat", "Alex"],
      ["club", "Chess club"],
    ]),
    messages: new Map(),
    contents: new Map(),
    thumbnails: new Map(),
    bin: [],
    next: 0,
  };
}

/** Something that happens on the phone. Numbers are taken modulo what there is. */
export type Act =
  | { readonly do: "text"; readonly month: number; readonly at: number; readonly length: number }
  | {
      readonly do: "photo";
      readonly month: number;
      readonly at: number;
      readonly size: number;
      readonly preview: boolean;
    }
  | { readonly do: "edit" | "react" | "delete" | "undelete"; readonly which: number }
  | { readonly do: "clear"; readonly month: number }
  | { readonly do: "rename"; readonly which: number }
  | { readonly do: "contact" };

const at = fc.integer({ min: 0, max: 27 * 86_400_000 });
const month = fc.nat(MONTHS - 1);
const which = fc.nat(1000);

/** Acts of one day. Long texts, of which three fill a segment, are among them. */
export const day: fc.Arbitrary<Act[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record<Act & { do: "text" }>({
        do: fc.constant("text"),
        month,
        at,
        length: fc.oneof({ weight: 9, arbitrary: fc.nat(200) }, { weight: 1, arbitrary: fc.constant(260_000) }),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record<Act & { do: "photo" }>({
        do: fc.constant("photo"),
        month,
        at,
        size: fc.nat(40_000),
        preview: fc.boolean(),
      }),
    },
    {
      weight: 6,
      arbitrary: fc.record({ do: fc.constantFrom("edit", "react", "delete", "undelete"), which }) as fc.Arbitrary<Act>,
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("clear" as const), month }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("rename" as const), which }) },
    { weight: 1, arbitrary: fc.constant<Act>({ do: "contact" }) },
  ),
  { maxLength: 8 },
);

/** Many acts at once, for what a phone holds before its first backup. */
export const past: fc.Arbitrary<Act[]> = fc.array(day, { minLength: 2, maxLength: 8 }).map((days) => days.flat());

function nth<T>(list: Iterable<T>, index: number): T | undefined {
  const all = [...list];
  return all[index % all.length];
}

const timeIn = (month: number, at: number) =>
  Date.UTC(new Date(START).getUTCFullYear(), new Date(START).getUTCMonth() + month) + at;

/** Lets something happen. */
export function happen(phone: Phone, act: Act): void {
  const { messages, chats, contacts } = phone;
  const one = "which" in act ? nth(messages.values(), act.which) : undefined;
  switch (act.do) {
    case "text":
      add(phone, act, { text: { text: { body: `${"long ".repeat(act.length / 5)}text` } } });
      return;
    case "photo": {
      const id = `p${phone.next}`;
      phone.contents.set(id, bytesFor(id, act.size));
      if (act.preview) phone.thumbnails.set(id, bytesFor(`preview of ${id}`, 300 + (act.size % 5000)));
      const attachment: Attachment = { id, kind: AttachmentKind.PHOTO, mediaType: "image/jpeg", fileName: `${id}.jpg` };
      add(phone, act, { media: { attachments: [attachment], caption: { body: id } } });
      return;
    }
    case "edit":
      if (one?.text?.text == null) return;
      messages.set(one.id!, {
        ...one,
        edited: true,
        edits: [...(one.edits ?? []), { text: one.text.text }].slice(-2),
        text: { text: { body: `${one.text.text.body?.slice(0, 100)} again` } },
      });
      return;
    case "react":
      if (one === undefined) return;
      messages.set(one.id!, { ...one, reactions: [{ authorId: "friend", emoji: act.which % 2 === 0 ? "👍" : "🎉" }] });
      return;
    case "delete":
      if (one === undefined) return;
      messages.delete(one.id!);
      phone.bin.push(one);
      return;
    case "undelete": {
      const back = phone.bin.pop();
      if (back !== undefined) messages.set(back.id!, back);
      return;
    }
    case "clear":
      for (const [id, { receivedAtMs = 0 }] of messages) {
        if (monthOf(receivedAtMs) === monthOf(timeIn(act.month, 0))) messages.delete(id);
      }
      return;
    case "rename":
      chats.set(nth(chats.keys(), act.which)!, `Title ${phone.next++}`);
      return;
    case "contact":
      contacts.set(`person-${phone.next}`, `Person ${phone.next++}`);
      return;
  }
}

function add(phone: Phone, { month, at }: { month: number; at: number }, content: Partial<Message>): void {
  const number = phone.next++;
  const id = `m${number}`;
  const chatId = number % 3 === 0 ? "club" : "chat";
  phone.messages.set(id, { id, chatId, authorId: "friend", receivedAtMs: timeIn(month, at), ...content });
}

/** The month of a time, as a number. */
export function monthOf(timeMs: number): number {
  const date = new Date(timeMs);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

const ascending = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** The frames of a backup of the phone as it is now, and what their attachments hold. */
export function framesOf({ contacts, chats, messages }: Phone): Frame[] {
  return [
    { account: { selfContactId: "me", displayName: "Sam" } },
    ...[...contacts]
      .sort(([a], [b]) => ascending(a, b))
      .map(([id, displayName]): Frame => ({ contact: { id, displayName } })),
    ...[...chats].sort(([a], [b]) => ascending(a, b)).map(([id, title]): Frame => ({ chat: { id, title } })),
    ...[...messages.values()]
      .sort((a, b) => a.receivedAtMs! - b.receivedAtMs! || ascending(a.id!, b.id!))
      .map((message): Frame => ({ message })),
  ];
}

/** What a backup of the phone gets. */
export function inputOfPhone(phone: Phone) {
  const { contents, thumbnails } = phone;
  return {
    frames: structuredClone(framesOf(phone)),
    openAttachment: async ({ id = "" }: Attachment) => {
      const thumbnail = thumbnails.get(id);
      return {
        ...contentOf(contents.get(id)!),
        ...(thumbnail === undefined ? {} : { thumbnail: contentOf(thumbnail) }),
      };
    },
  };
}
