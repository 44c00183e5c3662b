import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { equalBytes } from "../core/bytes.js";
import { digest } from "../core/digest.js";
import { currentEpoch } from "../core/epochs.js";
import { KeepsakeError } from "../core/errors.js";
import { forEachAttachment } from "../core/frame-refs.js";
import type { Loss } from "../core/loss.js";
import { objectName } from "../core/names.js";
import { createReference, OBJECT_TYPE, storedObjectSize } from "../core/object.js";
import { sealObjectBytes } from "../core/object-seal.js";
import type { Attachment, Decoded, Frame } from "../core/proto/types.js";
import { openAttachment, openThumbnail, readAttachmentRange, readFrames } from "../core/restore.js";
import { type RestoreReport, type RestoreSink, restoreAll } from "../core/restore-all.js";
import { encodeSegment } from "../core/segment.js";
import { storeSnapshot } from "../core/snapshot-put.js";
import { collect } from "../core/store.js";
import { createMemoryStore, type MemoryStore } from "../core/store-memory.js";
import type { Vault } from "../core/vault.js";
import {
  allFrames,
  DAY,
  makeLibrary,
  makeVault,
  NOW,
  plain,
  provider,
  randomness,
  runBackup,
  text,
  watch,
} from "./vault-helpers.js";

const library = makeLibrary(4, 40_000);

async function backedUp(): Promise<{ store: MemoryStore; vault: Vault }> {
  const store = createMemoryStore();
  const vault = await makeVault(store);
  await runBackup(vault, library);
  return { store, vault };
}

/** A sink that keeps what is restored whole. */
function collector() {
  const frames: Decoded<Frame>[] = [];
  const contents = new Map<string, Uint8Array>();
  const sink: RestoreSink = {
    frame: (frame) => void frames.push(frame),
    attachment: async (content, { attachment, kind }) => {
      const bytes = await collect(content);
      contents.set(kind === "thumbnail" ? `${attachment.id}/thumbnail` : attachment.id!, bytes);
    },
  };
  return { frames, contents, sink };
}

const restore = (vault: Vault, sink: RestoreSink, options = {}): Promise<RestoreReport> =>
  restoreAll(vault, vault.latest!, sink, { now: NOW, ...options });

const photoOf = (frame: Frame) => frame.message!.media!.attachments![0]!;

/** Name of the object of the photo of a month. */
async function photoName(vault: Vault, month: number): Promise<string> {
  const frames = await allFrames(vault);
  const frame = frames.find(({ message }) => message?.id === `m${month}-b`)!;
  return objectName(photoOf(frame).object!.id!);
}

const segmentName = (vault: Vault, index: number) => objectName(vault.latest!.snapshot.segments[index]!.object.id);

describe("restoring all", () => {
  it("gives every frame, then its attachments, and reports that nothing is missing", async () => {
    const { vault } = await backedUp();
    const { frames, contents, sink } = collector();
    const report = await restore(vault, sink);
    expect(report).toEqual({
      frames: 16,
      attachments: 5,
      attachmentBytes: 161_000,
      lost: [],
      leftOut: { expired: 0, shortTimer: 0 },
      unknownFields: 0,
      unknownFrames: [],
    });
    expect(plain(frames)).toEqual(plain(library.frames));
    for (const [id, bytes] of library.contents) expect(equalBytes(contents.get(id)!, bytes)).toBe(true);
  });

  it("gives frames alone to a sink that wants no more", async () => {
    const { store, vault } = await backedUp();
    const watched = watch(store);
    const frames: Frame[] = [];
    const report = await restoreAll({ ...vault, store: watched }, vault.latest!, {
      frame: (frame) => void frames.push(frame),
    });
    expect(report).toMatchObject({ frames: 16, attachments: 0, lost: [] });
    expect(watched.log).toHaveLength(5);
  });

  const at = (id: string) => library.frames.find(({ message }) => message?.id === id)!.message!.receivedAtMs!;
  const size = storedObjectSize(40_000);
  const damages: [string, string, (bytes: Uint8Array) => Uint8Array | undefined][] = [
    ["missing", "object.missing", () => undefined],
    ["cut off", "object.truncated", (bytes) => bytes.subarray(0, -1)],
    ["empty", "object.truncated", () => new Uint8Array()],
    ["longer", "object.size", (bytes) => new Uint8Array([...bytes, 0])],
    ["no object", "object.malformed", (bytes) => bytes.with(0, 0)],
    ["of another version", "input.unsupported-version", (bytes) => bytes.with(8, 2)],
    ["another kind of file", "object.wrong-kind", (bytes) => bytes.with(9, 2)],
    ["damaged in the salt", "object.auth", (bytes) => bytes.with(12, bytes[12]! ^ 1)],
    ["damaged in the middle", "object.auth", (bytes) => bytes.with(30_000, bytes[30_000]! ^ 1)],
    ["damaged at the end", "object.auth", (bytes) => bytes.with(size - 1, bytes[size - 1]! ^ 1)],
  ];
  it.each(damages)("goes on after a photo that is %s", async (_, code, damage) => {
    const { store, vault } = await backedUp();
    const name = await photoName(vault, 1);
    const damaged = damage(store.files.get(name)!);
    if (damaged === undefined) store.files.delete(name);
    else store.files.set(name, damaged);
    const { frames, contents, sink } = collector();
    const report = await restore(vault, sink);
    expect(report).toMatchObject({ frames: 16, attachments: 4 });
    expect(report.lost).toEqual([
      {
        code,
        message: expect.any(String),
        name,
        kind: "attachment",
        frames: 1,
        first: { rank: 7, timeMs: at("m1-b"), id: "m1-b" },
        last: { rank: 7, timeMs: at("m1-b"), id: "m1-b" },
        chatId: "chat",
        attachmentId: "m1-b-photo",
      },
    ]);
    expect(plain(frames)).toEqual(plain(library.frames));
    expect([...contents.keys()].sort()).toEqual(["avatar", "m0-b-photo", "m2-b-photo", "m3-b-photo"]);
  });

  it("loses with a segment what was in it, and says which time that was", async () => {
    const { store, vault } = await backedUp();
    store.files.delete(segmentName(vault, 2));
    const other = segmentName(vault, 4);
    store.files.set(other, store.files.get(other)!.with(4000, 99));
    const { frames, sink } = collector();
    const report = await restore(vault, sink);
    expect(report.lost).toMatchObject([
      {
        code: "object.missing",
        name: segmentName(vault, 2),
        kind: "frames",
        frames: 3,
        first: { timeMs: at("m1-a") },
        last: { id: "m1-c" },
      },
      {
        code: "object.auth",
        name: other,
        kind: "frames",
        frames: 3,
        first: { id: "m3-a" },
        last: { timeMs: at("m3-c") },
      },
    ]);
    const left = library.frames.filter(({ message }) => !/^m[13]/.test(message?.id ?? ""));
    expect(plain(frames)).toEqual(plain(left));
  });

  it("goes on after a disk error at one place", async () => {
    const { store, vault } = await backedUp();
    const bad = [await photoName(vault, 0), segmentName(vault, 3)];
    const broken = watch(store, (_, name) => {
      if (bad.includes(name)) throw new KeepsakeError("store.unavailable", "The disk reported an error.");
    });
    const report = await restore({ ...vault, store: broken }, collector().sink);
    expect(report).toMatchObject({
      frames: 13,
      attachments: 3,
      lost: [
        { code: "store.unavailable", name: bad[0], attachmentId: "m0-b-photo" },
        { code: "store.unavailable", name: bad[1], kind: "frames" },
      ],
    });
  });

  it("stops without the account, unless that is accepted", async () => {
    const { store, vault } = await backedUp();
    store.files.delete(segmentName(vault, 0));
    const { frames, sink } = collector();
    await expect(restore(vault, sink)).rejects.toMatchObject({ code: "object.missing" });
    expect(frames).toEqual([]);
    const report = await restore(vault, sink, { acceptLostAccount: true });
    // That the chat of the messages is not there is not their fault.
    expect(report.lost).toMatchObject([{ code: "object.missing", kind: "frames", frames: 4 }]);
    expect(frames).toHaveLength(12);
  });

  it("lists exactly what is damaged, whatever that is", async () => {
    const { store, vault } = await backedUp();
    const frames = await allFrames(vault);
    const byName = new Map<string, string>();
    for (const frame of frames) {
      forEachAttachment(frame, ({ id, object }) => byName.set(objectName(object!.id!), id!));
    }
    const segments = vault.latest!.snapshot.segments.map((_, index) => segmentName(vault, index));
    const names = [...byName.keys(), ...segments.slice(1)];
    await fc.assert(
      fc.asyncProperty(fc.subarray(names), fc.nat(), async (chosen, at) => {
        const files = new Map(store.files);
        for (const name of chosen) {
          const bytes = files.get(name)!;
          files.set(name, bytes.with(at % bytes.length, bytes[at % bytes.length]! ^ 0x55));
        }
        const { sink, contents, frames: restored } = collector();
        const report = await restore({ ...vault, store: createMemoryStore(files) }, sink);
        const lostSegments = segments.filter((name) => chosen.includes(name));
        expect(report.lost.filter(({ kind }) => kind === "frames")).toHaveLength(lostSegments.length);
        expect(restored).toHaveLength(16 - 3 * lostSegments.length);
        const unreachable = lostSegments.map((name) => `m${segments.indexOf(name) - 1}-b-photo`);
        const damaged = chosen.flatMap((name) => byName.get(name) ?? []);
        const lost = report.lost.flatMap(({ attachmentId }) => attachmentId ?? []);
        expect(lost.sort()).toEqual(damaged.filter((id) => !unreachable.includes(id)).sort());
        const left = [...byName.values()].filter((id) => !damaged.includes(id) && !unreachable.includes(id));
        expect([...contents.keys()].sort()).toEqual(left.sort());
      }),
      { numRuns: 25 },
    );
  });

  it("drops what has expired since, and counts it", async () => {
    const { frames, contents } = makeLibrary(1);
    frames.push({
      message: { ...text("x", NOW - 5, "soon gone").message, expireTimerMs: 7 * DAY, expiresAtMs: NOW + DAY },
    });
    const vault = await makeVault();
    await runBackup(vault, { frames, contents });
    const { frames: restored, sink } = collector();
    expect(await restore(vault, sink, { now: NOW + DAY })).toMatchObject({
      frames: 7,
      leftOut: { expired: 1, shortTimer: 0 },
    });
    expect(restored.some(({ message }) => message?.id === "x")).toBe(false);
    expect(await restore(vault, sink)).toMatchObject({ frames: 8 });
  });

  it("passes on what the sink throws, after the attachments that are under way", async () => {
    const { vault } = await backedUp();
    let working = 0;
    const full: RestoreSink = {
      frame: () => {},
      attachment: async (content, { attachment }) => {
        working++;
        await collect(content);
        working--;
        if (attachment.id === "m0-b-photo") throw new Error("the disk is full");
      },
    };
    await expect(restore(vault, full)).rejects.toThrow("the disk is full");
    expect(working).toBe(0);
    const noFrames = { ...full, frame: () => Promise.reject(new Error("no frames")) };
    await expect(restore(vault, noFrames)).rejects.toThrow("no frames");
  });

  it("does not count what the sink did not read", async () => {
    const { vault } = await backedUp();
    const picky: RestoreSink = {
      frame: () => {},
      attachment: async (content, { attachment }) => {
        if (attachment.id === "avatar") await collect(content);
      },
    };
    expect(await restore(vault, picky)).toMatchObject({ attachments: 1, attachmentBytes: 1000, lost: [] });
  });

  it("stops when asked to", async () => {
    const { vault } = await backedUp();
    const stop = new AbortController();
    const { frames, sink } = collector();
    const stopping = { ...sink, frame: (frame: Decoded<Frame>) => void (frames.push(frame) === 6 && stop.abort()) };
    await expect(restore(vault, stopping, { signal: stop.signal })).rejects.toMatchObject({ name: "AbortError" });
    expect(frames.length).toBeLessThan(16);
  });

  it("tells how far it is", async () => {
    const { vault } = await backedUp();
    const phases = new Map<string, number>();
    const onProgress = ({ phase, bytesDone }: { phase: string; bytesDone: number }) => phases.set(phase, bytesDone);
    await restore(vault, collector().sink, { onProgress });
    const text = vault.latest!.snapshot.segments.reduce((sum, { object }) => sum + object.length, 0);
    expect([...phases]).toEqual([
      ["read", text],
      ["restore", 161_000],
    ]);
  });
});

describe("frames that break a rule", () => {
  /** A snapshot of segments that no writer makes. */
  async function handmade(...groups: Frame[][]): Promise<Vault> {
    const vault = await makeVault();
    const segments = [];
    for (const frames of groups) {
      const { content, frameCount, first, last } = encodeSegment(frames);
      const type = OBJECT_TYPE.segment;
      const description = { type, identity: "", length: content.length, digest: await digest(provider, content) };
      const object = await createReference(provider, currentEpoch(vault).keys, description);
      const sealed = await sealObjectBytes(provider, vault.vaultId, type, object, content, randomness);
      await vault.store.putIfAbsent(objectName(object.id), sealed);
      segments.push({ object, frameCount, first, last });
    }
    await storeSnapshot(vault, { segments, createdAtMs: NOW });
    return vault;
  }

  async function read(vault: Vault, options = {}): Promise<{ frames: number; lost: readonly Loss[] }> {
    const reading = readFrames(vault, vault.latest!, { now: NOW, ...options });
    let frames = 0;
    for await (const _ of reading) frames++;
    return { frames, lost: reading.lost };
  }

  const [account, friend, me, chat] = library.frames as [Frame, Frame, Frame, Frame];

  it("cost their segment and no other", async () => {
    const stray = { message: { ...text("b", NOW - 20 * DAY, "").message, chatId: "nowhere" } };
    const vault = await handmade([account, me, chat], [text("a", NOW - 50 * DAY, "")], [stray], [text("c", NOW, "")]);
    const unknownAuthor = await read(vault);
    // The friend who wrote them is missing too.
    expect(unknownAuthor).toMatchObject({
      frames: 3,
      lost: [{ code: "content.reference" }, { code: "content.reference" }, {}],
    });
    const plainFriend = { contact: { id: "friend" } };
    const other = await handmade(
      [account, plainFriend, me, chat],
      [text("a", NOW - 50 * DAY, "")],
      [stray],
      [text("c", NOW, "")],
    );
    const name = objectName(other.latest!.snapshot.segments[2]!.object.id);
    expect(await read(other)).toMatchObject({
      frames: 6,
      lost: [{ code: "content.reference", name, frames: 1, first: { id: "b" } }],
    });
  });

  it("cost everything if the account is not first", async () => {
    await expect(read(await handmade([me, chat]))).rejects.toMatchObject({ code: "content.order" });
    await expect(read(await handmade())).rejects.toMatchObject({ code: "content.order" });
  });

  it("are told of at the end if only then they are known", async () => {
    const { lost, frames } = await read(await handmade([account, { contact: { id: "friend" } }]));
    expect(frames).toBe(2);
    expect(lost).toMatchObject([{ code: "content.reference", kind: "content", frames: 0 }]);
  });

  it("are counted where they are only unknown", async () => {
    const unknown = { $unknowns: [Uint8Array.of(0xfa, 0x3e, 0)] };
    const odd = { contact: { ...me.contact, $unknowns: [Uint8Array.of(0xfa, 0x3e, 0)] } };
    const vault = await handmade([account, unknown, odd, chat, unknown]);
    const reading = readFrames(vault, vault.latest!);
    for await (const _ of reading);
    expect(reading).toMatchObject({ lost: [], unknownFields: 3, unknownFrames: [1, 4] });
    expect(friend.contact!.id).toBe("friend");
  });
});

describe("an attachment", () => {
  it("is read in any part", async () => {
    const { vault } = await backedUp();
    const attachment = photoOf((await allFrames(vault))[5]!);
    const bytes = library.contents.get("m0-b-photo")!;
    await fc.assert(
      fc.asyncProperty(fc.nat(40_000), fc.nat(40_000), async (a, b) => {
        const [start, end] = [Math.min(a, b), Math.max(a, b)];
        expect(equalBytes(await readAttachmentRange(vault, attachment, start, end), bytes.subarray(start, end))).toBe(
          true,
        );
      }),
      { numRuns: 20 },
    );
    await expect(readAttachmentRange(vault, attachment, 0, 40_001)).rejects.toThrow(RangeError);
  });

  it("that is not in the backup, or is no reference, is an error", async () => {
    const { vault } = await backedUp();
    const none: Attachment = { id: "x" };
    await expect(collect(openAttachment(vault, none))).rejects.toMatchObject({ code: "object.missing" });
    await expect(collect(openThumbnail(vault, none))).rejects.toMatchObject({ code: "object.missing" });
    const odd = { id: "x", object: { length: 3 } };
    await expect(collect(openAttachment(vault, odd))).rejects.toMatchObject({ code: "content.reference" });
  });
});
