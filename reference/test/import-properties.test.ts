import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KeepsakeError } from "../core/errors.js";
import { parseHeader } from "../import/whatsapp/header.js";
import { meridiem } from "../import/whatsapp/phrase-book.js";
import { importText } from "./import-helpers.js";

const ARABIC = "٠١٢٣٤٥٦٧٨٩";
const DEVANAGARI = "०१२३४५६७८९";

/** How a phone writes dates and times. */
const locale = fc.record({
  layout: fc.constantFrom("ios", "android"),
  order: fc.constantFrom("dmy" as const, "mdy" as const, "ymd" as const),
  separator: fc.constantFrom("/", ".", "-"),
  padded: fc.boolean(),
  shortYear: fc.boolean(),
  middle: fc.constantFrom(", ", " ", "، ", " à "),
  timeSeparator: fc.constantFrom(":", "."),
  halves: fc.constantFrom(undefined, ["AM", "PM"], ["a. m.", "p. m."], ["ص", "م"], ["ÖÖ", "ÖS"]),
  halfSpace: fc.constantFrom(" ", "\u202f", "\u00a0"),
  seconds: fc.boolean(),
  digits: fc.constantFrom(undefined, ARABIC, DEVANAGARI),
  mark: fc.constantFrom("", "\u200e", "\u200f"),
  crlf: fc.boolean(),
});

type Locale = typeof locale extends fc.Arbitrary<infer T> ? T : never;

function writeHead(ms: number, { order, ...form }: Locale): string {
  const date = new Date(ms);
  const pad = (value: number, padded = true) => String(value).padStart(padded ? 2 : 1, "0");
  const year = form.shortYear && order !== "ymd" ? pad(date.getUTCFullYear() % 100) : String(date.getUTCFullYear());
  const parts = { d: pad(date.getUTCDate(), form.padded), m: pad(date.getUTCMonth() + 1, form.padded), y: year };
  const day = [...order].map((part) => parts[part as "d" | "m" | "y"]).join(form.separator);
  const hour = date.getUTCHours();
  const shown = form.halves === undefined ? pad(hour) : String(hour % 12 || 12);
  const time = [shown, pad(date.getUTCMinutes()), ...(form.seconds ? [pad(date.getUTCSeconds())] : [])].join(
    form.timeSeparator,
  );
  const half = form.halves === undefined ? "" : form.halfSpace + form.halves[hour < 12 ? 0 : 1];
  const text = day + form.middle + time + half;
  const head =
    form.digits === undefined ? text : text.replace(/\d/gu, (digit) => form.digits?.[Number(digit)] ?? digit);
  return form.mark + (form.layout === "ios" ? `[${head}] ` : `${head} - `);
}

const line = fc
  .string({ unit: "grapheme", maxLength: 30 })
  .map((text) => text.replace(/[\r\n]/gu, "").replace(/^\u200e+/u, ""))
  .filter((text) => parseHeader(text, meridiem) === undefined && text !== "null" && !/[<>()]|https?:/u.test(text));

const messages = fc.array(
  fc.record({
    author: fc.constantFrom("Ana", "Ben Müller", "+44 7700 900142", "سارة", "李雷 🌊"),
    body: fc.array(line, { minLength: 1, maxLength: 4 }).map((lines) => lines.join("\n")),
    gapMs: fc.integer({ min: 0, max: 4 * 86_400_000 }),
  }),
  { minLength: 1, maxLength: 25 },
);

describe("any chat in any layout", () => {
  it("is read as it was written", async () => {
    await fc.assert(
      fc.asyncProperty(locale, messages, async (form, sent) => {
        let ms = Date.UTC(2021, 5, 7, 8, 9, 10);
        const end = form.crlf ? "\r\n" : "\n";
        const unit = form.seconds ? 1000 : 60_000;
        const times: number[] = [];
        const text = sent.map(({ author, body, gapMs }) => {
          ms += gapMs;
          times.push(ms - (ms % unit));
          return `${writeHead(ms, form)}${author}: ${body}${end}`;
        });
        const result = await importText(text.join(""), { me: "Ana", dateOrder: form.order });
        const names = new Map(
          result.list.flatMap(({ contact }) => (contact ? [[contact.id, contact.displayName]] : [])),
        );
        expect(
          result.messages.map(({ authorId, text, receivedAtMs = 0 }) => [
            names.get(authorId),
            text?.text?.body,
            receivedAtMs - (receivedAtMs % unit),
          ]),
        ).toEqual(sent.map(({ author, body }, at) => [author, body, times[at]]));
      }),
    );
  });

  it("keeps the ids of its messages when more follow", async () => {
    await fc.assert(
      fc.asyncProperty(locale, messages, fc.nat(), async (form, sent, cut) => {
        let ms = Date.UTC(2021, 5, 7, 8, 9, 10);
        const lines = sent.map(({ author, body, gapMs }) => {
          // Few words in few minutes, so that many messages are alike.
          ms += gapMs % 2 === 0 ? 0 : 60_000;
          return `${writeHead(ms, form)}${author}: ${body.slice(0, 1)}\n`;
        });
        const options = { me: "Ana", dateOrder: form.order, chatName: "Us" };
        const length = 1 + (cut % lines.length);
        const short = await importText(lines.slice(0, length).join(""), options);
        const long = await importText(lines.join(""), options);
        const shown = (list: typeof short.messages) => list.map(({ id, receivedAtMs }) => [id, receivedAtMs]);
        expect(shown(long.messages).slice(0, length)).toEqual(shown(short.messages));
      }),
    );
  });
});

const SAMPLE = readFileSync(
  new URL("../sample/android/WhatsApp Chat with Harbour House/WhatsApp Chat with Harbour House.txt", import.meta.url),
  "utf8",
);

/** Imports and accepts either a well-formed backup or an error that says what to do. */
async function survives(text: string): Promise<void> {
  try {
    await importText(text, { timezone: "Europe/Berlin" });
  } catch (error) {
    if (!(error instanceof KeepsakeError) || error.code !== "input.malformed") throw error;
    expect(error.details.reason).toBeTypeOf("string");
    expect(error.message).toMatch(/: .+\.$/su);
  }
}

describe("anything at all", () => {
  it("gives a result or an error that says what to do", async () => {
    await fc.assert(fc.asyncProperty(fc.string({ unit: "binary", maxLength: 400 }), survives));
    const pieces = fc.constantFrom(
      "[",
      "]",
      "12/03/24, 10:00",
      " - ",
      ": ",
      "Ana",
      "\n",
      "\r\n",
      "\u200e",
      "<",
      ">",
      "POLL:",
      "OPTION: x (1 vote)",
      "<attached: a.jpg>",
      "a.pdf (file attached)",
      "BEGIN:VCARD",
      "\u0000",
      "\ud83d\ude00",
      "PM",
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(pieces, { maxLength: 60 }).map((list) => list.join("")),
        survives,
      ),
    );
  });

  it("survives damage anywhere in a real layout", async () => {
    const damage = fc.record({ at: fc.nat(SAMPLE.length), length: fc.nat(300), put: fc.string({ maxLength: 20 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 6 }), async (list) => {
        let text = SAMPLE;
        for (const { at, length, put } of list) text = text.slice(0, at) + put + text.slice(at + length);
        await survives(text);
      }),
      { numRuns: 30 },
    );
  });

  const MEGABYTE = 1_048_576;
  it.each([
    ["spaces", " "],
    ["digits", "1"],
    ["dates", "12/03/24, 10:00 - "],
    ["brackets", "["],
    ["marks", "\u200e"],
    ["attachments", "<attached: "],
    ["ends", " (file attached)"],
    ["polls", "POLL:\u200e"],
    ["colons", ": "],
    ["names", "a, "],
    ["quotes", '"'],
    ["links", "https://maps.google.com/?q="],
    ["mentions", "@\u2068"],
    ["full stops", "."],
    ["letters", "e\u0301"],
  ])("takes a line of 1 MiB of %s in linear time", async (_, unit) => {
    const long = unit.repeat(Math.ceil(MEGABYTE / unit.length));
    const started = performance.now();
    for (const text of [
      `31/12/24, 10:00 - ${long}\n`,
      `31/12/24, 10:00 - Ana: ${long}`,
      `[31/12/24, 10:00:00] Ana: \u200e${long}\r\n`,
      long,
    ]) {
      await survives(text);
    }
    expect(performance.now() - started).toBeLessThan(8000);
  });
});
