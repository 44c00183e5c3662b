import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesFor } from "../arbitraries/bytes-for.js";
import { toHex } from "../core/bytes.js";
import { forEachAttachment } from "../core/frame-refs.js";
import { snapshotName } from "../core/names.js";
import type { Attachment } from "../core/proto/types.js";
import { openAttachment } from "../core/restore.js";
import { rotate } from "../core/slots.js";
import { collect } from "../core/store.js";
import { createMemoryStore } from "../core/store-memory.js";
import { openVault } from "../core/vault.js";
import {
  allFrames,
  DAY,
  inputOf,
  type Library,
  makeLibrary,
  makeVault,
  NOW,
  names,
  photo,
  plain,
  provider,
  recoveryKey,
  recoverySlot,
  runBackup,
  text,
  watch,
} from "./vault-helpers.js";

/** One month with one photo. */
const small = () => makeLibrary(1, 30_000);
const PHOTO = "m0-b-photo";

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

  it("stops while it puts back what the store has lost, but not once its snapshot is stored", async () => {
    const library = makeLibrary(4);
    for (const isStored of [false, true]) {
      const memory = createMemoryStore();
      const stop = new AbortController();
      const stored: string[] = [];
      let lists = 0;
      const store = watch(memory, (operation, name) => {
        if (operation === "put" && name.startsWith("objects/")) {
          if (lists === 1) stored.push(name);
          else if (name === stored[0]) stop.abort();
        }
        if (operation !== "list" || name !== "objects/") return;
        lists++;
        // The first list begins the backup, one comes before the snapshot, and one after it.
        if (lists === (isStored ? 3 : 2)) for (const lost of stored) memory.files.delete(lost);
      });
      const vault = { ...(await makeVault(memory)), store };
      const result = runBackup(vault, library, { signal: stop.signal });
      if (isStored) await result;
      else await expect(result).rejects.toMatchObject({ name: "AbortError" });
      expect(stop.signal.aborted).toBe(true);
      expect(memory.files.has(snapshotName(1))).toBe(isStored);
      expect(stored.every((name) => memory.files.has(name))).toBe(isStored);
    }
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
