/** Small things that samples of chats are made of. */
import { crc32, deflateSync } from "node:zlib";
import {
  type Attachment,
  AttachmentKind,
  type Frame,
  type Message,
  ReceiptStatus,
  type Text,
  TextStyleStyle,
} from "../core/proto/types.js";

export const DAY = 86_400_000;
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

/** A reference as an export needs it. */
export function reference(number: number) {
  return { length: 1, digest: new Uint8Array(32).fill(number) };
}

export function attachment(kind: number, more: Attachment = {}): Attachment {
  attachments++;
  return { id: `attachment-${attachments}`, kind, object: reference(attachments), ...more };
}

export const photo = (more: Attachment = {}) =>
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

/** A message, said some time after the one before it. */
export interface Spoken extends Omit<Message, "id" | "chatId" | "authorId"> {
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

/** Receipts of people who read a message. */
export function read(atMs: number, ...contactIds: string[]) {
  return contactIds.map((contactId) => ({ contactId, status: ReceiptStatus.READ, atMs }));
}

const styled =
  "Bold, italic, struck, mono, a spoiler.\nA quotation\nand a list:\none\ntwo\nBye @Bob, see https://example.org/path?a=1&b=2";
const at = (word: string) => ({ start: styled.indexOf(word), length: word.length });

/** A text in every style. */
export const STYLED: Text = {
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
};
