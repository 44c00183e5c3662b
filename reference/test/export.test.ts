import { readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { frameFromJson, frameToJson } from "../core/json.js";
import { AttachmentKind, type Frame } from "../core/proto/types.js";
import { createFrameChecker } from "../core/stream-rules.js";
import { dropExpired, type ExportOptions, exportFiles, exportHtml, exportJsonl } from "../export/index.js";
import { all, filesBelow, OPTIONS, useFolder } from "./export-support.js";
import { sampleFrames } from "./viewer-sample.js";
import { ALICE, attachment, conversation, openSampleMedia, SELF, say } from "./viewer-sample-kit.js";

const paths = useFolder();

describe("exportJsonl", () => {
  const lines = async () =>
    (await readFile(join(paths.target, "frames.jsonl"), "utf8"))
      .trimEnd()
      .split("\n")
      .map((line) => frameFromJson(JSON.parse(line)));

  it("writes every frame as canonical JSON and every file under its digest", async () => {
    const summary = await exportJsonl(sampleFrames(), paths.target, OPTIONS);
    const expected = await all(dropExpired(sampleFrames(), OPTIONS.now!, () => {}));
    expect((await lines()).map(frameToJson)).toEqual(expected.map(frameToJson));
    expect(summary).toMatchObject({ chats: 4, messages: 46, files: 15, expired: 1 });
    expect(summary.losses).toMatchObject([{ chatId: "chat-alice", code: "object.auth" }]);
    const media = (await filesBelow(paths.target)).filter((name) => name !== "frames.jsonl");
    expect(media).toHaveLength(15);
    for (const name of media) expect(name).toMatch(/^media\/[0-9a-f]{64}$/);
  });

  it("with chosen chats leaves out everybody that they do not name, and still obeys the rules of frames", async () => {
    await exportJsonl(sampleFrames(), paths.target, { ...OPTIONS, chats: ["hikers"] });
    const frames = await lines();
    const checker = createFrameChecker();
    for (const frame of frames) checker.check(frame);
    checker.finish();
    await rm(paths.target, { recursive: true });
    await exportJsonl(sampleFrames(), paths.target, { ...OPTIONS, chats: ["notes"] });
    expect((await lines()).flatMap(({ contact }) => (contact ? [contact.id] : []))).toEqual([SELF]);
    expect(await filesBelow(paths.target)).toEqual(["frames.jsonl"]);
  });
});

describe("exportFiles", () => {
  it("writes names that people understand, with the time of the message", async () => {
    const summary = await exportFiles(sampleFrames(), paths.target, OPTIONS);
    const files = await filesBelow(paths.target);
    expect(files).toContain("Alice/2024-03-04 08.05.00 Sam Sample IMG_0042.png");
    expect(files).toContain("Alice/2024-03-04 08.09.00 Sam Sample Photo (3).png");
    expect(files).toContain("Alice/2024-03-04 08.13.00 Alice Tickets for Saturday.pdf");
    expect(files).toContain("Sunday hikers 🥾/messages.txt");
    expect(files).toHaveLength(summary.files + 4);
    const photo = await stat(join(paths.target, "Alice/2024-03-04 08.05.00 Sam Sample IMG_0042.png"));
    expect(photo.mtimeMs).toBe(Date.UTC(2024, 2, 4, 8, 5));
  });

  it("writes the messages as text", async () => {
    await exportFiles(sampleFrames(), paths.target, OPTIONS);
    const text = await readFile(join(paths.target, "Alice/messages.txt"), "utf8");
    expect(text).toContain("[2024-03-04 08:02:00] Alice: Good morning! Did you get home safely? 🙂\n");
    expect(text).toContain("    <2024-03-04 08.05.00 Sam Sample IMG_0042.png>\n    (😍 Alice)\n");
    expect(text).toContain("    (reply to Sam Sample: Snow on the hills again)\n");
    expect(text).toContain("Let us meet at seven (edited, starred)\n    (earlier: Let us meet at six)\n");
    expect(text).toContain("    <Photo could not be read: the photo is damaged (object.auth)>\n");
  });

  it("is not led astray by names", async () => {
    const evil = ["../../evil.sh", "con.txt", "messages.txt", "a".repeat(500), "x\u0000y", "photo.jpg.exe", ""];
    const document = (fileName: string) => attachment(AttachmentKind.DOCUMENT, { fileName });
    const disguised = attachment(AttachmentKind.PHOTO, { fileName: "photo.exe", mediaType: "image/png" });
    const files = [...evil.map(document), document("CON.txt"), disguised];
    const chat = (id: string, title: string): Frame => ({ chat: { id, title } });
    const frames: Frame[] = [
      { account: { selfContactId: SELF } },
      { contact: { id: ALICE, displayName: "../.." } },
      { contact: { id: SELF } },
      chat("1", "../up"),
      chat("2", "../UP"),
      chat("3", ".."),
      ...conversation("1", 0, [
        { by: ALICE, media: { attachments: files } },
        say(ALICE, "one\ntwo\r\n[2024-01-01 00:00:00] Bob: forged"),
      ]),
    ];
    const summary = await exportFiles(frames, paths.target, OPTIONS);
    expect(summary).toMatchObject({ chats: 3, files: files.length, losses: [] });
    const written = await filesBelow(paths.folder);
    expect(written.every((name) => name.startsWith("out/") && name.split("/").length === 3)).toBe(true);
    expect(new Set(written.map((name) => name.toLowerCase())).size).toBe(written.length);
    expect(written.filter((name) => name.endsWith("messages.txt"))).toHaveLength(4);
    expect(written.some((name) => name.endsWith("photo.png"))).toBe(true);
    const texts = await Promise.all(
      written
        .filter((name) => name.endsWith("/messages.txt"))
        .map((name) => readFile(join(paths.folder, name), "utf8")),
    );
    expect(texts.join("")).toContain("    two\n    [2024-01-01 00:00:00] Bob: forged\n");
  });

  it("removes what it began when it is stopped", async () => {
    const controller = new AbortController();
    const openMedia: ExportOptions["openMedia"] = async (one) => {
      if (one.fileName === "damaged.jpg") controller.abort(new Error("stopped"));
      return openSampleMedia(one);
    };
    const run = exportFiles(sampleFrames(), paths.target, { ...OPTIONS, openMedia, signal: controller.signal });
    await expect(run).rejects.toThrow("stopped");
    expect((await filesBelow(paths.target)).filter((name) => name.includes(".tmp-") || name.endsWith(".txt"))).toEqual(
      [],
    );
  });
});

describe("exportHtml", () => {
  it("writes pages below the target and says what was left out", async () => {
    const summary = await exportHtml(sampleFrames(), paths.target, { ...OPTIONS, chats: ["alice"] });
    expect(summary).toMatchObject({ chats: 1, expired: 1 });
    const files = await filesBelow(paths.target);
    expect(files).toContain("index.html");
    expect(files).toContain("chats/1-alice/1.html");
    expect(files.filter((name) => name.startsWith("chats/"))).toHaveLength(2);
    expect(await readFile(join(paths.target, "index.html"), "utf8")).not.toContain("hikers");
  });
});
