import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BlobWriter, TextReader, ZipWriter } from "@zip.js/zip.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bytesSource } from "../core/source.js";
import { blobSource, openExport, zipSource } from "../import/index.js";
import { openPath } from "../import/node.js";
import { messagesOf, readFrames } from "./import-helpers.js";

const CHAT = "13/01/24, 10:00 - Ana: IMG-1.jpg (file attached)\n13/01/24, 10:01 - Me: hi\n";
const NAME = "WhatsApp Chat with Ana";
const options = { timezone: "UTC" };

async function zip(files: Record<string, string>, level = 6, password?: string): Promise<Uint8Array> {
  const writer = new ZipWriter(new BlobWriter(), { level, useWebWorkers: false, ...(password ? { password } : {}) });
  for (const [name, text] of Object.entries(files)) await writer.add(name, new TextReader(text));
  return new Uint8Array(await (await writer.close()).arrayBuffer());
}

async function read(bytes: Uint8Array, name = `${NAME}.zip`) {
  const result = await openExport(await zipSource(name, bytesSource(bytes)), options);
  const list = await readFrames(result.frames);
  return { ...result, list, messages: messagesOf(list) };
}

const all = async (pieces: AsyncIterable<Uint8Array> | undefined) => {
  let text = "";
  for await (const piece of pieces ?? []) text += new TextDecoder().decode(piece);
  return text;
};

describe("a zip", () => {
  it.each([0, 6])("is read in place, at level %d", async (level) => {
    const bytes = await zip({ [`${NAME}.txt`]: CHAT, "IMG-1.jpg": "photo".repeat(100_000) }, level);
    const { messages, openAttachment, report } = await read(bytes);
    expect(report).toMatchObject({ owner: { name: "Me" }, chats: [{ title: "Ana", missingFiles: { count: 0 } }] });
    const content = await openAttachment(messages[0]?.media?.attachments?.[0] ?? {});
    expect(content?.length).toBe(500_000);
    expect(await all(content?.read())).toBe("photo".repeat(100_000));
    // A reader that stops early leaves nothing behind.
    for await (const piece of content?.read() ?? []) {
      expect(piece.length).toBeGreaterThan(0);
      break;
    }
  });

  it("has names that are names only", async () => {
    const bytes = await zip({
      "../../_chat.txt": CHAT,
      "/etc/IMG-1.jpg": "a",
      "..\\..\\x": "b",
      "__MACOSX/._chat.txt": "c",
    });
    const { report, messages, openAttachment } = await read(bytes);
    expect(report.chats[0]).toMatchObject({ title: "Ana", unnamedFiles: { names: ["..\\..\\x"] } });
    expect(await all((await openAttachment(messages[0]?.media?.attachments?.[0] ?? {}))?.read())).toBe("a");
  });

  it("that is cut, changed or no zip is refused with advice", async () => {
    const bytes = await zip({ [`${NAME}.txt`]: CHAT, "IMG-1.jpg": "photo".repeat(1000) }, 0);
    const broken = { code: "input.malformed", details: { reason: "broken-zip" } };
    for (const damaged of [bytes.subarray(0, 200), new Uint8Array(0), new TextEncoder().encode("no zip at all")]) {
      await expect(read(damaged)).rejects.toMatchObject(broken);
    }
    const flipped = bytes.slice();
    flipped[bytes.length - 2000] = (flipped[bytes.length - 2000] ?? 0) ^ 1;
    const { messages, openAttachment } = await read(flipped);
    const content = await openAttachment(messages[0]?.media?.attachments?.[0] ?? {});
    await expect(all(content?.read())).rejects.toMatchObject({
      ...broken,
      message: expect.stringContaining("IMG-1.jpg"),
    });
  });

  it("with a password asks to be unpacked", async () => {
    const bytes = await zip({ "_chat.txt": CHAT }, 0, "secret");
    await expect(read(bytes)).rejects.toMatchObject({ message: expect.stringContaining("unpack") });
  });

  it("is the same from a Blob", async () => {
    const bytes = await zip({ "_chat.txt": CHAT });
    const blob = new Blob([bytes as Uint8Array<ArrayBuffer>]);
    const source = await blobSource("WhatsApp Chat - Ana (2).zip", [{ path: "WhatsApp Chat - Ana (2).zip", blob }]);
    expect((await openExport(source, options)).report.chats[0]).toMatchObject({ title: "Ana", messages: 2 });
    const texts = await blobSource("WhatsApp Chat - Ana", [{ path: "_chat.txt", blob: new Blob([CHAT]) }]);
    expect((await openExport(texts, options)).report.chats[0]).toMatchObject({
      title: "Ana",
      missingFiles: { count: 1 },
    });
  });
});

describe("on a disk", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "keepsake-import-"));
    await writeFile(join(folder, `${NAME}.txt`), CHAT);
    await writeFile(join(folder, "IMG-1.jpg"), "photo");
    await writeFile(join(folder, "unrelated.doc"), "x");
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("a folder, a text and a folder of zips are opened", async () => {
    const asFolder = await openExport(await openPath(folder), options);
    expect(asFolder.report.chats[0]).toMatchObject({ title: "Ana", unnamedFiles: { names: ["unrelated.doc"] } });
    const asText = await openExport(await openPath(join(folder, `${NAME}.txt`)), options);
    expect(asText.report.chats[0]).toMatchObject({ missingFiles: { count: 0 }, unnamedFiles: { count: 0 } });

    const zips = await mkdtemp(join(tmpdir(), "keepsake-import-"));
    for (const name of ["Ana", "Ben"]) {
      await writeFile(
        join(zips, `WhatsApp Chat - ${name}.zip`),
        await zip({ "_chat.txt": CHAT.replaceAll("Ana", name) }),
      );
    }
    const both = await openExport(await openPath(zips), options);
    expect(both.report.chats.map(({ title }) => title).sort()).toEqual(["Ana", "Ben"]);
    await rm(zips, { recursive: true });
  });

  it("an empty folder is refused, and a missing one is the system's error", async () => {
    const empty = await mkdtemp(join(tmpdir(), "keepsake-import-"));
    await expect(openPath(empty)).rejects.toMatchObject({ details: { reason: "empty" } });
    await rm(empty, { recursive: true });
    await expect(openPath(empty)).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("gives up on an entry that cannot be read, instead of waiting for it", async () => {
    const bytes = await zip({ [`${NAME}.txt`]: CHAT });
    // The local header, which is only met when the entry is read.
    bytes[0] = 0;
    await expect(read(bytes)).rejects.toMatchObject({ code: "input.malformed" });
  });
});
