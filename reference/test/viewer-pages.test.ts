import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { backup } from "../arbitraries/backup.js";
import type { Attachment, Frame } from "../core/proto/types.js";
import { type HtmlOptions, type OpenMedia, writeHtml } from "../viewer/index.js";
import { auditPage, auditSite, memorySink } from "./viewer-audit.js";
import { sampleFrames } from "./viewer-sample.js";
import { ALICE, conversation, openSampleMedia, SELF, say } from "./viewer-sample-kit.js";

const OPTIONS = { openMedia: openSampleMedia, timeZone: "UTC", now: Date.UTC(2024, 4, 1) };

async function write(frames: Iterable<Frame>, options: Partial<Extract<HtmlOptions, { openMedia: OpenMedia }>> = {}) {
  const sink = memorySink();
  const summary = await writeHtml(frames, sink, { ...OPTIONS, ...options });
  return { files: sink.files, summary, page: (path: string) => String(sink.files.get(path)) };
}

/** The least that a chat needs. */
function chatOf(messages: readonly Frame[]): Frame[] {
  const people = [ALICE, SELF].map((id): Frame => ({ contact: { id, displayName: id } }));
  return [{ account: { selfContactId: SELF } }, ...people, { chat: { id: "chat", contactId: ALICE } }, ...messages];
}

const PAYLOADS = [
  "<script>alert(1)</script>",
  "</title><script>alert(1)</script>",
  "</style><img src=x onerror=alert(1)>",
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '" onfocus=alert(1) autofocus tabindex=1 x="',
  "<svg/onload=alert(1)>",
  "<!--",
  "-->",
  "]]>",
  "</pre><iframe src=https://example.net>",
  "</textarea></noscript></template><b>",
  "javascript:alert(1)",
  "JaVaScRiPt:alert(1)//https://example.org",
  "data:text/html,<script>alert(1)</script>",
  'vbscript:x https://example.org/"onclick=alert(1)//',
  "https://example.org/<script>",
  "http://example.org/'><b>",
  "&lt;script&gt; &#x3c;script&#x3e; &quot;",
  "../../../etc/passwd",
  "..\\..\\x.html",
  "a\tb\nc\r\nd\u2028e\u0000f",
  "=1\tslug\t<b>",
  "x.svg",
  "x.html",
  "text/html",
  "image/svg+xml",
  "image/png\u0000.html",
  "\u202egnp.exe",
  "\ud800",
];

/** Replaces strings that are not ids, and leaves styles and mentions where they were: outside of the text, perhaps. */
function poisoned<T>(value: T, next: () => string | undefined): T {
  if (Array.isArray(value)) return value.map((item) => poisoned(item, next)) as T;
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  const entries = Object.entries(value).map(([name, field]) => {
    const isText = typeof field === "string" && !/id$/i.test(name) && name !== "createdBy";
    return [name, isText ? (next() ?? field) : poisoned(field, next)];
  });
  return Object.fromEntries(entries) as T;
}

describe("pages of a backup", () => {
  it("show every kind of message, with links that lead somewhere and nothing that is not ours", async () => {
    const { files, summary, page } = await write(sampleFrames());
    expect(auditSite(files)).toEqual([]);
    expect(summary).toMatchObject({ chats: 4, messages: 47 });
    expect(summary.losses).toEqual([
      { attachmentId: expect.any(String), chatId: "chat-alice", code: "object.auth", message: "the photo is damaged" },
    ]);
    const { text } = auditPage(page("chats/1-alice/1.html"));
    for (const shown of [
      "Monday, 4 March 2024",
      "Snow on the hills again",
      "Tickets for Saturday.pdf",
      "1 earlier version",
      "Let us meet at six",
      "Forwarded many times from A newspaper",
      "46.94798, 7.44743",
      "Dr Example",
      "Video call, 12:34",
      "Missed voice call",
      "Alice deleted this message",
      "View-once photo",
      "was never downloaded, or the export left it out",
      "was already gone from the device",
      "was left out of the backup by choice",
      "could not be read: the photo is damaged (object.auth)",
      "A message of a kind that this viewer does not know",
      "שלום",
    ]) {
      expect(text).toContain(shown);
    }
    const group = auditPage(page("chats/3-sunday-hikers/1.html")).text;
    for (const shown of ["Alice created the group", "Where to?", "Going (2): Alice, You", "@Bob Builder", "Draft"]) {
      expect(group).toContain(shown);
    }
    expect(auditPage(page("search/index.html")).text).toContain("Somewhere with a hut and soup");
    expect(auditPage(page("calls/1.html")).text).toContain("Outgoing · Video call, 1:05");
  });

  it("are the same for the same backup", async () => {
    const [first, second] = [await write(sampleFrames()), await write(sampleFrames())];
    expect(first.files).toEqual(second.files);
  });

  it("hold nothing but our own markup, whatever the messages say", async () => {
    const payloads = fc.array(fc.option(fc.constantFrom(...PAYLOADS), { nil: undefined, freq: 2 }), {
      minLength: 1,
      maxLength: 50,
    });
    await fc.assert(
      fc.asyncProperty(
        backup({ timeline: 8, chats: 2, groups: 2 }),
        payloads,
        fc.boolean(),
        async (frames, given, opens) => {
          let used = 0;
          const hostile = poisoned(frames, () => given[used++ % given.length]);
          const openMedia = opens
            ? openSampleMedia
            : async ({ fileName }: Attachment) => Promise.reject(new Error(`<b>${fileName}</b>`));
          const { files } = await write(hostile, { openMedia, messagesPerPage: 3 });
          expect(auditSite(files)).toEqual([]);
        },
      ),
    );
  }, 300_000);

  it("are as many as a long chat needs, each reachable from the one before and from its month", async () => {
    const many = Array.from({ length: 25 }, (_, index) => say(ALICE, `number ${index}`, { after: 10 * 86_400_000 }));
    const { files, page } = await write(chatOf(conversation("chat", Date.UTC(2023, 0, 1), many)), {
      messagesPerPage: 10,
    });
    expect(auditSite(files)).toEqual([]);
    expect([...files.keys()].filter((path) => path.startsWith("chats/"))).toEqual(
      ["1", "2", "3", "info"].map((name) => `chats/1-contact-alice/${name}.html`),
    );
    expect(page("chats/1-contact-alice/2.html")).toContain('href="../../chats/1-contact-alice/1.html#end"');
    expect(page("chats/1-contact-alice/2.html")).toContain('href="../../chats/1-contact-alice/3.html#top"');
    expect(page("chats/1-contact-alice/3.html")).not.toContain("Newer messages");
    expect(page("index.html")).toContain('href="chats/1-contact-alice/3.html#end"');
    // 11 January + 11 × 10 days = 1 May
    expect(page("chats/1-contact-alice/info.html")).toContain('href="../../chats/1-contact-alice/2.html#m12"');
  });

  it("follow the time zone", async () => {
    const frames = () => chatOf(conversation("chat", Date.UTC(2024, 0, 1, 11, 59), [say(ALICE, "Happy new year")]));
    const utc = await write(frames());
    const kiritimati = await write(frames(), { timeZone: "Pacific/Kiritimati" });
    expect(utc.page("chats/1-contact-alice/1.html")).toContain("Monday, 1 January 2024");
    expect(kiritimati.page("chats/1-contact-alice/1.html")).toContain("Tuesday, 2 January 2024");
    await expect(write(frames(), { timeZone: "Nowhere/Land" })).rejects.toThrow(RangeError);
  });

  it("stop when the signal says so, and do not call that a loss", async () => {
    const controller = new AbortController();
    const openMedia = async () => {
      controller.abort(new Error("stopped"));
      throw new Error("closed");
    };
    await expect(write(sampleFrames(), { openMedia, signal: controller.signal })).rejects.toThrow("stopped");
  });

  it("pass on what the sink throws, also while a file is read", async () => {
    const failing = { writeFile: async () => Promise.reject(new Error("disk full")) };
    await expect(writeHtml(sampleFrames(), failing, OPTIONS)).rejects.toThrow("disk full");
  });
});
