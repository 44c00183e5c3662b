import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bytesFor } from "../arbitraries/bytes-for.js";
import { toHex } from "../core/bytes.js";
import { forEachAttachment } from "../core/frame-refs.js";
import { chooseSnapshot } from "../core/history.js";
import { frameToJson } from "../core/json.js";
import { headerName, objectName, snapshotName } from "../core/names.js";
import { compareOrderKeys, type OrderKey, orderKey } from "../core/order-key.js";
import type { Decoded, Frame, ObjectReference } from "../core/proto/types.js";
import { readSegment } from "../core/segment-read.js";
import { addSlot } from "../core/slots.js";
import type { Vault } from "../core/vault.js";
import { buildOnce, keepsake, keepsakeJson, makeFolder, temporaryFolder } from "./command-harness.js";
import { vaultFolder, WITH_KEY } from "./command-life-helpers.js";
import {
  contentOf,
  DAY,
  inputOf,
  type Library,
  makeLibrary,
  NOW,
  otherRecoveryKey,
  photo,
  runBackup,
  text,
} from "./vault-helpers.js";

interface Segment {
  readonly name: string;
  readonly first: OrderKey;
  readonly last: OrderKey;
  readonly frames: readonly Decoded<Frame>[];
}

interface Result {
  readonly messages: number;
  readonly lost: readonly Record<string, unknown>[];
  readonly report: { readonly text: string; readonly json: string };
}

/** A vault with two snapshots of two chats; each test damages a copy of its own. */
let made: string;
let objects: readonly string[];
/** Segments of the older snapshot and of the newer one, read while they were whole. */
let older: readonly Segment[];
let newer: readonly Segment[];

const contents = new Map<string, Uint8Array>();

function libraries(): Library[] {
  const library = makeLibrary(4, 3000);
  for (const [id, bytes] of library.contents) contents.set(id, bytes);
  const report = photo("report", NOW - 70 * DAY, { fileName: "Report.pdf" });
  report.message!.chatId = "club";
  contents.set("report-photo", bytesFor("report", 2000));
  const club: Frame = { chat: { id: "club", title: "Chess club" } };
  const first = [...library.frames.slice(0, 4), club, ...library.frames.slice(4), report];
  const at = (frame: Frame) => orderKey(frame)!;
  const sorted = first.sort((a, b) => compareOrderKeys(at(a), at(b)));
  // An edit in the third month, a message less in the second, and new ones.
  const edited = sorted
    .filter(({ message }) => message?.id !== "m1-c")
    .map((frame) =>
      frame.message?.id === "m2-a" ? text("m2-a", frame.message.receivedAtMs!, "hello, edited") : frame,
    );
  contents.set("late-photo", bytesFor("late", 4000));
  const second = [...edited, text("new", NOW - DAY, "new"), photo("late", NOW - DAY + 1)];
  return [sorted, second].map((frames) => ({ frames, contents }));
}

async function segmentsOf(vault: Vault, sequence: number): Promise<Segment[]> {
  const { snapshot } = await chooseSnapshot(vault, sequence);
  const read = snapshot.segments.map(async (segment): Promise<Segment> => {
    const { frames } = await readSegment(vault, segment);
    return { name: objectName(segment.object.id), first: segment.first, last: segment.last, frames };
  });
  return Promise.all(read);
}

beforeAll(async () => {
  await buildOnce();
  const { folder, vault, save } = await vaultFolder(makeFolder());
  made = folder;
  for (const library of libraries()) {
    const openAttachment = async ({ id = "" }) => ({
      ...contentOf(contents.get(id)!),
      // Small pictures have no preview.
      ...(contents.get(id)!.length < 3000 ? {} : { thumbnail: contentOf(bytesFor(`preview of ${id}`, 300)) }),
    });
    await runBackup(vault, library, { ...inputOf(library), openAttachment });
  }
  await save();
  [older, newer] = [await segmentsOf(vault, 1), await segmentsOf(vault, 2)];
  objects = readdirSync(join(folder, "vault/objects"), { recursive: true, encoding: "utf8" })
    .map((path) => `objects/${path.replaceAll("\\", "/")}`)
    .filter((name) => name.length > 20)
    .sort();
}, 300_000);
afterAll(() => rmSync(made, { recursive: true, force: true }));

function copy(folder = temporaryFolder()): string {
  cpSync(made, folder, { recursive: true });
  return folder;
}

function flipBit(path: string, bit: number): void {
  const bytes = readFileSync(path);
  const place = bit % (bytes.length * 8);
  bytes[place >> 3]! ^= 1 << (place & 7);
  writeFileSync(path, bytes);
}

const isIn = (key: OrderKey, { first, last }: Segment) =>
  compareOrderKeys(first, key) <= 0 && compareOrderKeys(key, last) <= 0;

/** What has to come out of the newer snapshot when these objects are lost: frames in order, and what is missing. */
function expected(lost: ReadonlySet<string>) {
  const frames: Decoded<Frame>[] = [];
  const segments: object[] = [];
  for (const segment of newer) {
    if (!lost.has(segment.name)) {
      frames.push(...segment.frames);
      continue;
    }
    const found = older
      .filter(({ name }) => !lost.has(name))
      .flatMap((before) => before.frames.filter((frame) => isIn(orderKey(frame)!, segment)));
    frames.push(...found);
    segments.push({
      kind: "frames",
      frames: segment.frames.length,
      salvaged: { frames: found.length, snapshots: found.length > 0 ? [1] : [] },
    });
  }
  const missing: object[] = [];
  const whole: [digest: string, bytes: Uint8Array][] = [];
  const note = (frame: Frame, id: string, reference: ObjectReference, kind: string, bytes: Uint8Array) => {
    const { message, contact } = frame;
    const owner = message == null ? { contactId: contact?.id } : { chatId: message.chatId, messageId: message.id };
    if (lost.has(objectName(reference.id!))) missing.push({ kind, attachmentId: id, ...owner });
    else whole.push([toHex(reference.digest!), bytes]);
  };
  for (const frame of frames) {
    forEachAttachment(frame, ({ id = "", object, thumbnail }) => {
      if (object != null) note(frame, id, object, "attachment", contents.get(id)!);
      if (thumbnail != null) note(frame, id, thumbnail, "thumbnail", bytesFor(`preview of ${id}`, 300));
    });
  }
  return { lines: frames.map((frame) => JSON.stringify(frameToJson(frame))), lost: [...segments, ...missing], whole };
}

const salvage = (format: string) => ["restore", "vault", "--to", "out", "--format", format, "--salvage", ...WITH_KEY];

type Damage = { kind: "delete" } | { kind: "flip"; bit: number } | { kind: "cut"; bytes: number };

const damage: fc.Arbitrary<Damage> = fc.oneof(
  fc.constant<Damage>({ kind: "delete" }),
  fc.record({ kind: fc.constant("flip" as const), bit: fc.nat(1_000_000) }),
  fc.record({ kind: fc.constant("cut" as const), bytes: fc.integer({ min: 1, max: 4000 }) }),
);

function inflict(path: string, how: Damage): void {
  if (how.kind === "delete") rmSync(path);
  else if (how.kind === "flip") flipBit(path, how.bit);
  else writeFileSync(path, readFileSync(path).subarray(0, -how.bytes));
}

describe("keepsake restore --salvage", () => {
  it("gets whatever is still there, bit for bit, and lists exactly what is not", async () => {
    const some = fc.dictionary(fc.nat(objects.length - 1).map(String), damage, { maxKeys: 12 });
    await fc.assert(
      fc.asyncProperty(some, async (damages) => {
        const folder = makeFolder();
        try {
          copy(folder);
          const lost = new Set<string>();
          for (const [index, how] of Object.entries(damages)) {
            const name = objects[Number(index)]!;
            lost.add(name);
            inflict(join(folder, "vault", name), how);
          }
          const { lines, lost: missing, whole } = expected(lost);
          const code = missing.length > 0 ? [3, 7] : [0];
          const run = await keepsake(folder, [...salvage("jsonl"), "--json"]);
          expect(code).toContain(run.code);
          const result = JSON.parse(run.stdout) as Result;
          expect(result.lost).toEqual(missing.map((loss) => expect.objectContaining(loss)));
          expect(JSON.parse(readFileSync(result.report.json, "utf8"))).toMatchObject({
            snapshot: 2,
            lost: result.lost,
            problems: [],
          });
          const out = readFileSync(join(folder, "out/frames.jsonl"), "utf8").split("\n").slice(0, -1);
          expect(out).toEqual(lines);
          for (const [digest, bytes] of whole) {
            expect(readFileSync(join(folder, "out/media", digest)).equals(bytes)).toBe(true);
          }
          const files = existsSync(join(folder, "out/media")) ? readdirSync(join(folder, "out/media")) : [];
          expect(files.sort()).toEqual(whole.map(([digest]) => digest).sort());
        } finally {
          rmSync(folder, { recursive: true, force: true });
        }
      }),
      { numRuns: 25 },
    );
  }, 120_000);

  it("gets the messages of a lost segment from the snapshot before, as they were then", async () => {
    const folder = copy();
    const segment = newer.find(({ frames }) => frames.some(({ message }) => message?.id === "m2-a"))!;
    rmSync(join(folder, "vault", segment.name));
    const { lost } = await keepsakeJson<Result>(folder, salvage("jsonl"), 7);
    expect(lost).toMatchObject([
      { code: "object.missing", firstId: segment.first.id, lastId: segment.last.id, salvaged: { snapshots: [1] } },
    ]);
    expect(readFileSync(join(folder, "out/frames.jsonl"), "utf8")).toContain('"hello 2"');
    const plain = ["restore", "vault", "--to", "plain", "--format", "jsonl", ...WITH_KEY];
    expect((await keepsakeJson<Result>(folder, plain, 7)).lost).toHaveLength(1);
    expect(readFileSync(join(folder, "plain/frames.jsonl"), "utf8")).not.toContain('"hello 2"');
  });

  it.each(["html", "files", "jsonl"])(
    "names the chat, the message and the file in words, also for %s",
    async (format) => {
      const folder = copy();
      const frames = newer.flatMap((segment) => segment.frames);
      const report = frames.find(({ message }) => message?.id === "report")!.message!.media!.attachments[0]!;
      flipBit(join(folder, "vault", objectName(report.object!.id)), 5000);
      const result = await keepsakeJson<Result>(folder, salvage(format), 7);
      expect(result.lost).toEqual([
        {
          code: "object.auth",
          message: expect.any(String),
          kind: "attachment",
          chatId: "club",
          messageId: "report",
          attachmentId: "report-photo",
          fileName: "Report.pdf",
        },
      ]);
      const words = readFileSync(result.report.text, "utf8");
      for (const word of ["Report.pdf", "chat: Chess club (club)", "message: report"]) expect(words).toContain(word);
    },
  );

  it("goes on without the account, which a restore does only when it is told to", async () => {
    const folder = copy();
    for (const name of new Set([older[0]!.name, newer[0]!.name])) rmSync(join(folder, "vault", name));
    const refused = await keepsake(folder, ["restore", "vault", "--to", "plain", ...WITH_KEY]);
    expect(refused).toMatchObject({ code: 7, stderr: expect.stringContaining("(object.missing)") });
    for (const format of ["html", "files"]) {
      rmSync(join(folder, "out"), { recursive: true, force: true });
      const result = await keepsakeJson<Result>(folder, salvage(format), 7);
      expect(result.messages).toBe(newer.slice(1).flatMap(({ frames }) => frames).length);
      expect(readFileSync(result.report.text, "utf8")).toContain("people and chats");
    }
  });

  it("takes the snapshot before where the newest is damaged, and says so", async () => {
    const folder = copy();
    rmSync(join(folder, "state"), { recursive: true });
    flipBit(join(folder, "vault", snapshotName(2)), 4000);
    const result = await keepsakeJson<Result>(folder, salvage("jsonl"), 6);
    expect(result).toMatchObject({ snapshot: 1, lost: [], problems: [{ code: "snapshot.auth" }] });
    expect(readFileSync(result.report.text, "utf8")).toContain("(snapshot.auth)");
  });

  it("steps over a snapshot that needs a header which is gone, and says so", async () => {
    const { folder, vault } = await vaultFolder();
    const library = { frames: makeLibrary(1).frames, contents };
    await runBackup(vault, library);
    const header = join(folder, "vault", headerName(1));
    const old = readFileSync(header);
    await addSlot(vault, { secret: otherRecoveryKey });
    await runBackup(vault, library);
    rmSync(join(folder, "vault", headerName(2)));
    writeFileSync(header, old);
    const plain = await keepsake(folder, ["restore", "vault", "--to", "plain", ...WITH_KEY]);
    expect(plain).toMatchObject({ code: 5, stderr: expect.stringContaining("(header.rollback)") });
    const result = await keepsakeJson<Result>(folder, salvage("jsonl"), 5);
    expect(result).toMatchObject({ snapshot: 1, messages: 3, lost: [], problems: [{ code: "header.rollback" }] });
    expect(readFileSync(result.report.text, "utf8")).toContain("(header.rollback)");
  });

  it("says that nothing is missing, and finds a name for its list beside a chat of that name", async () => {
    const { folder, vault, save } = await vaultFolder();
    const { frames } = makeLibrary(1);
    frames[3]!.chat!.title = "lost.txt";
    await runBackup(vault, { frames, contents });
    await save();
    const { lost, report } = await keepsakeJson<Result>(folder, salvage("files"));
    expect(lost).toEqual([]);
    expect(report.text).toBe(join(folder, "out", "lost 2.txt"));
    expect(readFileSync(report.text, "utf8")).toContain("nothing is missing");
  });
});
