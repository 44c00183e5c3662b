import { describe, expect, it } from "vitest";
import { bytesFor } from "../arbitraries/bytes-for.js";
import { type AttachmentContent, backup } from "../core/backup.js";
import { equalBytes } from "../core/bytes.js";
import { digest } from "../core/digest.js";
import { KeepsakeError } from "../core/errors.js";
import { LIMITS } from "../core/limits.js";
import { type Attachment, AttachmentMissing } from "../core/proto/types.js";
import { openAttachment, openThumbnail } from "../core/restore.js";
import { attachmentContent } from "../core/restore-attachment.js";
import { rotate } from "../core/slots.js";
import { collect } from "../core/store.js";
import { createMemoryStore } from "../core/store-memory.js";
import { PHOTO, restored, small } from "./small-library.js";
import {
  allFrames,
  contentOf,
  DAY,
  makeVault,
  NOW,
  openByKey,
  photo,
  provider,
  recoverySlot,
  runBackup,
  watch,
} from "./vault-helpers.js";

/** A library whose photo behaves as told, time after time. */
function withPhoto(...reads: (() => AttachmentContent | undefined)[]) {
  const library = small();
  let read = 0;
  const open = async ({ id = "" }: Attachment) => {
    if (id === PHOTO) return reads[Math.min(read++, reads.length - 1)]!();
    return contentOf(library.contents.get(id)!);
  };
  return { library, open };
}

describe("an attachment", () => {
  it("that is gone, or cannot be read, is recorded as lost", async () => {
    const failing: AttachmentContent = {
      length: 10,
      read: async function* () {
        yield new Uint8Array(5);
        throw Object.assign(new Error("EIO"), { code: "EIO" });
      },
    };
    const cases = [() => undefined, () => failing, () => Promise.reject(new Error("no access")) as never];
    for (const content of cases) {
      const { library, open } = withPhoto(content);
      const vault = await makeVault();
      const { lost, totals } = await runBackup(vault, library, { openAttachment: open });
      const at = library.frames[5]!.message!.receivedAtMs;
      expect(lost).toMatchObject([
        {
          code: "object.missing",
          kind: "attachment",
          attachmentId: PHOTO,
          chatId: "chat",
          frames: 1,
          first: { rank: 7, timeMs: at },
        },
      ]);
      expect(totals).toMatchObject({ attachments: 1, photos: 0 });
      expect(await restored(vault)).toMatchObject({ object: null, missing: AttachmentMissing.LOST });
    }
  });

  it("of a vault whose store fails stops the backup", async () => {
    const library = small();
    const memory = createMemoryStore();
    await runBackup(await makeVault(memory), library);
    let fails = false;
    const store = watch(memory, () => {
      if (fails) throw new KeepsakeError("store.unavailable", "The disk reported an error.");
    });
    const from = await openByKey(store);
    const frames = await allFrames(from);
    const vault = await makeVault();
    const backedUp = () =>
      backup(vault, { frames, now: NOW, openAttachment: async (attachment) => attachmentContent(from, attachment) });
    fails = true;
    await expect(backedUp()).rejects.toMatchObject({ code: "store.unavailable" });
    expect(vault.latest).toBeUndefined();
    fails = false;
    expect((await backedUp()).lost).toEqual([]);
  });

  it("that changes between its two readings is read again, and then given up", async () => {
    const [a, b] = [bytesFor("a", 9000), bytesFor("b", 9000)];
    const changing = (...versions: Uint8Array[]) => {
      let read = 0;
      // Content that calls itself long is not kept in memory between the two.
      return { length: LIMITS.object, read: () => contentOf(versions[Math.min(read++, versions.length - 1)]!).read() };
    };
    const once = withPhoto(() => changing(a, b, b, b));
    const vault = await makeVault();
    expect(await runBackup(vault, once.library, { openAttachment: once.open })).toMatchObject({ lost: [] });
    expect(equalBytes(await collect(openAttachment(vault, await restored(vault))), b)).toBe(true);

    for (const [code, versions] of [
      ["object.digest", [a, b, a, b, a, b]],
      ["object.size", [a, bytesFor("longer", 9001), a, bytesFor("shorter", 8999)]],
    ] as const) {
      const store = createMemoryStore();
      const { library, open } = withPhoto(() => changing(...versions));
      const { lost, counts } = await runBackup(await makeVault(store), library, { openAttachment: open });
      expect(lost).toMatchObject([{ code, kind: "attachment", attachmentId: PHOTO }]);
      // Nothing of it was stored: the avatar and two segments are there.
      expect(counts.stored.objects).toBe(3);
      expect([...store.files.keys()].filter((name) => name.startsWith("objects/"))).toHaveLength(3);
    }
  });

  it("is not read for its digest if that is known, and read all the same if it is wrong", async () => {
    const bytes = bytesFor("known", 9000);
    let reads = 0;
    const known = (of: Uint8Array) => async () => ({
      length: bytes.length,
      digest: await digest(provider, of),
      read: () => {
        reads++;
        return bytes;
      },
    });
    const library = {
      frames: [...small().frames.filter(({ contact }) => contact?.id !== "friend")],
      contents: new Map(),
    };
    library.frames.splice(2, 9, { chat: { id: "chat" } }, photo("p", NOW - DAY, { id: PHOTO }));
    library.frames[3]!.message!.authorId = "me";
    const vault = await makeVault();
    await runBackup(vault, library, { openAttachment: known(bytes) });
    expect(reads).toBe(1);
    await runBackup(vault, library, { openAttachment: known(bytes) });
    expect(reads).toBe(1);
    const { lost } = await runBackup(await makeVault(), library, { openAttachment: known(bytesFor("other", 9000)) });
    // Once for the digest that is wrong, and then once more: it is short.
    expect([reads, lost]).toEqual([3, []]);
  });

  it("comes with its thumbnail, which may be lost alone", async () => {
    const library = small();
    const image = contentOf(library.contents.get(PHOTO)!);
    const thumbnail = contentOf(bytesFor("thumbnail", 2000));
    const vault = await makeVault();
    const openWith =
      (content: AttachmentContent) =>
      async ({ id = "" }: Attachment) =>
        id === PHOTO ? content : contentOf(library.contents.get(id)!);
    await runBackup(vault, library, { openAttachment: openWith({ ...image, thumbnail }) });
    const attachment = await restored(vault);
    expect(equalBytes(await collect(openThumbnail(vault, attachment)), bytesFor("thumbnail", 2000))).toBe(true);
    expect(attachment.object!.id).not.toEqual(attachment.thumbnail!.id);

    const broken = {
      length: 1,
      read: () => {
        throw new Error("no");
      },
    };
    const other = await makeVault();
    const { lost } = await runBackup(other, library, { openAttachment: openWith({ ...image, thumbnail: broken }) });
    expect(lost).toMatchObject([{ kind: "thumbnail", attachmentId: PHOTO }]);
    expect(await restored(other)).toMatchObject({ missing: AttachmentMissing.UNSPECIFIED, thumbnail: null });
  });

  it("that is marked as missing is not asked for", async () => {
    const library = small();
    library.frames[5] = photo("m0-b", library.frames[5]!.message!.receivedAtMs!, {
      missing: AttachmentMissing.OMITTED,
    });
    const asked: string[] = [];
    const vault = await makeVault();
    await runBackup(vault, library, {
      openAttachment: async ({ id = "" }) => {
        asked.push(id);
        return contentOf(library.contents.get(id)!);
      },
    });
    expect(asked).toEqual(["avatar"]);
    expect(await restored(vault)).toMatchObject({ object: null, missing: AttachmentMissing.OMITTED });
  });

  it("that was read from the vault is stored already, whatever its epoch", async () => {
    const memory = createMemoryStore();
    const vault = await makeVault(memory, [recoverySlot]);
    await runBackup(vault, small());
    for (const _ of [1, 2]) {
      const frames = await allFrames(vault);
      const { counts } = await runBackup(vault, { frames, contents: new Map() });
      expect(counts.stored.objects).toBe(0);
      await rotate(vault);
    }
    // From an older snapshot, which is not the parent, it is sealed anew under the key of today.
    const old = await allFrames(vault, 1);
    const without = small();
    without.frames.splice(5, 1);
    await runBackup(vault, without);
    const { counts } = await runBackup(vault, { frames: old, contents: new Map() });
    expect(counts.stored.objects).toBe(2);
    const bytes = await collect(openAttachment(vault, await restored(vault)));
    expect(equalBytes(bytes, small().contents.get(PHOTO)!)).toBe(true);
  });
});
