import { describe, expect, it } from "vitest";
import { toHex } from "../core/bytes.js";
import { defaultProvider } from "../core/default-provider.js";
import { digest } from "../core/digest.js";
import { forEachAttachment } from "../core/frame-refs.js";
import { frameToJson } from "../core/json.js";
import type { Frame } from "../core/proto/types.js";
import { openExport } from "../import/index.js";
import { importText, memorySource, readFrames } from "./import-helpers.js";

const PHOTO = new TextEncoder().encode("photo");
const SMALL = new TextEncoder().encode("small");

/** What a restore writes: frames with references, and media by digest. */
async function restored(): Promise<{ files: Record<string, string | Uint8Array>; frames: Frame[] }> {
  const { list } = await importText("13/01/24, 10:00 - Ana: IMG-1.jpg (file attached)\n13/01/24, 10:01 - Ana: b\n", {
    me: "Ana",
    files: { "IMG-1.jpg": "photo" },
  });
  const [content, thumbnail] = await Promise.all([PHOTO, SMALL].map((bytes) => digest(defaultProvider(), bytes)));
  const secret = { id: new Uint8Array(32), key: new Uint8Array(32) };
  const withObjects = structuredClone(list);
  for (const frame of withObjects) {
    forEachAttachment(frame, (attachment) => {
      attachment.object = { ...secret, length: PHOTO.length, digest: content as Uint8Array };
      attachment.thumbnail = { ...secret, length: SMALL.length, digest: thumbnail as Uint8Array };
    });
  }
  const lines = withObjects.map((frame) => `${JSON.stringify(frameToJson(frame))}\n`);
  return {
    frames: list,
    files: {
      "backup/frames.jsonl": lines.join(""),
      [`backup/media/${toHex(content as Uint8Array)}`]: PHOTO,
      [`backup/media/${toHex(thumbnail as Uint8Array)}`]: SMALL,
    },
  };
}

async function text(pieces: AsyncIterable<Uint8Array> | undefined): Promise<string> {
  const decoder = new TextDecoder();
  let all = "";
  for await (const piece of pieces ?? []) all += decoder.decode(piece, { stream: true });
  return all;
}

describe("frames that a restore wrote", () => {
  it("come back as they were, with their media", async () => {
    const { files, frames } = await restored();
    const result = await openExport(memorySource("x", files, 7));
    const list = await readFrames(result.frames);
    expect(list.map(frameToJson)).toEqual(frames.map(frameToJson));
    const attachment = list.find(({ message }) => message?.media)?.message?.media?.attachments?.[0] ?? {};
    const content = await result.openAttachment(attachment);
    expect(content?.length).toBe(5);
    expect(await text(content?.read())).toBe("photo");
    expect(await text(content?.thumbnail?.read())).toBe("small");
    expect(result.report).toEqual({ format: "keepsake", chats: [] });
  });

  it("mark media that is gone, and refuse media that was changed", async () => {
    const { files } = await restored();
    const paths = Object.keys(files);
    const changed = await openExport(memorySource("x", { ...files, [paths[1] ?? ""]: "phot0" }));
    const list = await readFrames(changed.frames);
    const attachment = list.find(({ message }) => message?.media)?.message?.media?.attachments?.[0] ?? {};
    const content = await changed.openAttachment(attachment);
    await expect(text(content?.read())).rejects.toMatchObject({
      code: "input.malformed",
      details: { reason: "broken-media" },
    });

    const { [paths[1] ?? ""]: _gone, ...rest } = files;
    const lost = await readFrames((await openExport(memorySource("x", rest))).frames);
    expect(lost.find(({ message }) => message?.media)?.message?.media?.attachments?.[0]?.missing).toBe(2);
  });

  it.each([
    ["no JSON", "{", "input.malformed"],
    ["no frame", '{"foo":1}', "content.malformed"],
    ["a wrong type", '{"account":{"selfContactId":1}}', "content.malformed"],
  ])("say in which line there is %s", async (_, line, code) => {
    const { frames } = await openExport(memorySource("x", { "frames.jsonl": `\n${line}\n` }));
    await expect(readFrames(frames)).rejects.toMatchObject({ code, details: { line: 2 } });
  });
});
