import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AttachmentContent } from "../core/backup.js";
import { equalBytes, toHex } from "../core/bytes.js";
import { digest } from "../core/digest.js";
import { currentEpoch } from "../core/epochs.js";
import { forEachAttachment } from "../core/frame-refs.js";
import { sealMark } from "../core/mark.js";
import { headerName, markName, objectName, snapshotName } from "../core/names.js";
import { createReference, OBJECT_TYPE } from "../core/object.js";
import { type Attachment, AttachmentMissing } from "../core/proto/types.js";
import { openAttachment, openThumbnail } from "../core/restore.js";
import { addSlot, rotate } from "../core/slots.js";
import { collect } from "../core/store.js";
import { createMemoryStore, type MemoryStore } from "../core/store-memory.js";
import { openVault, type Vault } from "../core/vault.js";
import {
  allFrames,
  bytesFor,
  contentOf,
  DAY,
  inputOf,
  type Library,
  makeLibrary,
  makeVault,
  NOW,
  names,
  otherRecoveryKey,
  photo,
  plain,
  provider,
  randomness,
  recoveryKey,
  recoverySlot,
  runBackup,
  text,
  watch,
} from "./vault-helpers.js";

/** One month with one photo. */
const small = () => makeLibrary(1, 30_000);
const PHOTO = "m0-b-photo";

async function restored(vault: Vault, id = PHOTO): Promise<Attachment> {
  for (const frame of await allFrames(vault)) {
    let found: Attachment | undefined;
    forEachAttachment(frame, (attachment) => {
      if (attachment.id === id) found = attachment;
    });
    if (found !== undefined) return found;
  }
  throw new Error(`no attachment ${id}`);
}

/** The object that the photo of a library has, by what it is made of. */
async function referenceOf(vault: Vault, { contents }: Library, generation = 0) {
  const bytes = contents.get(PHOTO)!;
  const description = { type: OBJECT_TYPE.attachment, identity: PHOTO, length: bytes.length, generation };
  const { keys } = currentEpoch(vault);
  return createReference(provider, keys, { ...description, digest: await digest(provider, bytes) });
}

async function putMark(store: MemoryStore, vault: Vault, ids: Uint8Array[], number = 1): Promise<void> {
  const { epoch, keys } = currentEpoch(vault);
  const mark = { number, epoch, writerId: vault.writerId!, createdAtMs: NOW, graceMs: DAY, objectIds: ids };
  store.files.set(markName(number), await sealMark(provider, keys, vault.vaultId, mark, randomness));
}

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

  it("that changes between its two readings is read again, and then given up", async () => {
    const [a, b] = [bytesFor("a", 9000), bytesFor("b", 9000)];
    const changing = (...versions: Uint8Array[]) => {
      let read = 0;
      return { length: 9000, read: () => contentOf(versions[Math.min(read++, versions.length - 1)]!).read() };
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
    expect([reads, lost]).toEqual([4, []]);
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

describe("what is never backed up", () => {
  it("are messages that disappear within a day or have expired, with their attachments", async () => {
    const library = small();
    const at = NOW - 100;
    library.frames.push(
      { message: { ...photo("x1", at).message, expireTimerMs: DAY } },
      { message: { ...photo("x2", at).message, expireTimerMs: 7 * DAY, expiresAtMs: NOW } },
      { message: { ...text("x3", at, "still there").message, expireTimerMs: DAY + 1, expiresAtMs: NOW + 1 } },
    );
    const asked: string[] = [];
    const vault = await makeVault();
    const input = inputOf(library);
    const { leftOut, lost } = await runBackup(vault, library, {
      openAttachment: (attachment) => {
        asked.push(attachment.id!);
        return input.openAttachment(attachment);
      },
    });
    expect([leftOut, lost]).toEqual([{ expired: 1, shortTimer: 1 }, []]);
    expect(asked.sort()).toEqual(["avatar", PHOTO]);
    expect((await allFrames(vault)).at(-1)!.message!.id).toBe("x3");
  });
});

describe("what breaks a rule", () => {
  it("is refused before a snapshot is stored", async () => {
    const store = createMemoryStore();
    const vault = await makeVault(store);
    const { frames, contents } = small();
    const [account, ...rest] = frames;
    const cases: [string, Library["frames"]][] = [
      ["content.order", []],
      ["content.order", rest],
      ["content.order", [...frames, frames[4]!]],
      ["content.reference", [...frames, { message: { ...text("x", NOW, "").message, chatId: "nowhere" } }]],
      ["content.malformed", [account!, { contact: {} }]],
      ["content.limit-exceeded", [...frames, text("x", NOW, "x".repeat(300_000))]],
      ["content.malformed", [...frames, photo("x", NOW, { id: "" })]],
    ];
    for (const [code, broken] of cases) {
      await expect(runBackup(vault, { frames: broken, contents })).rejects.toMatchObject({ code });
    }
    await expect(runBackup(vault, small(), { service: "x".repeat(257) })).rejects.toThrow(RangeError);
    expect(store.files.has(snapshotName(1))).toBe(false);
    await runBackup(vault, small());
  });
});

describe("an object that is marked", () => {
  it("and not in the parent is stored again under another id", async () => {
    const store = createMemoryStore();
    const library = small();
    const vault = await makeVault(store);
    const [first, second] = [await referenceOf(vault, library, 0), await referenceOf(vault, library, 1)];
    await putMark(store, vault, [first.id]);
    await runBackup(vault, library);
    expect((await restored(vault)).object!.id).toEqual(second.id);
    expect(store.files.has(objectName(first.id))).toBe(false);
    // The next backup follows this one, and so does one after the mark is gone.
    const { counts } = await runBackup(vault, library);
    expect(counts.stored.objects).toBe(0);
    store.files.delete(markName(1));
    expect((await runBackup(vault, library)).counts.stored.objects).toBe(0);
    expect((await restored(vault)).object!.id).toEqual(second.id);
  });

  it("and in the parent is used as it is", async () => {
    const store = createMemoryStore();
    const library = small();
    const vault = await makeVault(store);
    await runBackup(vault, library);
    const { id } = await referenceOf(vault, library);
    await putMark(store, vault, [id]);
    library.frames.push(text("new", NOW - 1, "new"));
    const { counts } = await runBackup(vault, library);
    expect(counts.stored.objects).toBe(1);
    expect((await restored(vault)).object!.id).toEqual(id);
  });

  it("while the backup runs ends it, unless the parent keeps it", async () => {
    const memory = createMemoryStore();
    const library = small();
    const vault = await makeVault(memory);
    const { id } = await referenceOf(vault, library);
    const store = watch(memory, async (operation, name) => {
      if (operation === "put" && name === objectName(id)) await putMark(memory, vault, [id]);
    });
    const racing = { ...vault, store };
    await expect(runBackup(racing, library)).rejects.toMatchObject({ code: "store.conflict" });
    expect(memory.files.has(snapshotName(1))).toBe(false);
    await runBackup(racing, library);
    expect((await restored(racing)).object!.id).not.toEqual(id);

    const parentObject = (await restored(racing)).object!.id!;
    library.frames.push(text("new", NOW - 1, "new"));
    const again = watch(memory, async (operation, name) => {
      if (operation === "put" && name.startsWith("objects/")) await putMark(memory, vault, [parentObject], 2);
    });
    expect((await runBackup({ ...racing, store: again }, library)).snapshot.sequence).toBe(2);
  });

  it("by a mark that cannot be opened is reported and ignored", async () => {
    const store = createMemoryStore();
    const vault = await makeVault(store);
    store.files.set(markName(3), new Uint8Array(10));
    await runBackup(vault, small());
    expect(vault.problems).toMatchObject([{ code: "mark.malformed", name: markName(3) }]);
  });
});

describe("a store that is not as it was listed", () => {
  it("with an object of a wrong size gets another one", async () => {
    const store = createMemoryStore();
    const library = small();
    const vault = await makeVault(store);
    const [first, second] = [await referenceOf(vault, library, 0), await referenceOf(vault, library, 1)];
    store.files.set(objectName(first.id), new Uint8Array(100));
    await runBackup(vault, library);
    expect((await restored(vault)).object!.id).toEqual(second.id);
    // The same where it appears while the backup runs.
    const late = createMemoryStore();
    const other = await makeVault(late);
    const racing = watch(late, (operation, name) => {
      if (operation === "put" && name === objectName(first.id)) late.files.set(name, new Uint8Array(100_000));
    });
    const racingVault = { ...other, store: racing };
    await runBackup(racingVault, library);
    expect((await restored(racingVault)).object!.id).toEqual(second.id);
  });

  it("that lost a photo or a segment of the parent gets it again", async () => {
    const store = createMemoryStore();
    const library = small();
    const vault = await makeVault(store);
    await runBackup(vault, library);
    for (const name of [...store.files.keys()].filter((file) => file.startsWith("objects/"))) {
      store.files.delete(name);
      expect((await runBackup(vault, library)).counts.stored.objects).toBe(1);
      expect(store.files.has(name)).toBe(true);
      expect(plain(await allFrames(vault, 1))).toEqual(plain(library.frames));
    }
  });

  it("loses objects while the backup runs: they are put back, or the backup says so", async () => {
    const library = small();
    async function losing(frames: Library["frames"] | AsyncIterable<Library["frames"][number]>) {
      const memory = createMemoryStore();
      const vault = await makeVault(memory);
      const store = watch(memory, (operation, name) => {
        if (operation !== "put" || name !== snapshotName(1)) return;
        for (const file of [...memory.files.keys()]) if (file.startsWith("objects/")) memory.files.delete(file);
      });
      const losingVault = { ...vault, store };
      await runBackup(losingVault, library, { frames });
      return losingVault;
    }
    expect(plain(await allFrames(await losing(library.frames)))).toEqual(plain(library.frames));
    const once = (async function* () {
      yield* library.frames;
    })();
    await expect(losing(once)).rejects.toMatchObject({ code: "store.conflict" });
  });

  it("gets a newer header while the backup runs: the snapshot stays, and the backup says so", async () => {
    const memory = createMemoryStore();
    const vault = await makeVault(memory);
    const other = await openVault(memory, recoveryKey, { provider });
    const store = watch(memory, async (operation, name) => {
      if (operation === "put" && name === snapshotName(1)) await addSlot(other, { secret: otherRecoveryKey });
    });
    const racing = { ...vault, store };
    await expect(runBackup(racing, small())).rejects.toMatchObject({
      code: "store.conflict",
      details: { sequence: 1 },
    });
    expect(memory.files.has(snapshotName(1))).toBe(true);
    expect(memory.files.has(headerName(1))).toBe(true);
    expect((await runBackup(racing, small())).snapshot.sequence).toBe(2);
    expect(memory.files.has(headerName(1))).toBe(false);
  });
});

describe("a backup that is stopped", () => {
  it("stores no snapshot, and the next one uses what it stored", async () => {
    const library = makeLibrary(4);
    const total = (await runBackup(await makeVault(), library)).counts.stored.objects;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 12 }), async (steps) => {
        const memory = createMemoryStore();
        const stop = new AbortController();
        let left = steps;
        const store = watch(memory, () => {
          if (left-- === 0) stop.abort();
        });
        const vault = { ...(await makeVault(memory)), store };
        const stopped = runBackup(vault, library, { signal: stop.signal });
        await expect(stopped).rejects.toMatchObject({ name: "AbortError" });
        expect(names(store.log, "put").filter((name) => name.startsWith("snapshots/"))).toEqual([]);
        const stored = [...memory.files.keys()].filter((name) => name.startsWith("objects/")).length;
        const { counts } = await runBackup(vault, library);
        expect(counts).toMatchObject({ stored: { objects: total - stored }, reused: { objects: stored } });
      }),
      { numRuns: 8 },
    );
  });

  it("tells how far it is", async () => {
    const seen: number[] = [];
    const library = small();
    await runBackup(await makeVault(), library, {
      onProgress: ({ phase, bytesDone, name }) => {
        expect([phase, typeof name]).toEqual(["seal", "string"]);
        seen.push(bytesDone);
      },
    });
    expect(seen).toHaveLength(4);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
  });
});

describe("any sequence of backups", () => {
  const edit = fc.record({
    at: fc.nat(60),
    kind: fc.constantFrom("add", "photo", "drop", "change", "rotate"),
    body: fc.string(),
  });

  it("comes back as it was, each of them", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(edit, { maxLength: 6 }), { maxLength: 4 }), async (rounds) => {
        const vault = await makeVault(createMemoryStore(), [recoverySlot]);
        const library = makeLibrary(2, 500);
        const history = new Map<number, unknown[]>();
        let next = 0;
        for (const edits of rounds) {
          for (const { at, kind, body } of edits) {
            if (kind === "rotate") await rotate(vault);
            else change(library, kind, at, body, next++);
          }
          const { snapshot } = await runBackup(vault, library);
          history.set(snapshot.sequence, plain(library.frames));
        }
        const again = await openVault(vault.store, recoveryKey, { provider });
        expect(again.problems).toEqual([]);
        for (const [sequence, frames] of history) expect(plain(await allFrames(again, sequence))).toEqual(frames);
        if (history.size === 0) return;
        for (const frame of await allFrames(again)) {
          const attachments: Attachment[] = [];
          forEachAttachment(frame, (attachment) => attachments.push(attachment));
          for (const attachment of attachments) {
            const bytes = await collect(openAttachment(again, attachment));
            expect(toHex(bytes)).toBe(toHex(library.contents.get(attachment.id!)!));
          }
        }
      }),
      { numRuns: 12 },
    );
  });

  function change(library: Library, kind: string, at: number, body: string, n: number): void {
    const { frames, contents } = library;
    const timeline = frames.findIndex(({ message }) => message != null);
    const index = timeline + (at % (frames.length - timeline));
    const id = `z${n}`;
    const time = frames[index]!.message!.receivedAtMs! + 1;
    if (kind === "drop" && frames.length > timeline + 1) frames.splice(index, 1);
    if (kind === "change") frames.splice(index, 1, text(frames[index]!.message!.id!, time - 1, body));
    if (kind === "add") frames.push(text(id, time, body));
    if (kind === "photo") {
      frames.push(photo(id, time));
      contents.set(`${id}-photo`, bytesFor(id, 300 + n));
    }
    const key = ({ message }: (typeof frames)[number]) => [message?.receivedAtMs ?? 0, message?.id ?? ""] as const;
    const rest = frames.splice(timeline).sort((a, b) => {
      const [[timeA, idA], [timeB, idB]] = [key(a), key(b)];
      return timeA - timeB || (idA < idB ? -1 : 1);
    });
    frames.push(...rest);
  }
});
