import { describe, expect, it } from "vitest";
import { equalBytes } from "../core/bytes.js";
import { forEachAttachment } from "../core/frame-refs.js";
import { chooseSnapshot } from "../core/history.js";
import { objectName } from "../core/names.js";
import type { Attachment, Frame } from "../core/proto/types.js";
import { openAttachment, readAttachmentRange } from "../core/restore.js";
import { readSegment } from "../core/segment-read.js";
import { collect } from "../core/store.js";
import { createMemoryStore } from "../core/store-memory.js";
import { openVault } from "../core/vault.js";
import {
  allFrames,
  DAY,
  makeLibrary,
  makeVault,
  NOW,
  names,
  passkey,
  photo,
  plain,
  provider,
  recoveryKey,
  runBackup,
  text,
  watch,
} from "./vault-helpers.js";

function attachmentsOf(frames: readonly Frame[]): Attachment[] {
  const found: Attachment[] = [];
  for (const frame of frames) forEachAttachment(frame, (attachment) => found.push(attachment));
  return found;
}

/** A vault with one backup, opened again on a store that records what is asked of it. */
async function backedUp(library = makeLibrary()) {
  const memory = createMemoryStore();
  const first = await makeVault(memory);
  await runBackup(first, library);
  const store = watch(memory);
  const vault = await openVault(store, recoveryKey, { provider });
  vault.writerId = first.writerId;
  store.log.length = 0;
  return { memory, store, vault, library };
}

describe("a backup", () => {
  it.each([
    ["the recovery key", recoveryKey],
    ["the passkey", passkey],
  ])("comes back with %s, frame by frame and byte by byte", async (_, secret) => {
    const { memory, library } = await backedUp();
    const vault = await openVault(memory, secret, { provider });
    expect(vault.problems).toEqual([]);
    const frames = await allFrames(vault);
    expect(plain(frames)).toEqual(plain(library.frames));
    const attachments = attachmentsOf(frames);
    expect(attachments.map(({ id }) => id).sort()).toEqual([...library.contents.keys()].sort());
    for (const attachment of attachments) {
      const bytes = await collect(openAttachment(vault, attachment));
      expect(equalBytes(bytes, library.contents.get(attachment.id!)!)).toBe(true);
    }
  });

  it("says what it stored", async () => {
    const library = makeLibrary(2, 5000);
    const { snapshot, ...summary } = await runBackup(await makeVault(), library);
    expect(summary).toEqual({
      segments: 3,
      segmentsReused: 0,
      lost: [],
      leftOut: { expired: 0, shortTimer: 0 },
      totals: { frames: 10, chats: 1, messages: 6, attachments: 3, attachmentBytes: 11_000, photos: 2, videos: 0 },
      counts: { stored: { objects: 6, bytes: expect.any(Number) }, reused: { objects: 0, bytes: 0 } },
    });
    expect(snapshot).toMatchObject({ sequence: 1, name: "snapshots/0000000000000001" });
    expect(snapshot.snapshot).toMatchObject({ writerName: "test phone", createdAtMs: NOW, totals: summary.totals });
  });

  it("uploads nothing but a snapshot when nothing changed", async () => {
    const { store, vault, library } = await backedUp();
    const summary = await runBackup(vault, library);
    expect(names(store.log, "put")).toEqual(["snapshots/0000000000000002"]);
    expect(names(store.log, "delete")).toEqual([]);
    // Neither does it fetch any object.
    expect(names(store.log, "get").filter((name) => name.startsWith("objects/"))).toEqual([]);
    expect(summary.counts.stored).toEqual({ objects: 0, bytes: 0 });
    expect(summary.segmentsReused).toBe(4);
    expect(plain(await allFrames(vault, 2))).toEqual(plain(await allFrames(vault, 1)));
  });

  it("touches one segment when a message is appended", async () => {
    const { store, vault, library } = await backedUp();
    library.frames.push(text("new", NOW - 1000, "just now"));
    const summary = await runBackup(vault, library);
    expect(names(store.log, "put")).toHaveLength(2);
    expect(summary).toMatchObject({ segments: 5, segmentsReused: 4 });

    library.frames.push(text("newer", NOW - 500, "now"));
    store.log.length = 0;
    expect(await runBackup(vault, library)).toMatchObject({ segments: 5, segmentsReused: 4 });
    expect(names(store.log, "put")).toHaveLength(2);
  });

  it("touches one segment when an old message is edited, added or deleted", async () => {
    const { store, vault, library } = await backedUp(makeLibrary(12));
    const { frames } = library;
    const body = "edited, and much longer than before ".repeat(50);
    const changes: (() => void)[] = [
      () => frames.splice(6, 1, text("m0-c", frames[6]!.message!.receivedAtMs!, body)),
      () => frames.splice(6, 0, text("m0-bb", frames[5]!.message!.receivedAtMs!, "late")),
      () => frames.splice(9, 1),
    ];
    for (const change of changes) {
      change();
      store.log.length = 0;
      const summary = await runBackup(vault, library);
      expect(summary.segments - summary.segmentsReused).toBe(1);
      expect(names(store.log, "put")).toHaveLength(2);
      expect(plain(await allFrames(vault))).toEqual(plain(frames));
    }
  });

  it("keeps what it does not understand", async () => {
    const library = makeLibrary(1);
    const unknownField = Uint8Array.of(0xfa, 0x3e, 3, 1, 2, 3);
    library.frames[4]!.message!.$unknowns = [unknownField];
    library.frames.push({ $unknowns: [Uint8Array.of(0xfa, 0x3e, 0)] });
    const vault = await makeVault();
    await runBackup(vault, library);
    const frames = await allFrames(vault);
    expect(frames[4]!.message!.$unknowns).toEqual([unknownField]);
    expect(frames.at(-1)!.$unknowns).toEqual([Uint8Array.of(0xfa, 0x3e, 0)]);
    // And in the next backup, made from what was read.
    await runBackup(vault, { ...library, frames });
    expect(plain(await allFrames(vault))).toEqual(plain(frames));
    expect(vault.latest!.snapshot.segments).toEqual((await chooseSnapshot(vault, 1)).snapshot.segments);
  });
});

describe("restoring", () => {
  it("reads for one attachment the header, the snapshot, one segment and that object", async () => {
    const { memory } = await backedUp(makeLibrary(12, 3_000_000));
    const store = watch(memory);
    const vault = await openVault(store, recoveryKey, { provider });
    const segment = vault.latest!.snapshot.segments[7]!;
    const { frames } = await readSegment(vault, segment);
    const [attachment] = attachmentsOf(frames) as [Attachment];
    const object = objectName(attachment.object!.id!);
    await collect(openAttachment(vault, attachment));
    expect(names(store.log, "get")).toEqual([
      "headers/0000000000000001",
      "snapshots/0000000000000001",
      objectName(segment.object.id),
      object,
    ]);
    expect(names(store.log, "list")).toEqual(["headers/", "snapshots/"]);
    store.log.length = 0;
    const part = await readAttachmentRange(vault, attachment, 1_000_000, 1_000_100);
    expect(part).toHaveLength(100);
    expect(store.log.length).toBeLessThan(5);
  });

  it("holds no attachment in memory, neither here nor there", async () => {
    const size = 40_000_000;
    const zeros = new Uint8Array(65_536);
    let read = 0;
    const content = {
      length: size,
      read: async function* () {
        for (let left = size; left > 0; left -= zeros.length) {
          read += Math.min(left, zeros.length);
          yield zeros.subarray(0, left);
        }
      },
    };
    const memory = createMemoryStore();
    const pieces: number[] = [];
    const store = watch(memory, undefined, (piece) => pieces.push(piece.length));
    const vault = await makeVault(store);
    const { frames } = makeLibrary(0);
    const video = photo("video", NOW - DAY);
    await runBackup(
      vault,
      { frames: [frames[0]!, ...frames.slice(2), video], contents: new Map() },
      { openAttachment: async () => content },
    );
    expect(read).toBe(2 * size);
    expect(Math.max(...pieces)).toBeLessThan(1_100_000);

    const [attachment] = attachmentsOf(await allFrames(vault)) as [Attachment];
    const given: number[] = [];
    for await (const piece of openAttachment(vault, attachment)) given.push(piece.length);
    expect(given.reduce((sum, length) => sum + length, 0)).toBe(size);
    expect(Math.max(...given)).toBeLessThan(1_100_000);
  });
});

describe("named randomness", () => {
  it("makes the same vault, byte by byte", async () => {
    const make = async () => {
      const store = createMemoryStore();
      const vault = await makeVault(store);
      await runBackup(vault, makeLibrary());
      return store.files;
    };
    expect(await make()).toEqual(await make());
  });
});
