import { describe, expect, it } from "vitest";
import { backup } from "../core/backup.js";
import { forEachAttachment } from "../core/frame-refs.js";
import type { Attachment, Frame } from "../core/proto/types.js";
import { openAttachment, readFrames } from "../core/restore.js";
import type { Vault } from "../core/vault.js";
import { type ImportResult, mergeFrames, openExport } from "../import/index.js";
import { memorySource, messagesOf } from "./import-helpers.js";
import { makeVault } from "./vault-helpers.js";

const PHOTO = "photo ".repeat(1000);
const LINES = [
  "13/01/24, 10:00 - Ana: IMG-1.jpg (file attached)\nthe sea\n",
  "13/01/24, 10:01 - Me: ok\n",
  "13/01/24, 10:01 - Me: ok\n",
];

function open(lines: string[], files: Record<string, string> = {}): Promise<ImportResult> {
  const source = memorySource("x", { "WhatsApp Chat with Ana.txt": lines.join(""), ...files });
  return openExport(source, { timezone: "UTC" });
}

async function framesOf(vault: Vault): Promise<Frame[]> {
  const list: Frame[] = [];
  if (vault.latest === undefined) return list;
  for await (const frame of readFrames(vault, vault.latest)) list.push(frame);
  return list;
}

function attachmentsOf(frames: readonly Frame[]): Attachment[] {
  const list: Attachment[] = [];
  for (const frame of frames) forEachAttachment(frame, (attachment) => list.push(attachment));
  return list;
}

describe("an import", () => {
  it("goes into a vault and comes back", async () => {
    const vault = await makeVault();
    const { frames, openAttachment: openFile } = await open(LINES, { "IMG-1.jpg": PHOTO });
    const summary = await backup(vault, { frames, openAttachment: openFile });
    expect(summary.lost).toEqual([]);
    const list = await framesOf(vault);
    expect(messagesOf(list).map(({ text, media }) => text?.text?.body ?? media?.caption?.body)).toEqual([
      "the sea",
      "ok",
      "ok",
    ]);
    let text = "";
    for await (const piece of openAttachment(vault, attachmentsOf(list)[0] ?? {}))
      text += new TextDecoder().decode(piece);
    expect(text).toBe(PHOTO);
  });

  it("is followed by a later one without files, and the files stay", async () => {
    const vault = await makeVault();
    const first = await open(LINES, { "IMG-1.jpg": PHOTO });
    await backup(vault, { frames: first.frames, openAttachment: first.openAttachment });
    const before = await framesOf(vault);

    const later = await open([
      "13/01/24, 10:00 - Ana: <Media omitted>\nthe sea\n",
      ...LINES.slice(1),
      "14/01/24, 10:00 - Ana: new\n",
    ]);
    const merged = {
      [Symbol.asyncIterator]: () => mergeFrames(readFrames(vault, vault.latest!), later.frames),
    };
    const summary = await backup(vault, { frames: merged, openAttachment: later.openAttachment });
    expect(summary.lost).toEqual([]);
    const after = await framesOf(vault);
    expect(messagesOf(after)).toHaveLength(4);
    expect(attachmentsOf(after)).toEqual(attachmentsOf(before));
  });
});
