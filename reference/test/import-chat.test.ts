import { describe, expect, it } from "vitest";
import { AttachmentKind, AttachmentMissing, CallSummaryOutcome } from "../core/proto/types.js";
import { openExport } from "../import/index.js";
import { importText, memorySource, messagesOf, readFrames } from "./import-helpers.js";

const LRM = "\u200e";
const bodies = (messages: Awaited<ReturnType<typeof importText>>["messages"]) =>
  messages.map(({ text, system }) => text?.text?.body ?? system?.text);

async function problem(run: Promise<unknown>) {
  return run.then(
    () => undefined,
    ({ code, details, message }) => ({ code, reason: details?.reason, details, message }),
  );
}

describe("lines", () => {
  it("that merely begin like a date belong to the message above", async () => {
    const text =
      "13/01/24, 10:00 - Ana: times:\n14/01/24, 11:00 there\n[14/01/24, 12:00:00] Ben: back\n14/01/2024, 10:00 - Ben: x\n\nend\n13/01/24, 10:01 - Ben: ok\n";
    const { messages, report } = await importText(text, { me: "Ana" });
    expect(bodies(messages)).toEqual([
      "times:\n14/01/24, 11:00 there\n[14/01/24, 12:00:00] Ben: back\n14/01/2024, 10:00 - Ben: x\n\nend",
      "ok",
    ]);
    expect(report.chats[0]?.unmatchedLines).toBe(2);
  });

  it("of an iPhone end messages with CRLF, so that not even a copied head splits one", async () => {
    const head = "[13/01/24, 10:00:00]";
    const text = `${head} Ana: Ben wrote:\n${head} Ben: hi\r\n${head} Ben: did I\r\n${head} Ana: yes\r\n`;
    const { messages, report } = await importText(text, { me: "Ana" });
    expect(bodies(messages)).toEqual([`Ben wrote:\n${head} Ben: hi`, "did I", "yes"]);
    expect(report.chats[0]?.unmatchedLines).toBe(1);
  });

  it("above the first message are kept and counted", async () => {
    const { messages, report } = await importText("Exported by hand\n\nfor Ben\n13/01/24, 10:00 - Ana: x\n", {
      me: "Ana",
    });
    expect(bodies(messages)).toEqual(["Exported by hand\n\nfor Ben", "x"]);
    expect(report.chats[0]).toMatchObject({ unmatchedLines: 2, messages: 2 });
  });

  it("may begin with a byte order mark and end in any way", async () => {
    for (const text of [
      "\ufeff13/01/24, 10:00 - Ana: a\r\n13/01/24, 10:01 - Ana: b",
      "13/01/24, 10:00 - Ana: a\n13/01/24, 10:01 - Ana: b\n",
    ]) {
      expect(bodies((await importText(text, { me: "Ana" })).messages)).toEqual(["a", "b"]);
    }
  });

  it("too long for one message go on in the next, and nothing is lost", async () => {
    const long = "äöü🌊".repeat(60_000);
    const { messages } = await importText(`13/01/24, 10:00 - Ana: ${long}\n13/01/24, 10:01 - Ben: b\n`, { me: "Ana" });
    expect(bodies(messages).slice(0, -1).join("").replace(/^\s/u, "")).toBe(long);
    expect(bodies(messages).at(-1)).toBe("b");
  });

  it("keep right-to-left text, combining marks and emoji as they are", async () => {
    const body = "\u202bשלום\u202c e\u0301 é 👩‍👩‍👧 \u2067سلام\u2069 *bold* _it_ ~no~ ```x```";
    const { messages } = await importText(`13/01/24, 10:00 - Ana: ${body}\n`, { me: "Ana" });
    expect(messages[0]?.text?.text).toEqual({ body });
  });
});

describe("the owner", () => {
  const chat = "13/01/24, 10:00 - Ana: hi\n13/01/24, 10:01 - Ben: hi\n";

  it("leaves the other one to name a chat that nothing else names", async () => {
    const { report, list } = await importText(chat, { me: "Ana" });
    expect(report.chats[0]).toMatchObject({ title: "Ben", group: false });
    expect(list.some(({ group }) => group)).toBe(false);
  });

  it("is the other author of a chat that is named after one", async () => {
    const { report, list } = await importText(chat, { name: "WhatsApp Chat with Ana.txt" });
    expect(report.owner).toEqual({ name: "Ben", wrote: true });
    const ben = list.find(({ contact }) => contact?.displayName === "Ben")?.contact?.id;
    expect(list[0]?.account).toMatchObject({ selfContactId: ben, displayName: "Ben" });
    expect(list.find(({ chat }) => chat)?.chat).toMatchObject({ contactId: expect.any(String) });
  });

  it("is who wrote what “you” deleted", async () => {
    const { report } = await importText(`${chat}13/01/24, 10:02 - Ana: You deleted this message\n`);
    expect(report.owner?.name).toBe("Ana");
  });

  it("is asked for where nothing settles it", async () => {
    expect(await problem(importText(chat))).toMatchObject({
      code: "input.malformed",
      reason: "owner",
      details: { option: "me", choices: ["Ana", "Ben"] },
      message: expect.stringContaining('"Ana", "Ben"'),
    });
  });

  it("may have written nothing", async () => {
    const { report } = await importText("13/01/24, 10:00 - Ana: hi\n", { name: "WhatsApp Chat with Ana.txt" });
    expect(report.owner).toEqual({ name: "", wrote: false });
    expect((await importText(chat, { me: "Zoë" })).report.owner).toEqual({ name: "Zoë", wrote: false });
  });

  it("may be called “You” instead of by name", async () => {
    const { list, messages } = await importText(`${chat}13/01/24, 10:02 - You: me\n`, { me: "Ben" });
    expect(messages[2]?.authorId).toBe(list[0]?.account?.selfContactId);
    expect(list.filter(({ contact }) => contact)).toHaveLength(2);
  });

  it("is “You” in notices", async () => {
    const text = `13/01/24, 09:00 - You created group "Us"\n13/01/24, 09:01 - You added Ben and Cleo\n${chat}13/01/24, 11:00 - Ben left\n`;
    const { list, messages } = await importText(text, { me: "ana", name: "WhatsApp Chat with Us.txt" });
    const id = (name: string) => list.find(({ contact }) => contact?.displayName === name)?.contact?.id;
    expect(messages[1]?.system).toMatchObject({ actorId: id("Ana"), subjectIds: [id("Ben"), id("Cleo")] });
    const group = list.find(({ group }) => group)?.group;
    expect(group).toMatchObject({ subject: "Us", createdBy: id("Ana"), createdAtMs: Date.UTC(2024, 0, 13, 9) });
    const members = Object.fromEntries(group?.members?.map((member) => [member.contactId, member]) ?? []);
    expect(Object.keys(members)).toHaveLength(3);
    expect(members[id("Ben") ?? ""]).toMatchObject({ leftAtMs: Date.UTC(2024, 0, 13, 11) });
  });
});

describe("people", () => {
  it("without a name are known by their number, those not in the address book by theirs", async () => {
    const text =
      "[13/01/24, 10:00:00] \u202a+44\u00a07700\u00a0900142\u202c: a\n[13/01/24, 10:01:00] ~\u202fMo: b @\u2068Mo\u2069\n[13/01/24, 10:02:00] +44 7700 900142: c\n";
    const { list, messages } = await importText(text, { me: "Ana" });
    expect(messages[0]?.authorId).toBe(messages[2]?.authorId);
    expect(list.flatMap(({ contact }) => contact ?? [])).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ displayName: "+44 7700 900142", phoneNumbers: ["+447700900142"] }),
        expect.objectContaining({ profileName: "Mo" }),
      ]),
    );
    expect(messages[1]?.text?.text?.mentions).toEqual([{ start: 2, length: 5, contactId: messages[1]?.authorId }]);
  });

  it("are not made up from notices with a colon", async () => {
    const text =
      '13/01/24, 10:00 - Ana changed the subject from "a: b" to "c: d"\n13/01/24, 10:01 - Ana: You changed: nothing\n';
    const { messages, list } = await importText(text, { me: "Ana" });
    expect(messages.map(({ system }) => system?.kind)).toEqual([7, undefined]);
    expect(bodies(messages)[1]).toBe("You changed: nothing");
    expect(list.filter(({ contact }) => contact)).toHaveLength(1);
  });
});

describe("files", () => {
  it("are found whatever their case, form and folder; missing and unnamed ones are listed", async () => {
    const text = [
      "Cafe\u0301.PDF (file attached)",
      "IMG-20240113-WA0001.jpg (file attached)\na caption\nof two lines",
      "IMG-20240113-WA0002.jpg (file attached)",
      "../../etc/passwd.txt (file attached)",
    ];
    const { messages, report, openAttachment } = await importText(
      text.map((body, at) => `13/01/24, 10:0${at} - Ana: ${body}\n`).join(""),
      { me: "Ana", files: { "Media/CAFÉ.pdf": "pdf", "IMG-20240113-WA0001.JPG": "jpg", "notes.bin": "?" } },
    );
    const attachments = messages.map(({ media }) => media?.attachments?.[0]);
    expect(attachments.map((attachment) => attachment?.missing)).toEqual([
      undefined,
      undefined,
      AttachmentMissing.OMITTED,
      AttachmentMissing.OMITTED,
    ]);
    expect(attachments[0]).toMatchObject({ kind: AttachmentKind.DOCUMENT, mediaType: "application/pdf" });
    expect(messages[1]?.media?.caption?.body).toBe("a caption\nof two lines");
    expect(report.chats[0]).toMatchObject({
      missingFiles: { count: 2, names: ["IMG-20240113-WA0002.jpg", "../../etc/passwd.txt"] },
      unnamedFiles: { count: 1, names: ["notes.bin"] },
    });
    const content = await openAttachment(attachments[0] ?? {});
    expect(content?.length).toBe(3);
    for await (const piece of content?.read() ?? []) expect(new TextDecoder().decode(piece)).toBe("pdf");
    expect(await openAttachment(attachments[2] ?? {})).toBeUndefined();
  });

  it("of contacts become cards", async () => {
    const vcf =
      "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;Ana;;Dr.;\r\nTEL;CELL:+44 7700\r\n  900142\r\nitem1.TEL:tel:+1-202-555-0142\r\nEND:VCARD\r\nBEGIN:VCARD\nFN:Ben\\, jun.\nEND:VCARD\n";
    const { messages } = await importText("13/01/24, 10:00 - Ana: two.vcf (file attached)\n", {
      me: "Ana",
      files: { "two.vcf": vcf },
    });
    const cards = messages[0]?.contactCards?.cards;
    expect(cards?.map(({ displayName, phoneNumbers }) => [displayName, phoneNumbers])).toEqual([
      ["Dr. Ana Müller", ["+44 7700 900142", "+1-202-555-0142"]],
      ["Ben, jun.", undefined],
    ]);
    expect(cards?.map(({ vcard }) => vcard).join("\r\n")).toBe(vcf.trimEnd());
    expect(cards?.[0]?.file).toMatchObject({ fileName: "two.vcf" });
  });

  it("that were left out do not change the ids of messages", async () => {
    const line = (time: string, body: string) => `13/01/24, ${time} - Ana: ${body}\n`;
    const withFiles = [
      line("10:00", "IMG-1.jpg (file attached)\nhi"),
      line("10:00", "b.vcf (file attached)"),
      line("10:00", "IMG-2.jpg (file attached)\nhi"),
      line("10:01", "x"),
    ];
    const without = [
      line("10:00", "<Media omitted>\nhi"),
      line("10:00", "b.vcf (file attached)"),
      line("10:00", "<Media omitted>\nhi"),
      line("10:01", "x"),
    ];
    const ids = async (lines: string[]) =>
      (await importText(lines.join(""), { me: "Ana" })).messages.map(({ id }) => id);
    expect(await ids(withFiles)).toEqual(await ids(without));
    expect(new Set(await ids(without)).size).toBe(4);
  });
});

describe("both layouts", () => {
  it("give one chat the same ids", async () => {
    const android =
      "13/01/2024, 10:00 - Ana: a\n13/01/2024, 10:00 - Ana: a\n13/01/2024, 10:01 - Ben: <Media omitted>\n";
    const ios = `[1/13/24, 10:00:01\u202fAM] Ana: a\r\n[1/13/24, 10:00:02\u202fAM] Ana: a\r\n${LRM}[1/13/24, 10:01:03\u202fAM] Ben: ${LRM}image omitted\r\n`;
    const ids = async (text: string) =>
      (await importText(text, { chatName: "Us", me: "Ana" })).messages.map(({ id, chatId, authorId }) => [
        id,
        chatId,
        authorId,
      ]);
    expect(await ids(android)).toEqual(await ids(ios));
  });

  it("write calls that nobody answered", async () => {
    const { messages } = await importText("13/01/24, 10:00 - Ana: x\n13/01/24, 10:01 - Missed video call\n", {
      me: "Ana",
    });
    expect(messages[1]).toMatchObject({ call: { summary: { outcome: CallSummaryOutcome.MISSED } } });
  });

  it("have notices that no phrase fits, which stay notices", async () => {
    const { messages } = await importText(`13/01/24, 10:00 - Ana: x\n13/01/24, 10:01 - Something new happened\n`, {
      me: "Ana",
    });
    expect(messages[1]).toMatchObject({ system: { kind: 0, text: "Something new happened" } });
    const copied = await importText("[13/01/24, 10:00:00] Ana: \u202a+44 7700 900142\u202c\r\n", { me: "Ana" });
    expect(bodies(copied.messages)).toEqual(["\u202a+44 7700 900142\u202c"]);
    const ios = await importText(`[13/01/24, 10:00:00] Ana: ${LRM}Something new happened\r\n`, { me: "Ana" });
    expect(ios.messages[0]).toMatchObject({ system: { text: "Something new happened", actorId: expect.any(String) } });
  });
});

describe("several exports", () => {
  const one = memorySource("a", {
    "WhatsApp Chat with Ana.txt": "13/01/24, 10:00 - Ana: 1\n13/01/24, 10:02 - Me: 3\n",
  });
  const two = memorySource("b", {
    "WhatsApp Chat with Ben.txt": "13/01/24, 10:01 - Ben: 2\n13/01/24, 10:03 - Me: 4\n",
  });

  it("become one backup in order", async () => {
    const { frames, report } = await openExport([one, two], { timezone: "UTC" });
    const list = await readFrames(frames);
    expect(bodies(messagesOf(list))).toEqual(["1", "2", "3", "4"]);
    expect(list.filter(({ chat }) => chat)).toHaveLength(2);
    expect(report).toMatchObject({ owner: { name: "Me" }, chats: [{ title: "Ana" }, { title: "Ben" }] });
  });

  it("can be read again", async () => {
    const { frames } = await openExport([one, two], { timezone: "UTC" });
    expect(await readFrames(frames)).toEqual(await readFrames(frames));
  });

  it("of one chat overlap without doubles", async () => {
    const later = memorySource("c", {
      "WhatsApp Chat with Ana.txt": "13/01/24, 10:00 - Ana: 1\n13/01/24, 10:02 - Me: 3\n14/01/24, 10:00 - Ana: 5\n",
    });
    const list = await readFrames((await openExport([one, later], { timezone: "UTC" })).frames);
    expect(bodies(messagesOf(list))).toEqual(["1", "3", "5"]);
  });

  it("share what one of them tells about its dates", async () => {
    const open = (text: string) => memorySource("f", { "WhatsApp Chat with Cleo.txt": text });
    const ambiguous = "03/04/24, 10:01 - Cleo: 2\n03/04/24, 10:03 - Me: 4\n";
    expect(await problem(openExport([open(ambiguous)]))).toMatchObject({ reason: "date-order" });
    const { report } = await openExport([open(ambiguous), one]);
    expect(report.chats.map(({ dateOrder }) => dateOrder)).toEqual(["dmy", "dmy"]);
  });

  it("in folders of one folder are apart", async () => {
    const folder = memorySource("all", {
      "WhatsApp Chat - Ana/_chat.txt":
        "[13/01/24, 10:00:00] Ana: x <attached: 1.pdf>\r\n[13/01/24, 10:00:01] Me: y\r\n",
      "WhatsApp Chat - Ana/1.pdf": "a",
      "WhatsApp Chat - Ben/_chat.txt":
        "[13/01/24, 10:00:00] Ben: x <attached: 1.pdf>\r\n[13/01/24, 10:00:01] Me: y\r\n",
    });
    const { report } = await openExport(folder);
    expect(report.chats).toMatchObject([
      { title: "Ana", missingFiles: { count: 0 }, unnamedFiles: { count: 0 } },
      { title: "Ben", missingFiles: { count: 1 }, unnamedFiles: { count: 0 } },
    ]);
  });

  it("need one owner, and names that are apart", async () => {
    const other = memorySource("d", {
      "WhatsApp Chat with Cleo.txt": "13/01/24, 10:01 - Cleo: 2\n13/01/24, 10:03 - Sam: 4\n",
    });
    expect(await problem(openExport([one, other]))).toMatchObject({ reason: "owner" });
    await expect(openExport([one, two], { chatName: "x" })).rejects.toThrow(RangeError);
    const group = memorySource("e", {
      "WhatsApp Chat with Ana.txt": '13/01/24, 10:01 - Kim created group "Ana"\n13/01/24, 10:03 - Kim: 4\n',
    });
    expect(await problem(openExport([one, group], { me: "Me" }))).toMatchObject({ reason: "several-chats" });
  });
});

describe("what is no export", () => {
  it.each([
    ["empty", "", "empty"],
    ["blank", "\n\n\r\n", "empty"],
    ["prose", "Dear diary\n", "not-an-export"],
  ])("%s text", async (_, text, reason) => {
    expect(await problem(importText(text))).toMatchObject({ code: "input.malformed", reason });
  });

  it.each([
    ["UTF-16", new Uint8Array([0xff, 0xfe, 0x31, 0])],
    ["Latin-1", new Uint8Array([0x31, 0x33, 0xe4, 0x0a])],
    ["UTF-8 that is cut", new Uint8Array([0x31, 0xf0, 0x9f])],
  ])("%s", async (_, bytes) => {
    expect(await problem(openExport(memorySource("x", { "_chat.txt": bytes })))).toMatchObject({ reason: "encoding" });
  });

  it("a folder without a chat, or with several unnamed ones", async () => {
    expect(await problem(openExport(memorySource("x", { "a.jpg": "" })))).toMatchObject({ reason: "not-an-export" });
    expect(await problem(openExport(memorySource("x", { "a.zip": "" })))).toMatchObject({
      message: expect.stringContaining("unpack"),
    });
    const chat = "13/01/24, 10:00 - Ana: 1\n";
    expect(await problem(openExport(memorySource("x", { "a.txt": chat, "b.txt": chat })))).toMatchObject({
      reason: "several-chats",
    });
    const found = await openExport(memorySource("x", { "a.txt": chat, "b.txt": "no chat" }), { me: "Ana" });
    expect(found.report.chats[0]).toMatchObject({ title: "a", messages: 1, unnamedFiles: { names: ["b.txt"] } });
  });
});
