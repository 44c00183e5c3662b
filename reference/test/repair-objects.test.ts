import { describe, expect, it } from "vitest";
import { bytesFor } from "../arbitraries/bytes-for.js";
import { backup } from "../core/backup.js";
import { checkVault } from "../core/check.js";
import { forEachAttachment } from "../core/frame-refs.js";
import { chooseSnapshot } from "../core/history.js";
import { objectName } from "../core/names.js";
import type { Frame } from "../core/proto/types.js";
import { repairObjects } from "../core/repair-objects.js";
import { rotate } from "../core/slots.js";
import { createMemoryStore, type MemoryStore } from "../core/store-memory.js";
import type { Vault } from "../core/vault.js";
import {
  allFrames,
  contentOf,
  DAY,
  inputOf,
  type Library,
  makeLibrary,
  makeVault,
  NOW,
  recoverySlot,
  runBackup,
  text,
  watch,
} from "./vault-helpers.js";

const library = makeLibrary(2, 9000);

async function* stream(frames: readonly Frame[]): AsyncGenerator<Frame> {
  yield* structuredClone(frames as Frame[]);
}

const originalsOf = (from: Library) => ({ ...inputOf(from), frames: [stream(from.frames)] });

async function made(): Promise<{ store: MemoryStore; vault: Vault }> {
  const store = createMemoryStore();
  const vault = await makeVault(store, [recoverySlot]);
  await runBackup(vault, library);
  return { store, vault };
}

async function findings(vault: Vault): Promise<Set<string>> {
  const { findings } = await checkVault(vault, { readData: true });
  return new Set(findings.map(({ name }) => name!));
}

/** Names of the objects of a backup: its segments, and its attachments by id. */
async function namesOf(vault: Vault, sequence?: number) {
  const { snapshot } = await chooseSnapshot(vault, sequence);
  const files = new Map<string, string>();
  for (const frame of await allFrames(vault, sequence)) {
    forEachAttachment(frame, ({ id = "", object }) => files.set(id, objectName(object!.id!)));
  }
  return { segments: snapshot.segments.map(({ object }) => objectName(object.id)), files };
}

describe("a repair of objects", () => {
  it("that stops between the deletion and the put leaves an object missing, and the next one puts it back", async () => {
    const { store, vault } = await made();
    const { segments, files } = await namesOf(vault);
    for (const name of [...segments, ...files.values()]) {
      const whole = store.files.get(name)!;
      store.files.set(name, whole.with(70, whole[70]! ^ 1));
      const broken = { ...store, putIfAbsent: () => Promise.reject(new Error("the power is gone")) };
      const stopped = repairObjects({ ...vault, store: broken }, await findings(vault), originalsOf(library));
      await expect(stopped).rejects.toThrow("the power is gone");
      expect(store.files.has(name)).toBe(false);
      expect([...(await findings(vault))]).toEqual([name]);
      expect(await repairObjects(vault, await findings(vault), originalsOf(library))).toEqual([name]);
      expect([...(await findings(vault))]).toEqual([]);
      expect(store.files.get(name)).toHaveLength(whole.length);
    }
  });

  it("deletes nothing of which it has no original, or another one", async () => {
    const { store, vault } = await made();
    const { files } = await namesOf(vault);
    const name = files.get("m0-b-photo")!;
    store.files.set(name, new Uint8Array(5));
    const others: Library[] = [
      { frames: library.frames, contents: new Map() },
      { frames: library.frames, contents: new Map([["m0-b-photo", bytesFor("another", 9000)]]) },
    ];
    for (const other of others) {
      const watched = watch(store);
      expect(await repairObjects({ ...vault, store: watched }, new Set([name]), originalsOf(other))).toEqual([]);
      expect(watched.log.filter((entry) => /^(put|delete)/.test(entry))).toEqual([]);
    }
    const failing = {
      ...originalsOf(library),
      openAttachment: async () => ({
        length: 9000,
        read: () => {
          throw new Error("gone");
        },
      }),
    };
    expect(await repairObjects(vault, new Set([name]), failing)).toEqual([]);
    expect(store.files.get(name)).toHaveLength(5);
  });

  it("leaves an object missing whose original changes while it is sealed", async () => {
    const { store, vault } = await made();
    const name = (await namesOf(vault)).files.get("m0-b-photo")!;
    store.files.set(name, new Uint8Array(5));
    let reads = 0;
    const openAttachment = async () => ({
      length: 9000,
      read: () => (reads++ === 0 ? library.contents.get("m0-b-photo")! : bytesFor("changed", 9000)),
    });
    expect(await repairObjects(vault, new Set([name]), { frames: [], openAttachment })).toEqual([]);
    expect(store.files.has(name)).toBe(false);
    expect(await repairObjects(vault, new Set([name]), originalsOf(library))).toEqual([name]);
  });

  it("reaches every snapshot and every epoch, also segments whose frames only another one has", async () => {
    const { store, vault } = await made();
    await rotate(vault, { now: NOW + DAY });
    const later = {
      ...library,
      frames: [...library.frames.filter(({ message }) => message?.id !== "m1-a"), text("new", NOW, "new")],
    };
    await runBackup(vault, later, { now: NOW + 2 * DAY });
    const [first, last] = [await namesOf(vault, 1), await namesOf(vault)];
    const all = new Set([...first.segments, ...last.segments, ...last.files.values()]);
    for (const name of all) store.files.set(name, store.files.get(name)!.subarray(0, 100));
    // Those of the first backup alone give all that the last one still had; of the last, a message is not among them.
    const rounds: string[][] = [];
    for (let round = 0; round < 3; round++) {
      rounds.push(await repairObjects(vault, await findings(vault), originalsOf(library)));
    }
    const left = await findings(vault);
    expect([...left].every((name) => last.segments.includes(name))).toBe(true);
    for (let round = 0; round < 2; round++) await repairObjects(vault, await findings(vault), originalsOf(later));
    expect([...(await findings(vault))]).toEqual([]);
    expect(rounds[0]!.length).toBeGreaterThan(0);
    expect(await allFrames(vault, 1)).toHaveLength(library.frames.length);
  });

  it("puts thumbnails back", async () => {
    const store = createMemoryStore();
    const vault = await makeVault(store, [recoverySlot]);
    const openAttachment = async ({ id = "" }) => ({
      ...contentOf(library.contents.get(id)!),
      thumbnail: contentOf(bytesFor(`preview of ${id}`, 500)),
    });
    await backup(vault, { ...inputOf(library), openAttachment });
    const previews: string[] = [];
    for (const frame of await allFrames(vault)) {
      forEachAttachment(frame, ({ thumbnail }) => previews.push(objectName(thumbnail!.id!)));
    }
    for (const name of previews) store.files.delete(name);
    const originals = { frames: [stream(library.frames)], openAttachment };
    expect((await repairObjects(vault, await findings(vault), originals)).sort()).toEqual(previews.sort());
    expect([...(await findings(vault))]).toEqual([]);
  });

  it("is for the device that writes", async () => {
    const { store, vault } = await made();
    const name = (await namesOf(vault)).files.get("m0-b-photo")!;
    store.files.delete(name);
    vault.writerId = undefined;
    const refused = repairObjects(vault, new Set([name]), originalsOf(library));
    await expect(refused).rejects.toMatchObject({ code: "store.conflict" });
  });
});
