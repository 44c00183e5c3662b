import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { frameFromJson, frameToJson } from "../core/json.js";
import { AttachmentKind, type Frame } from "../core/proto/types.js";
import { createFrameChecker } from "../core/stream-rules.js";
import {
  createFolderSink,
  dropExpired,
  ExportError,
  type ExportOptions,
  exportFiles,
  exportHtml,
  exportJsonl,
  selectChats,
} from "../export/index.js";
import { ALICE, attachment, conversation, openSampleMedia, SELF, sampleFrames, say } from "./viewer-sample.js";

const OPTIONS: ExportOptions = { openMedia: openSampleMedia, timeZone: "UTC", now: Date.UTC(2024, 4, 1) };

let folder: string;
let target: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "keepsake-export-"));
  target = join(folder, "out");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

async function filesBelow(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(root.length + 1)
        .replaceAll("\\", "/"),
    )
    .sort();
}

async function problemOf(run: Promise<unknown>): Promise<ExportError> {
  const error = await run.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ExportError)) throw error;
  return error;
}

describe("createFolderSink", () => {
  it("writes whole files with the time given, for the owner alone", async () => {
    const sink = await createFolderSink(target);
    const time = Date.UTC(2020, 1, 29, 12);
    await sink.writeFile("a/b.txt", "ä", time);
    await sink.writeFile("a/c", Uint8Array.of(1, 2), 2 ** 53 - 1);
    expect(await readFile(join(target, "a/b.txt"), "utf8")).toBe("ä");
    expect((await stat(join(target, "a/b.txt"))).mtimeMs).toBe(time);
    if (process.platform !== "win32") expect((await stat(join(target, "a/b.txt"))).mode & 0o777).toBe(0o600);
    expect(await filesBelow(target)).toEqual(["a/b.txt", "a/c"]);
  });

  it("leaves nothing of a file whose data fails", async () => {
    const sink = await createFolderSink(target);
    const failing = (async function* () {
      yield Uint8Array.of(1);
      throw new Error("torn");
    })();
    await expect(sink.writeFile("x", failing)).rejects.toThrow("torn");
    expect(await filesBelow(target)).toEqual([]);
  });

  it("never leaves the folder", async () => {
    const sink = await createFolderSink(target);
    for (const path of ["../x", "/x", "a/../../x", "a//x", ".", "", "a\\..\\x", "a/./x"]) {
      await expect(sink.writeFile(path, "x"), path).rejects.toThrow(RangeError);
      await expect(sink.createGrowingFile().finish(path), path).rejects.toThrow(RangeError);
    }
    await sink.dispose();
    expect(await filesBelow(folder)).toEqual([]);
  });

  it("takes a new folder or an empty one, and nothing else", async () => {
    await mkdir(target);
    await createFolderSink(target);
    await writeFile(join(target, "other"), "");
    expect((await problemOf(createFolderSink(target))).problem).toBe("target-not-empty");
    expect((await problemOf(createFolderSink(join(target, "other")))).problem).toBe("target-not-a-folder");
    expect((await problemOf(createFolderSink(join(target, "other", "x")))).problem).toBe("target-not-a-folder");
  });

  it("lets a text grow without a name until it is finished", async () => {
    const sink = await createFolderSink(target);
    const [kept, begun] = [sink.createGrowingFile(), sink.createGrowingFile()];
    const long = "é".repeat(50_000);
    for (const text of ["a", long, "b"]) await kept.append(text);
    await begun.append(long);
    await kept.finish("text/x.txt", 1000, "before ");
    await sink.dispose();
    expect(await filesBelow(target)).toEqual(["text/x.txt"]);
    expect(await readFile(join(target, "text/x.txt"), "utf8")).toBe(`before a${long}b`);
  });
});

describe("dropExpired", () => {
  it("drops what has expired and what is never kept, and counts it", async () => {
    const message = (more: object): Frame => ({ message: { id: "m", receivedAtMs: 1, ...more } });
    const kept = [
      message({}),
      message({ expiresAtMs: 101 }),
      message({ expireTimerMs: 86_400_001 }),
      { call: { id: "c" } },
    ];
    const dropped = [message({ expiresAtMs: 100 }), message({ expireTimerMs: 86_400_000 })];
    let count = 0;
    const left = await all(dropExpired([...dropped, ...kept], 100, () => count++));
    expect(left).toEqual(kept);
    expect(count).toBe(2);
  });
});

describe("selectChats", () => {
  const titles = (frames: Frame[]) => frames.flatMap(({ chat }) => (chat ? [chat.id] : []));

  it("takes all chats if none is named", async () => {
    expect(await all(selectChats(sampleFrames(), []))).toEqual(sampleFrames());
  });

  it("takes an id, a title in any case, or a part of one title", async () => {
    for (const name of ["chat-hikers", "SUNDAY hikers 🥾", "hikers"]) {
      const frames = await all(selectChats(sampleFrames(), [name]));
      expect(titles(frames), name).toEqual(["chat-hikers"]);
      expect(frames.filter(({ message }) => message).length).toBe(11);
      expect(
        frames.every(
          ({ message, group }) =>
            (message?.chatId ?? "chat-hikers") === "chat-hikers" && (group?.id ?? "group-hikers") === "group-hikers",
        ),
      ).toBe(true);
    }
    expect(titles(await all(selectChats(sampleFrames(), ["alice", "notes"])))).toEqual(["chat-alice", "chat-notes"]);
  });

  it("says which chats there are if a name fits none or several", async () => {
    const ambiguous = await problemOf(all(selectChats(sampleFrames(), ["o"])));
    expect(ambiguous.problem).toBe("chat-ambiguous");
    expect(ambiguous.chats.map(({ id }) => id)).toEqual(["chat-archived", "chat-notes"]);
    expect(ambiguous.message).toContain("Notes to yourself  (id chat-notes)");
    const missing = await problemOf(all(selectChats(sampleFrames(), ["zebra"])));
    expect(missing.problem).toBe("chat-not-found");
    expect(missing.chats).toHaveLength(4);
    const empty = await problemOf(exportHtml(sampleFrames(), target, { ...OPTIONS, chats: ["zebra"] }));
    expect(empty.problem).toBe("chat-not-found");
    expect(await readdir(folder)).toEqual([]);
  });
});

describe("exportJsonl", () => {
  const lines = async () =>
    (await readFile(join(target, "frames.jsonl"), "utf8"))
      .trimEnd()
      .split("\n")
      .map((line) => frameFromJson(JSON.parse(line)));

  it("writes every frame as canonical JSON and every file under its digest", async () => {
    const summary = await exportJsonl(sampleFrames(), target, OPTIONS);
    const expected = await all(dropExpired(sampleFrames(), OPTIONS.now!, () => {}));
    expect((await lines()).map(frameToJson)).toEqual(expected.map(frameToJson));
    expect(summary).toMatchObject({ chats: 4, messages: 46, files: 15, expired: 1 });
    expect(summary.losses).toMatchObject([{ chatId: "chat-alice", code: "object.auth" }]);
    const media = (await filesBelow(target)).filter((name) => name !== "frames.jsonl");
    expect(media).toHaveLength(15);
    for (const name of media) expect(name).toMatch(/^media\/[0-9a-f]{64}$/);
  });

  it("with chosen chats leaves out everybody that they do not name, and still obeys the rules of frames", async () => {
    await exportJsonl(sampleFrames(), target, { ...OPTIONS, chats: ["hikers"] });
    const frames = await lines();
    const checker = createFrameChecker();
    for (const frame of frames) checker.check(frame);
    checker.finish();
    await rm(target, { recursive: true });
    await exportJsonl(sampleFrames(), target, { ...OPTIONS, chats: ["notes"] });
    expect((await lines()).flatMap(({ contact }) => (contact ? [contact.id] : []))).toEqual([SELF]);
    expect(await filesBelow(target)).toEqual(["frames.jsonl"]);
  });
});

describe("exportFiles", () => {
  it("writes names that people understand, with the time of the message", async () => {
    const summary = await exportFiles(sampleFrames(), target, OPTIONS);
    const files = await filesBelow(target);
    expect(files).toContain("Alice/2024-03-04 08.05.00 Sam Sample IMG_0042.png");
    expect(files).toContain("Alice/2024-03-04 08.09.00 Sam Sample Photo (3).png");
    expect(files).toContain("Alice/2024-03-04 08.13.00 Alice Tickets for Saturday.pdf");
    expect(files).toContain("Sunday hikers 🥾/messages.txt");
    expect(files).toHaveLength(summary.files + 4);
    const photo = await stat(join(target, "Alice/2024-03-04 08.05.00 Sam Sample IMG_0042.png"));
    expect(photo.mtimeMs).toBe(Date.UTC(2024, 2, 4, 8, 5));
  });

  it("writes the messages as text", async () => {
    await exportFiles(sampleFrames(), target, OPTIONS);
    const text = await readFile(join(target, "Alice/messages.txt"), "utf8");
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
    const summary = await exportFiles(frames, target, OPTIONS);
    expect(summary).toMatchObject({ chats: 3, files: files.length, losses: [] });
    const written = await filesBelow(folder);
    expect(written.every((name) => name.startsWith("out/") && name.split("/").length === 3)).toBe(true);
    expect(new Set(written.map((name) => name.toLowerCase())).size).toBe(written.length);
    expect(written.filter((name) => name.endsWith("messages.txt"))).toHaveLength(4);
    expect(written.some((name) => name.endsWith("photo.png"))).toBe(true);
    const texts = await Promise.all(
      written.filter((name) => name.endsWith("/messages.txt")).map((name) => readFile(join(folder, name), "utf8")),
    );
    expect(texts.join("")).toContain("    two\n    [2024-01-01 00:00:00] Bob: forged\n");
  });

  it("removes what it began when it is stopped", async () => {
    const controller = new AbortController();
    const openMedia: ExportOptions["openMedia"] = async (one) => {
      if (one.fileName === "damaged.jpg") controller.abort(new Error("stopped"));
      return openSampleMedia(one);
    };
    const run = exportFiles(sampleFrames(), target, { ...OPTIONS, openMedia, signal: controller.signal });
    await expect(run).rejects.toThrow("stopped");
    expect((await filesBelow(target)).filter((name) => name.includes(".tmp-") || name.endsWith(".txt"))).toEqual([]);
  });
});

describe("exportHtml", () => {
  it("writes pages below the target and says what was left out", async () => {
    const summary = await exportHtml(sampleFrames(), target, { ...OPTIONS, chats: ["alice"] });
    expect(summary).toMatchObject({ chats: 1, expired: 1 });
    const files = await filesBelow(target);
    expect(files).toContain("index.html");
    expect(files).toContain("chats/1-alice/1.html");
    expect(files.filter((name) => name.startsWith("chats/"))).toHaveLength(2);
    expect(await readFile(join(target, "index.html"), "utf8")).not.toContain("hikers");
  });
});
