import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { DateTime } from "luxon";
import { describe, expect, it } from "vitest";
import { forEachAttachment } from "../core/frame-refs.js";
import { validateFrame } from "../core/frame-rules.js";
import type { Attachment, Frame } from "../core/proto/types.js";
import { createFrameChecker } from "../core/stream-rules.js";
import { openExport } from "../import/index.js";
import { openPath } from "../import/node.js";

const SAMPLE = new URL("../sample/", import.meta.url).pathname;
const ZONE = "Europe/London";

interface Expected {
  path: string;
  chatTitle: string;
  layout: string;
  me: string;
  dateOrder: string;
  clock: string;
  messages: number;
  byKind: Record<string, number>;
  edited: number;
  firstLocalTime: string;
  lastLocalTime: string;
  senders: Record<string, number>;
  attachments: { fileName: string; bytes: number; sha256: string }[];
}

const { exports: samples } = JSON.parse(readFileSync(`${SAMPLE}expected.json`, "utf8")) as { exports: Expected[] };

async function read(paths: string[], options = {}) {
  const sources = (await Promise.all(paths.map((path) => openPath(SAMPLE + path)))).flat();
  const result = await openExport(sources, { timezone: ZONE, ...options });
  const frames: Frame[] = [];
  const checker = createFrameChecker();
  for await (const frame of result.frames) {
    validateFrame(frame, frames.length);
    checker.check(frame);
    frames.push(frame);
  }
  checker.finish();
  return { ...result, list: frames };
}

describe.each(samples)("$path", (expected) => {
  it("is understood as it was composed", async () => {
    const { list, report } = await read([expected.path]);
    const [chat] = report.chats;
    expect(report.owner).toEqual({ name: expected.me, wrote: true });
    expect(chat).toMatchObject({
      title: expected.chatTitle,
      layout: expected.layout,
      dateOrder: expected.dateOrder,
      clock: expected.clock === "24h" ? 24 : 12,
      messages: expected.messages,
      unmatchedLines: 0,
      missingFiles: { count: 0 },
      unnamedFiles: { count: 0 },
    });
    const byKind = Object.fromEntries(Object.entries(expected.byKind).filter(([, count]) => count > 0));
    expect(chat?.byKind).toEqual(byKind);
    const messages = list.flatMap(({ message }) => message ?? []);
    expect(messages).toHaveLength(expected.messages);
    expect(messages.filter(({ edited }) => edited)).toHaveLength(expected.edited);
    const unit = expected.layout === "ios" ? 1000 : 60_000;
    const local = (ms = 0) =>
      DateTime.fromMillis(Math.floor(ms / unit) * unit, { zone: ZONE }).toFormat("yyyy-MM-dd'T'HH:mm:ss");
    expect(local(messages[0]?.receivedAtMs)).toBe(expected.firstLocalTime);
    expect(local(messages.at(-1)?.receivedAtMs)).toBe(expected.lastLocalTime);
    const names = new Map(list.flatMap(({ contact }) => (contact ? [[contact.id, contact.displayName] as const] : [])));
    const senders: Record<string, number> = {};
    for (const { authorId, system } of messages) {
      const name = names.get(authorId ?? "");
      if (name !== undefined && system == null) senders[name] = (senders[name] ?? 0) + 1;
    }
    expect(senders).toEqual(expected.senders);
  });

  it("gives every file byte for byte", async () => {
    const { list, openAttachment } = await read([expected.path]);
    const attachments: Attachment[] = [];
    for (const frame of list) {
      forEachAttachment(frame, (attachment) => {
        if ((attachment.missing ?? 0) === 0) attachments.push(attachment);
      });
    }
    const found: { bytes: number; sha256: string }[] = [];
    for (const attachment of attachments) {
      const content = await openAttachment(attachment);
      const hash = createHash("sha256");
      let bytes = 0;
      for await (const piece of content?.read() ?? []) {
        bytes += piece.length;
        hash.update(piece);
      }
      expect(bytes).toBe(content?.length);
      found.push({ bytes, sha256: hash.digest("hex") });
    }
    expect(found).toEqual(expected.attachments.map(({ bytes, sha256 }) => ({ bytes, sha256 })));
    expected.attachments.forEach(({ fileName }, at) => {
      expect(fileName.endsWith(attachments[at]?.fileName ?? "?")).toBe(true);
    });
  });
});
